import { Agent } from 'undici';
import type { EngineAccess } from './access.ts';
import type { EngineAddress } from './address.ts';
import { isPassing, noAnswer } from './connection-failures.ts';
import type { DockerEngine, EngineRequest, EngineResponse } from './engine.ts';
import { exchange } from './exchange.ts';
import type { Line } from './line.ts';
import { openLine } from './open-line.ts';
import type { EngineTools } from './tools.ts';
import { negotiateVersion } from './version.ts';

const ATTEMPTS = 4;
const FIRST_DELAY_MS = 200;
/** An engine leaves idle connections open; what stands between may not. */
const KEEP_ALIVE_MS = 60_000;

/**
 * An engine that has told its version, and so is there and lets us in.
 * @param name as promotion.yaml names the host
 * @throws Failure ENGINE_UNREACHABLE, ENGINE_UNTRUSTED, ENGINE_DENIED, ENGINE_TOO_OLD, ENGINE_INSECURE, ENGINE_KEYS_UNREADABLE
 */
export async function openDockerEngine(
  name: string,
  address: EngineAddress,
  access: EngineAccess,
  tools: EngineTools,
): Promise<DockerEngine> {
  const line = await openLine(name, address, access, tools);
  const agent = new Agent({
    connect: line.connect,
    connections: line.connections,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  });
  const ask = (request: EngineRequest) => askPatiently(agent, line, request, tools);
  const close = async () => {
    await agent.destroy();
    await line.close();
  };

  try {
    const version = await negotiateVersion(line, ask);
    const send = (request: EngineRequest) =>
      ask({ ...request, path: `/v${version}${request.path}` });
    return { name, address: line.address, send, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What changes something is sent once: a lost answer does not tell whether it was done. */
async function askPatiently(
  agent: Agent,
  line: Line,
  request: EngineRequest,
  { sleep }: EngineTools,
): Promise<EngineResponse> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await exchange(agent, line, request);
    } catch (cause) {
      const isWorthIt = request.method === 'GET' && isPassing(line, cause) && attempt < ATTEMPTS;
      if (!isWorthIt) throw noAnswer(line, request, cause);
    }
    await sleep(FIRST_DELAY_MS * 2 ** (attempt - 1));
  }
}
