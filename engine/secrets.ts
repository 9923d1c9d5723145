/** Replaces secrets in text that leaves the program; knows their raw and encoded forms. */
export interface SecretMask {
  /** Every form of `secret` is masked from now on; an empty one is ignored. */
  add(secret: string): void;
  mask(text: string): string;
}

const MASK = '****';
/** Where a text was cut to a sane length, perhaps inside a secret. */
const CUT = '…';
const SHORTEST_START = 4;

/** A mask that knows no secret yet. */
export function createSecretMask(): SecretMask {
  const forms = new Set<string>();
  let longestFirst: readonly string[] = [];

  return {
    add(secret) {
      if (secret === '') return;
      for (const form of formsOf(secret)) forms.add(form);
      longestFirst = [...forms].sort((a, b) => b.length - a.length);
    },
    mask(text) {
      const masked = longestFirst.reduce((rest, form) => rest.replaceAll(form, MASK), text);
      const [end = '', ...cut] = masked.split(CUT).reverse();
      return [...cut.reverse().map((part) => withoutStart(part, longestFirst)), end].join(CUT);
    },
  };
}

/** The text without the start of a secret that it ends in. */
function withoutStart(text: string, forms: readonly string[]): string {
  for (const form of forms) {
    for (let length = form.length - 1; length >= SHORTEST_START; length -= 1) {
      if (text.endsWith(form.slice(0, length))) return `${text.slice(0, -length)}${MASK}`;
    }
  }
  return text;
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  // Half a surrogate pair cannot be encoded; as UTF-8 it is the replacement character.
  const wellFormed = bytes.toString('utf8');
  return [
    encodeURIComponent(wellFormed),
    encodeURI(wellFormed),
    new URLSearchParams([['', secret]]).toString().slice(1),
    // Header fields are read as Latin-1.
    ...[secret, bytes.toString('latin1')].flatMap((text) => [
      text,
      JSON.stringify(text).slice(1, -1),
      escapeXml(text),
    ]),
    bytes.toString('base64'),
    ...[0, 1, 2].flatMap((shift) => base64Inside(bytes, shift)),
  ].filter((form) => form !== '');
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The base64 characters that stay the same when other bytes stand before and after, as in `user:secret`. */
function base64Inside(bytes: Buffer, shift: number): readonly string[] {
  if (bytes.length < 6) return shift === 0 ? [bytes.toString('base64').replace(/=+$/, '')] : [];
  const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
  const [start, end] = [Math.ceil((shift * 8) / 6), Math.floor((shifted.length * 8) / 6)];
  return [
    shifted.toString('base64').slice(start, end),
    shifted.toString('base64url').slice(start, end),
  ];
}
