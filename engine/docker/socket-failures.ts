import { Failure } from '../failures.ts';
import { errorCode } from '../http/failures.ts';
import { nameOf } from './failures.ts';
import type { EngineName } from './line.ts';

/** The sentence for a socket of this machine that nobody opens to us, or undefined. */
export function socketFailure(engine: EngineName, cause: unknown): Failure | undefined {
  const code = errorCode(cause);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new Failure(
        'ENGINE_DENIED',
        'denied',
        `We may not use the socket of the Docker engine ${nameOf(engine)} (${code}).`,
        'Add the user that runs the Jenkins agent to the group that owns the socket, usually `docker`, and start the agent again. Its members are as good as root.',
        { cause },
      );
    case 'ENOENT':
    case 'ECONNREFUSED':
    case 'ENOTSOCK':
      return new Failure(
        'ENGINE_UNREACHABLE',
        'unavailable',
        `No Docker engine listens at ${nameOf(engine)} (${code}).`,
        'Start it (`systemctl start docker`) or correct the path in promotion.yaml; an agent in a container sees the socket only where it is mounted.',
        { cause },
      );
    default:
      return undefined;
  }
}
