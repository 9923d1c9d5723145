import { describeError, Failure } from '../failures.ts';
import { readPublicKey } from '../signing/public-key.ts';
import type { Trust } from '../signing/trust.ts';
import type { TrustedKey } from '../signing/trusted-key.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What the schema guarantees of `trust:`. */
export interface TrustFile {
  readonly keys: Readonly<Record<string, TrustedKeyFile>>;
  readonly records?: readonly {
    readonly kinds: readonly string[];
    readonly environments?: readonly string[];
    readonly signedBy: readonly string[];
    readonly atLeast?: number;
  }[];
  readonly unsigned?: 'refused' | 'accepted';
}

interface TrustedKeyFile {
  readonly publicKey?: string;
  readonly file?: string;
  readonly from?: string;
  readonly until?: string;
}

/** Reads a file of the workspace that the configuration names. */
export type ReadKeyFile = (path: string) => string;

/** @throws Failure PUBLIC_KEY_INVALID, and what reading a key's file throws */
export function trustOf(
  { keys, records = [], unsigned = 'refused' }: TrustFile,
  readKeyFile: ReadKeyFile,
): Trust {
  return {
    keys: Object.entries(keys).map(([name, key]) => trustedKey(name, key, readKeyFile)),
    rules: records.map(({ environments = [], atLeast = 1, ...rule }) => ({
      ...rule,
      environments,
      atLeast,
    })),
    acceptsUnsigned: unsigned === 'accepted',
  };
}

function trustedKey(
  name: string,
  { publicKey, file, from, until }: TrustedKeyFile,
  readKeyFile: ReadKeyFile,
): TrustedKey {
  const pem = publicKey ?? readKeyFile(file ?? '');
  return {
    name,
    key: readPublicKey(pem, file === undefined ? `trust.keys.${name}` : `${file} (key ${name})`),
    ...(from !== undefined && { from: new Date(`${from}T00:00:00Z`) }),
    // Its last day is included.
    ...(until !== undefined && { until: new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS - 1) }),
  };
}

export const keyFileUnreadable = (path: string, cause: unknown) =>
  new Failure(
    'KEY_FILE_UNREADABLE',
    'configuration',
    `The public key ${path}, which \`trust\` names, cannot be read: ${describeError(cause)}.`,
    'Give the path of a PEM file in the workspace, or write the key itself as `publicKey`.',
    { cause },
  );
