import { Failure } from '../failures.ts';
import type { Clock, HttpResponse, HttpSender } from '../http/request.ts';
import type { Credentials } from '../http/session.ts';

/** A registry of promotion.yaml, as far as it could be opened. */
export interface RegistryUnderTest {
  readonly name: string;
  readonly url: URL;
  /** PEM file that `ca` names. */
  readonly ca?: string;
  /** Id of the Jenkins credential. */
  readonly credentialsId?: string;
  readonly signInHosts: readonly string[];
  /** Undefined where none are configured; a Failure where they are and cannot be found. */
  readonly credentials: Credentials | Failure | undefined;
  readonly sender: HttpSender;
}

/** What the checks of a registry look at. */
export interface RegistrySubject extends RegistryUnderTest {
  /** The answer to a first `GET /v2/` without credentials, or why none came. */
  readonly greeting: HttpResponse | Failure;
  /** Accounts, as `user@host`, that were refused: another attempt could lock them. */
  readonly refusedAccounts: Set<string>;
  readonly clock: Clock;
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#determining-support */
export function pingUrl({ url }: RegistryUnderTest): URL {
  const ping = new URL(url);
  ping.pathname = `${ping.pathname.replace(/\/$/, '')}/v2/`;
  return ping;
}

export async function greet(registry: RegistryUnderTest): Promise<HttpResponse | Failure> {
  try {
    return await registry.sender.send({ method: 'GET', url: pingUrl(registry) });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
