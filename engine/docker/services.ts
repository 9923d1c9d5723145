import { Failure } from '../failures.ts';
import type { JsonObject } from '../oci/json.ts';
import { askEngine, filterQuery, findOnEngine, requireDone, wordsOf } from './ask.ts';
import type { DockerEngine, EngineResponse } from './engine.ts';
import { listIn, objectIn } from './members.ts';
import { type PullCredentials, registryAuthHeader } from './registry-auth.ts';
import { parseService, type Service } from './service.ts';

/** What `docker stack deploy` labels the services of a stack with. */
const STACK_LABEL = 'com.docker.stack.namespace';

/** Services with a label, `name` or `name=value`, or all. @throws Failure NOT_A_MANAGER, ENGINE_REFUSED */
export async function listServices(
  engine: DockerEngine,
  label?: string,
): Promise<readonly Service[]> {
  const query = label === undefined ? '' : filterQuery({ label: [label] });
  const response = await askEngine(engine, { method: 'GET', path: `/services${query}` });
  return listIn(engine, response).map((json) => parseService(engine, json));
}

/** @throws Failure NOT_A_MANAGER, ENGINE_REFUSED */
export function listStackServices(
  engine: DockerEngine,
  stack: string,
): Promise<readonly Service[]> {
  return listServices(engine, `${STACK_LABEL}=${stack}`);
}

/**
 * The service of exactly that name or id; the engine itself would take the start of an id too.
 * @throws Failure NOT_A_MANAGER, ENGINE_REFUSED
 */
export async function findService(
  engine: DockerEngine,
  nameOrId: string,
): Promise<Service | undefined> {
  const response = await findOnEngine(engine, `/services/${encodeURIComponent(nameOrId)}`);
  if (response === undefined) return undefined;
  const service = parseService(engine, objectIn(engine, response));
  if (service.name !== nameOrId && service.id !== nameOrId) return undefined;
  const roundedNumber = findRoundedNumber(response);
  return roundedNumber === undefined ? service : { ...service, roundedNumber };
}

export interface ServiceUpdate {
  /** The whole of it: what is left out is gone. */
  readonly spec: JsonObject;
  /** The engine puts the specification before this one back instead. */
  readonly rollback?: 'previous';
  /** For the nodes that pull; those of the present specification stay when left out. */
  readonly credentials?: PullCredentials;
}

/**
 * Gives a service, as `findService` gave it, another specification, unless somebody changed the service since.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Service/operation/ServiceUpdate
 * @throws Failure NOT_A_MANAGER, ENGINE_REFUSED, SPECIFICATION_INEXACT
 */
export async function updateService(
  engine: DockerEngine,
  { id, name, version, roundedNumber }: Service,
  { spec, rollback, credentials }: ServiceUpdate,
): Promise<'updated' | 'changed-meanwhile'> {
  if (roundedNumber !== undefined) throw inexact(name, roundedNumber);
  const query = `version=${version}${rollback === undefined ? '' : `&rollback=${rollback}`}`;
  const request = {
    method: 'POST',
    path: `/services/${encodeURIComponent(id)}/update?${query}`,
    headers: registryAuthHeader(credentials),
    json: spec,
  } as const;
  const response = await engine.send(request);
  // Docker 20.10 answers 500 here; the words have always been these.
  if (response.status >= 400 && wordsOf(response).includes('update out of sequence')) {
    return 'changed-meanwhile';
  }
  requireDone(engine, request, response);
  return 'updated';
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** Sizes and limits are 64 bits wide there; one that JavaScript rounds would go back as another. */
function findRoundedNumber({ body }: EngineResponse): string | undefined {
  const tokens = Buffer.from(body).toString('utf8').match(STRING_OR_NUMBER) ?? [];
  return tokens.find(
    (token) => /^-?\d{16,}$/.test(token) && BigInt(Number(token)) !== BigInt(token),
  );
}

const inexact = (name: string, number: string) =>
  new Failure(
    'SPECIFICATION_INEXACT',
    'configuration',
    `The specification of service ${name} holds the number ${number}, which we cannot keep as it is.`,
    'Write a smaller one (-1 stands for no limit in a ulimit), or deploy this service by a target of kind `command`.',
  );
