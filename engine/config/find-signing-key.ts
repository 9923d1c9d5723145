import { readFile } from 'node:fs/promises';
import { describeError, Failure } from '../failures.ts';
import type { SigningPolicy } from './configuration.ts';
import { secretVariables } from './credential-variables.ts';

/** A private key as text, and its password where it has one. */
export interface FoundSigningKey {
  readonly text: string;
  readonly password?: string;
}

const KEY_LIMIT_BYTES = 64 * 1024;

/**
 * The key that the step bound as a file, or that its variable holds as text.
 * @throws Failure SIGNING_KEY_ABSENT
 */
export async function findSigningKey(
  { key, password }: SigningPolicy,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundSigningKey> {
  const { file, text } = secretVariables(key);
  const path = env[file];
  const found = path === undefined ? env[text] : await readKey(key, path);
  if (found === undefined) {
    throw keyAbsent(`The signing key "${key}" is not here: ${file} is not set.`);
  }
  if (password === undefined) return { text: found };
  const variable = secretVariables(password).text;
  const word = env[variable];
  if (word === undefined) {
    throw keyAbsent(
      `The password "${password}" of the signing key is not here: ${variable} is not set.`,
    );
  }
  return { text: found, password: word };
}

async function readKey(id: string, path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > KEY_LIMIT_BYTES) throw new Error('it is larger than 64 KiB');
    return bytes.toString('utf8');
  } catch (error) {
    throw keyAbsent(`The file of the signing key "${id}" cannot be read: ${describeError(error)}.`);
  }
}

const keyAbsent = (because: string) =>
  new Failure(
    'SIGNING_KEY_ABSENT',
    'denied',
    because,
    'In Jenkins, the steps bind it: check that a secret file of this id exists for the key, and a secret text for its password. Elsewhere, set the variable to the path of the key.',
  );
