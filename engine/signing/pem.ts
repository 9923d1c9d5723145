/** One block of a PEM text: its label, and the lines of it as they were. */
export interface PemBlock {
  readonly label: string;
  readonly text: string;
  /** What stands between the lines, without white space. */
  readonly body: string;
}

const LIMIT_CHARACTERS = 64 * 1024;
const BLOCK =
  /-----BEGIN ([A-Z0-9 ]{1,64})-----[ \t]*\r?\n((?:[A-Za-z0-9+/=:,\s]|-(?!-))*)-----END \1-----/g;

/** The blocks in a text, at most 64 KiB of it. https://www.rfc-editor.org/rfc/rfc7468#section-3 */
export function readPemBlocks(text: string): readonly PemBlock[] {
  if (text.length > LIMIT_CHARACTERS) return [];
  return [...text.matchAll(BLOCK)].map(([block, label = '', body = '']) => ({
    label,
    text: `${block}\n`,
    body: body.replace(/\s+/g, ''),
  }));
}
