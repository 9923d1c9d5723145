/** Header values longer than this are read no further. */
const LIMIT_CHARACTERS = 8_192;

/** Takes what a sticky pattern matches at the current position of a text, and goes on behind it. */
export type Take = (pattern: RegExp) => RegExpExecArray | null;

/** Reads a header value from its start. */
export function readHeader(value: string): Take {
  const text = value.slice(0, LIMIT_CHARACTERS);
  let position = 0;
  return (pattern) => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null) position = pattern.lastIndex;
    return match;
  };
}
