import { readFile } from 'node:fs/promises';
import { Failure } from '../failures.ts';
import { isJsonObject, type JsonObject, parseJson } from '../oci/json.ts';
import type { RunProgram } from '../run-program.ts';
import type { RegistryPolicy } from './configuration.ts';
import { credentialVariables } from './credential-variables.ts';

export interface FoundCredentials {
  readonly username: string;
  readonly password: string;
}

/** Where credentials may come from. */
export interface CredentialSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Docker's `config.json`; it need not exist. */
  readonly dockerConfig: string;
  readonly runProgram: RunProgram;
}

const HELPER_TIMEOUT_MS = 30_000;

/**
 * The variables that the step bound for `credentials:`; else what `docker login` left.
 * @returns undefined where the registry names no credential and Docker knows none: anonymous access
 * @throws Failure CREDENTIALS_ABSENT when it names one and there is none
 */
export async function findCredentials(
  registry: RegistryPolicy,
  sources: CredentialSources,
): Promise<FoundCredentials | undefined> {
  if (registry.credentials !== undefined) {
    const variables = credentialVariables(registry.credentials);
    const username = sources.env[variables.username];
    const password = sources.env[variables.password];
    if (username !== undefined && password !== undefined) return { username, password };
  }
  const fromDocker = await findInDockerConfig(registry.url.host, sources);
  if (fromDocker !== undefined) return fromDocker;
  if (registry.credentials === undefined) return undefined;
  throw credentialsAbsent(registry.name, registry.credentials, sources.dockerConfig);
}

/** https://docs.docker.com/reference/cli/docker/login/#credential-stores */
async function findInDockerConfig(
  host: string,
  { dockerConfig, runProgram }: CredentialSources,
): Promise<FoundCredentials | undefined> {
  const bytes = await readFile(dockerConfig).catch(() => undefined);
  const config = bytes === undefined ? undefined : parseJson(bytes);
  if (!isJsonObject(config)) return undefined;
  const helpers = isJsonObject(config['credHelpers']) ? config['credHelpers'] : {};
  const helper = helpers[host] ?? config['credsStore'];
  if (typeof helper === 'string' && /^[A-Za-z0-9._-]+$/.test(helper)) {
    const found = await askHelper(`docker-credential-${helper}`, host, runProgram);
    if (found !== undefined) return found;
  }
  const auths = isJsonObject(config['auths']) ? config['auths'] : {};
  return credentialsOf(auths[host] ?? auths[`https://${host}`] ?? auths[`https://${host}/v2/`]);
}

async function askHelper(
  program: string,
  host: string,
  runProgram: RunProgram,
): Promise<FoundCredentials | undefined> {
  const { exitCode, stdout } = await runProgram(program, ['get'], {
    input: host,
    timeoutMs: HELPER_TIMEOUT_MS,
  });
  const answer = exitCode === 0 ? parseJson(Buffer.from(stdout)) : undefined;
  if (!isJsonObject(answer)) return undefined;
  return pair(answer['Username'], answer['Secret']);
}

function credentialsOf(entry: unknown): FoundCredentials | undefined {
  if (!isJsonObject(entry)) return undefined;
  return decoded(entry) ?? pair(entry['username'], entry['password']);
}

function decoded({ auth }: JsonObject): FoundCredentials | undefined {
  if (typeof auth !== 'string') return undefined;
  const [username, ...password] = Buffer.from(auth, 'base64').toString('utf8').split(':');
  return pair(username, password.join(':'));
}

function pair(username: unknown, password: unknown): FoundCredentials | undefined {
  if (typeof username !== 'string' || typeof password !== 'string') return undefined;
  return username === '' || password === '' ? undefined : { username, password };
}

function credentialsAbsent(registry: string, id: string, dockerConfig: string): Failure {
  const { username, password } = credentialVariables(id);
  return new Failure(
    'CREDENTIALS_ABSENT',
    'denied',
    `Registry ${registry} needs the credential "${id}", and it is not here: ${username} and ${password} are not set, and ${dockerConfig} knows no sign-in for it.`,
    'In Jenkins, the steps bind it: check that a username-with-password credential of this id exists. Elsewhere, set the two variables or run `docker login`.',
  );
}
