const STANDARD = /^[A-Za-z0-9+/]*={0,2}$/;
const URL_SAFE = /^[A-Za-z0-9_-]*={0,2}$/;

/**
 * The bytes of a standard or URL-safe base64 text, padded or not; undefined for anything else. One text is
 * one row of bytes: nothing is skipped, and no bit is left over.
 * @param mostBytes what it may decode to
 */
export function decodeBase64(text: unknown, mostBytes: number): Buffer | undefined {
  if (typeof text !== 'string' || text.length > 4 * Math.ceil(mostBytes / 3)) return undefined;
  const alphabet = STANDARD.test(text) ? 'base64' : URL_SAFE.test(text) ? 'base64url' : undefined;
  if (alphabet === undefined) return undefined;
  const digits = text.replace(/=+$/, '');
  if (digits.length !== text.length && text.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(digits, alphabet);
  if (bytes.length > mostBytes) return undefined;
  return bytes.toString(alphabet).replace(/=+$/, '') === digits ? bytes : undefined;
}
