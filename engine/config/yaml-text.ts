/** A promotion.yaml of any real size is far below; a bound on hostile input. */
export const FILE_LIMIT_BYTES = 1024 * 1024;

/** The text of a configuration file, or why it has none. */
export function decodeYamlText(
  bytes: Uint8Array,
): { readonly text: string } | { readonly unreadable: string } {
  if (bytes.length > FILE_LIMIT_BYTES) {
    return { unreadable: 'is larger than 1 MiB, which no configuration needs' };
  }
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { unreadable: 'is UTF-16 (it starts with that byte order mark); save it as UTF-8' };
  }
  const offset = firstBrokenByte(bytes);
  if (offset !== undefined) {
    return {
      unreadable: `is not UTF-8: the character at byte offset ${offset} is broken; save it as UTF-8`,
    };
  }
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text.trim() === '') return { unreadable: 'is empty' };
  return { text };
}

/** Where the first sequence starts that is no UTF-8, found by halving, since decoders do not tell. */
function firstBrokenByte(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes, false)) return undefined;
  let sound = 0;
  let broken = bytes.length + 1;
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    if (middle <= bytes.length && isUtf8(bytes.subarray(0, middle), true)) sound = middle;
    else broken = middle;
  }
  while (sound > 0 && !isUtf8(bytes.subarray(0, sound), false)) sound--;
  return sound;
}

function isUtf8(bytes: Uint8Array, mayBeCut: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayBeCut });
    return true;
  } catch {
    return false;
  }
}
