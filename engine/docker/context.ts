import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, Failure } from '../failures.ts';
import { errorCode } from '../http/failures.ts';
import { isJsonObject, type JsonObject, parseJson } from '../oci/json.ts';
import type { EngineAccess } from './access.ts';
import { type EngineAddress, parseEngineAddress } from './address.ts';
import { memberOf, textOf } from './members.ts';

export interface DockerContext {
  readonly address: EngineAddress;
  readonly access: EngineAccess;
}

/** What Docker itself takes where nobody said another. */
const DEFAULT: DockerContext = {
  address: { kind: 'unix', path: '/var/run/docker.sock' },
  access: {},
};

/**
 * The engine that `docker --context <name>` talks to; its certificate is checked even if the context says not to.
 * @param dockerFolder `~/.docker`
 * @see https://github.com/docker/cli/blob/v27.3.1/cli/context/store/doc.go
 * @throws Failure CONTEXT_UNKNOWN, CONTEXT_UNREADABLE
 */
export async function readDockerContext(
  name: string,
  dockerFolder: string,
): Promise<DockerContext> {
  if (name === 'default') return DEFAULT;
  const contexts = join(dockerFolder, 'contexts');
  const id = createHash('sha256').update(name).digest('hex');
  const meta = await readMeta(join(contexts, 'meta', id)).catch((cause) => {
    throw contextUnreadable(name, describeError(cause), cause);
  });
  if (meta === undefined) throw await contextUnknown(name, contexts);
  const host = textOf(memberOf(meta, 'Endpoints', 'docker'), 'Host');
  if (host === undefined) throw contextUnreadable(name, 'it names no Docker engine');
  const address = parseEngineAddress(host);
  if (typeof address === 'string') throw contextUnreadable(name, address);
  const folder = join(contexts, 'tls', id, 'docker');
  const hasCertificates = await stat(join(folder, 'cert.pem')).then(
    () => true,
    () => false,
  );
  return { address, access: hasCertificates ? { tls: { folder } } : {} };
}

/** Undefined where there is no such context. */
async function readMeta(folder: string): Promise<JsonObject | undefined> {
  try {
    const json = parseJson(await readFile(join(folder, 'meta.json')));
    return isJsonObject(json) ? json : {};
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function contextUnknown(name: string, contexts: string): Promise<Failure> {
  const folder = join(contexts, 'meta');
  const ids = await readdir(folder).catch(() => []);
  const metas = await Promise.all(
    ids.map((id) => readMeta(join(folder, id)).catch(() => undefined)),
  );
  const names = metas.flatMap((meta) => (meta && textOf(meta, 'Name')) ?? []).sort();
  return new Failure(
    'CONTEXT_UNKNOWN',
    'configuration',
    `There is no Docker context ${JSON.stringify(name)} in ${contexts}; there ${names.length === 0 ? 'is none at all' : `are: ${names.join(', ')}`}.`,
    'Correct the name in promotion.yaml, or run `docker context create` as the user of the Jenkins agent.',
  );
}

function contextUnreadable(name: string, because: string, cause?: unknown): Failure {
  return new Failure(
    'CONTEXT_UNREADABLE',
    'configuration',
    `The Docker context ${JSON.stringify(name)} cannot be used: ${because.replace(/\.$/, '')}.`,
    `Look at \`docker context inspect ${name}\`.`,
    { cause },
  );
}
