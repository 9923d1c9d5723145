import { Failure } from '../failures.ts';
import type { Configuration } from './configuration.ts';
import { configurationOf } from './configuration-of.ts';
import { destinationProblems } from './destination-problems.ts';
import { readDraft } from './draft.ts';
import { environmentProblems } from './environment-problems.ts';
import { labelOf, type PlacedProblem } from './problem.ts';
import { validate } from './promotion-validator.generated.js';
import { registryProblems } from './registry-problems.ts';
import { schemaProblems } from './schema-problems.ts';
import { keyFileUnreadable, type ReadKeyFile } from './trust.ts';
import { signingProblems, trustProblems } from './trust-problems.ts';
import { readYamlDocument, type YamlDocument } from './yaml-document.ts';
import { decodeYamlText } from './yaml-text.ts';

/** So many problems are told; a reader corrects the first ones first. */
const TOLD_LIMIT = 100;

/**
 * The configuration in a promotion.yaml; `file` is its path as messages should name it.
 * @throws Failure INVALID_CONFIGURATION with every problem, in the order of the file
 */
export function parseConfiguration(source: {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Reads the file of a public key that `trust` names. */
  readonly readKeyFile?: ReadKeyFile;
}): Configuration {
  const { file, readKeyFile = noKeyFiles } = source;
  const decoded = decodeYamlText(source.bytes);
  if ('unreadable' in decoded) throw invalidConfiguration(`${file} ${decoded.unreadable}.`);

  const document = readYamlDocument(decoded.text);
  const { value, problems } = document;
  if (value === null && problems.length === 0) {
    throw invalidConfiguration(`${file} holds no settings, only comments at most.`);
  }
  const found = [...problems, ...(value === undefined ? [] : contentProblems(document))];
  if (found.length > 0) throw invalidConfiguration(describeProblems(file, found, document));
  return configurationOf(value, file, readKeyFile);
}

const noKeyFiles: ReadKeyFile = (path) => {
  throw keyFileUnreadable(path, new Error('there is no workspace to read it from'));
};

function contentProblems(document: YamlDocument): readonly PlacedProblem[] {
  const { value } = document;
  const draft = readDraft(value);
  const errors = validate(value) ? [] : (validate.errors ?? []);
  return [
    ...schemaProblems(errors, value, document.writtenAt),
    ...registryProblems(draft),
    ...destinationProblems(draft),
    ...environmentProblems(draft),
    ...trustProblems(value),
    ...signingProblems(value),
  ].map((problem) => ({
    offset: document.offsetOf(problem),
    label: labelOf(problem.path),
    sentence: problem.sentence,
  }));
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

function invalidConfiguration(message: string): Failure {
  return new Failure(
    'INVALID_CONFIGURATION',
    'configuration',
    message,
    'Correct the file; an editor that knows promotion.schema.json shows most of this while you type.',
  );
}
