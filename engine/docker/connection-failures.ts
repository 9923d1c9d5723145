import { Failure } from '../failures.ts';
import { errorCode, wordsOf } from '../http/failures.ts';
import type { EngineRequest } from './engine.ts';
import { nameOf, withoutQuery } from './failures.ts';
import type { EngineName, Line } from './line.ts';
import { ProgramFailed } from './start-program.ts';

const BROKEN =
  /^(ECONNRESET|EPIPE|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_CONNECT_TIMEOUT|ERR_STREAM_PREMATURE_CLOSE)$/;

/** True for a fault of the connection that another attempt may be spared. */
export function isPassing(line: Line, cause: unknown): boolean {
  const isBroken = BROKEN.test(errorCode(cause)) || cause instanceof ProgramFailed;
  return isBroken && line.explain(line, cause) === undefined;
}

/** The sentence for a request that got no answer. */
export function noAnswer(line: Line, request: EngineRequest, cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  return line.explain(line, cause) ?? brokenConnection(line, request, cause);
}

function brokenConnection(
  engine: EngineName,
  { method, path }: EngineRequest,
  cause: unknown,
): Failure {
  const code = errorCode(cause);
  const words = wordsOf(cause);
  const because = words.includes(code) ? words : `${words} (${code})`;
  return new Failure(
    'ENGINE_UNREACHABLE',
    'unavailable',
    `The Docker engine ${nameOf(engine)} did not answer ${method} ${withoutQuery(path)}: ${because}.`,
    'Check that the engine runs, that host and port are right, and that this agent may reach them (firewall); then run this again.',
    { cause },
  );
}
