import type { Document, YAMLError } from 'yaml';
import { type PlacedProblem, quoted } from './problem.ts';

const QUOTE_PLACEHOLDERS =
  "A placeholder at the start of a value, or inside `[…]` or `{…}`, needs quotes around the whole text: `'{build}-uat'`.";

/** The errors and warnings of the YAML parser in our words: the first of each line, since one causes the others. */
export function yamlSyntaxProblems(
  document: Document.Parsed,
  text: string,
  lineOf: (offset: number) => number,
): readonly PlacedProblem[] {
  const problems: PlacedProblem[] = [];
  const lines = new Set<number>();
  if (document.directives.yaml.version === '1.1') {
    problems.push({
      offset: Math.max(0, text.indexOf('%YAML')),
      sentence:
        'The file asks for YAML 1.1, where `no` and `on` are not text; leave the `%YAML` line out.',
    });
  }
  const errors = [...document.errors, ...document.warnings];
  for (const error of errors.sort((a, b) => a.pos[0] - b.pos[0])) {
    const [offset] = error.pos;
    const line = lineOf(offset);
    if (lines.has(line)) continue;
    lines.add(line);
    problems.push({ offset, sentence: sentenceOf(error, text) });
    // What follows an open quote or bracket was read as something else than it is.
    if (error.code === 'MISSING_CHAR' || error.code === 'BAD_INDENT') break;
  }
  return problems;
}

function sentenceOf({ code, message, pos: [offset] }: YAMLError, text: string): string {
  const hasPlaceholder = /\{[a-z]+\}/.test(lineAround(text, offset));
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'A tab stands where the line is indented; YAML takes only spaces there.';
    case 'BAD_INDENT':
      if (!message.startsWith('Flow')) {
        return 'The line starts at another column than its neighbours; give entries of one level the same indentation.';
      }
      return hasPlaceholder ? QUOTE_PLACEHOLDERS : 'A `[` or `{` is not closed before this place.';
    case 'BAD_SCALAR_START':
      return `Text cannot start with ${quoted(text.charAt(offset))}; put it in quotes.`;
    case 'BAD_DQ_ESCAPE':
      return 'Text in double quotes holds an unknown `\\` escape; use single quotes.';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'A second `name:` begins inside a value; start a line of its own, or put text with `: ` in quotes.';
    case 'MULTILINE_IMPLICIT_KEY':
      return 'The line is no `name: value`; a colon, or the space after it, is missing.';
    case 'MULTIPLE_DOCS':
      return 'A second document starts here (`---`); the file may hold one only.';
    case 'NON_STRING_KEY':
      return 'A name has to be plain text; it cannot be a list, a mapping or an alias.';
    case 'RESOURCE_EXHAUSTION':
      return 'Lists and mappings are nested too deeply.';
    case 'TAG_RESOLVE_FAILED':
      return 'YAML tags such as `!name` are not taken; leave it out, or put the text in quotes.';
    case 'BAD_DIRECTIVE':
      return 'Lines that start with `%` are not taken; leave it out.';
    case 'MISSING_CHAR':
      if (message.includes('quote')) return 'A text in quotes has not ended before this place.';
      if (message.startsWith('Implicit map keys')) {
        return 'The line is no `name: value`; a colon, or the space after it, is missing.';
      }
      return hasPlaceholder ? QUOTE_PLACEHOLDERS : 'A comma, colon or space is missing here.';
    case 'UNEXPECTED_TOKEN':
      if (hasPlaceholder) return QUOTE_PLACEHOLDERS;
      return 'This does not belong here; put text with special characters in quotes.';
    default:
      return 'This is not valid YAML.';
  }
}

function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, Math.min(end === -1 ? text.length : end, start + 1_000));
}
