import { withoutControls } from '../failures.ts';
import { wrap } from '../promotion/format.ts';

const WIDTH = 100;

/** Rows in columns that are as wide as they have to be, cells cut at `most`; no control characters. */
export function inColumns(
  rows: readonly (readonly string[])[],
  most: readonly number[],
): readonly string[] {
  const cut = rows.map((row) =>
    row.map((cell, i) => cutTo(withoutControls(cell), most[i] ?? WIDTH)),
  );
  const widths = most.map((_, i) => Math.max(0, ...cut.map((row) => row[i]?.length ?? 0)));
  return cut.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** Breaks a sentence at spaces into lines of 100 columns, each after the indent. */
export function indented(indent: number, text: string, mark = ''): readonly string[] {
  const start = ' '.repeat(indent + mark.length);
  const lines = wrap(withoutControls(text), WIDTH - start.length, '');
  return lines.map((one, i) => `${i === 0 ? ' '.repeat(indent) + mark : start}${one}`);
}

function cutTo(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
