import { Failure, oneLine } from '../failures.ts';
import { isJsonObject, parseJson } from '../oci/json.ts';
import type { DockerEngine, EngineRequest, EngineResponse } from './engine.ts';
import { nameOf, withoutQuery } from './failures.ts';

/**
 * The answer of an engine that did what it was asked.
 * @throws Failure NOT_A_MANAGER, ENGINE_REFUSED
 */
export async function askEngine(
  engine: DockerEngine,
  request: EngineRequest,
): Promise<EngineResponse> {
  return requireDone(engine, request, await engine.send(request));
}

/** The answer to a reading request, or undefined where there is no such thing. @throws Failure */
export async function findOnEngine(
  engine: DockerEngine,
  path: string,
): Promise<EngineResponse | undefined> {
  const request = { method: 'GET', path } as const;
  const response = await engine.send(request);
  return response.status === 404 ? undefined : requireDone(engine, request, response);
}

/** What an engine says instead of an answer. */
export function wordsOf({ body }: EngineResponse): string {
  const json = parseJson(body);
  const message = isJsonObject(json) ? json['message'] : undefined;
  return oneLine(typeof message === 'string' ? message : Buffer.from(body).toString('utf8'));
}

/** `?filters=…`; values of one name are alternatives, except labels, which all have to be there. */
export function filterQuery(filters: Readonly<Record<string, readonly string[]>>): string {
  return `?filters=${encodeURIComponent(JSON.stringify(filters))}`;
}

/** The answer, when it is none of refusal. @throws Failure NOT_A_MANAGER, ENGINE_REFUSED */
export function requireDone(
  engine: DockerEngine,
  { method, path }: EngineRequest,
  response: EngineResponse,
): EngineResponse {
  const { status } = response;
  if (status >= 200 && status < 300) return response;
  const because = `HTTP ${status}: ${wordsOf(response)}`;
  if (status === 503 && /swarm manager|worker node/i.test(because)) {
    throw new Failure(
      'NOT_A_MANAGER',
      'configuration',
      `${nameOf(engine)} is no manager of a swarm (${because}).`,
      'Name a manager as `host` in promotion.yaml; `docker node ls` works on managers only.',
    );
  }
  throw new Failure(
    'ENGINE_REFUSED',
    'unavailable',
    `${nameOf(engine)} did not do what we asked, ${method} ${oneLine(decodeURIComponent(withoutQuery(path)))} (${because}).`,
    "Read the engine's own log (journalctl -u docker) at that time, then run this stage again.",
  );
}
