import { Failure } from '../failures.ts';
import { labelOf, type PlacedProblem, type Problem } from './problem.ts';
import { readYamlDocument, type YamlDocument } from './yaml-document.ts';
import { decodeYamlText } from './yaml-text.ts';

/** So many problems are told; a reader corrects the first ones first. */
const TOLD_LIMIT = 100;

/** A text with settings, and how its problems are told. */
export interface ConfigurationDocument extends YamlDocument {
  /** Line of the value at a path. */
  lineOf(path: Problem['path']): number;
  /** @throws Failure INVALID_CONFIGURATION where there is any, with those that the text has as YAML */
  refuse(problems: readonly Problem[]): void;
}

const REMEDY =
  'Correct the file; an editor that knows promotion.schema.json shows most of this while you type.';

/**
 * @param file as messages name it, at the start of a sentence
 * @throws Failure INVALID_CONFIGURATION where the bytes are no text, or hold nothing
 */
export function readConfigurationDocument(
  file: string,
  bytes: Uint8Array,
  remedy = REMEDY,
): ConfigurationDocument {
  const decoded = decodeYamlText(bytes);
  if ('unreadable' in decoded) throw invalidConfiguration(`${file} ${decoded.unreadable}.`, remedy);

  const document = readYamlDocument(decoded.text);
  if (document.value === null && document.problems.length === 0) {
    throw invalidConfiguration(`${file} holds no settings, only comments at most.`, remedy);
  }
  return {
    ...document,
    lineOf: (path) => document.lineAndColumn(document.offsetOf({ path, at: 'key' })).line,
    refuse(problems) {
      const placed = problems.map((problem) => ({
        offset: document.offsetOf(problem),
        label: labelOf(problem.path),
        sentence: problem.sentence,
      }));
      const found = [...document.problems, ...placed];
      if (found.length === 0) return;
      throw invalidConfiguration(describeProblems(file, found, document), remedy);
    },
  };
}

function describeProblems(
  file: string,
  problems: readonly PlacedProblem[],
  { lineAndColumn }: YamlDocument,
): string {
  const lines = [...problems]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, label, sentence }) => {
      const { line, column } = lineAndColumn(offset);
      return `  line ${line}, column ${column}: ${label ? `${label}: ` : ''}${sentence}`;
    });
  const told = lines.slice(0, TOLD_LIMIT);
  if (lines.length > told.length) told.push(`  … and ${lines.length - told.length} more.`);
  const count = lines.length === 1 ? 'a problem' : `${lines.length} problems`;
  return [`${file} has ${count}:`, ...told].join('\n');
}

function invalidConfiguration(message: string, remedy: string): Failure {
  return new Failure('INVALID_CONFIGURATION', 'configuration', message, remedy);
}
