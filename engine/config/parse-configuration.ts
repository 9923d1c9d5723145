import { isJsonObject } from '../oci/json.ts';
import type { Configuration } from './configuration.ts';
import { readConfigurationDocument } from './configuration-document.ts';
import { configurationOf } from './configuration-of.ts';
import { contentProblems } from './content-problems.ts';
import type { Problem } from './problem.ts';
import { keyFileUnreadable, type ReadKeyFile } from './trust.ts';

/**
 * The configuration in a promotion.yaml that is its own policy; `file` is its path as messages should name it.
 * @throws Failure INVALID_CONFIGURATION with every problem, in the order of the file
 */
export function parseConfiguration(source: {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Reads the file of a public key that `trust` names. */
  readonly readKeyFile?: ReadKeyFile;
}): Configuration {
  const { file, readKeyFile = noKeyFiles } = source;
  const document = readConfigurationDocument(file, source.bytes);
  const { value } = document;
  document.refuse(
    value === undefined
      ? []
      : [
          ...contentProblems(value, document.writtenAt, 'configuration'),
          ...policyMemberProblems(value),
        ],
  );
  return configurationOf(value, file, readKeyFile);
}

/** Whoever wrote it believes in a policy that nobody handed to the step. */
function policyMemberProblems(value: unknown): readonly Problem[] {
  if (!isJsonObject(value) || !Object.hasOwn(value, 'applications')) return [];
  const sentence =
    'It belongs into a policy, which the step is given as text, `policy: libraryResource(…)`; nothing in this file is kept from anybody who may edit it.';
  return [{ path: ['applications'], at: 'key', sentence }];
}

const noKeyFiles: ReadKeyFile = (path) => {
  throw keyFileUnreadable(path, new Error('there is no workspace to read it from'));
};
