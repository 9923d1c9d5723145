import type { EngineRequest, EngineResponse } from './engine.ts';
import { doorShut, engineTooOld, noDocker } from './failures.ts';
import type { EngineName } from './line.ts';

/** Docker 20.10. */
const OLDEST_MINOR = 41;

/**
 * The engine's own version of the API, `1.47`: an engine that is asked for an older one drops what that did not
 * have from the specifications of services. What we ask for is there in all from the oldest on.
 * @see https://docs.docker.com/reference/api/engine/version/v1.47/#tag/System/operation/SystemPing
 * @throws Failure ENGINE_UNREACHABLE, ENGINE_DENIED, ENGINE_TOO_OLD
 */
export async function negotiateVersion(
  engine: EngineName,
  ask: (request: EngineRequest) => Promise<EngineResponse>,
): Promise<string> {
  const { status, header, body } = await ask({ method: 'GET', path: '/_ping' });
  const words = Buffer.from(body).toString('utf8');
  if (status === 401 || status === 403) throw doorShut(engine, status, words);
  const version = header('api-version');
  const minor = /^1\.(\d+)$/.exec(version ?? '')?.[1];
  if (version === undefined || minor === undefined) throw noDocker(engine, status, words);
  if (Number(minor) < OLDEST_MINOR) throw engineTooOld(engine, version);
  return version;
}
