import { Failure, oneLine } from '../failures.ts';
import { wordsOf } from '../http/failures.ts';
import type { EngineName } from './line.ts';

/** `swarm-qa (ssh://deploy@qa-1)`. */
export const nameOf = ({ name, address }: EngineName): string => `${name} (${address})`;

export const engineInsecure = (engine: EngineName) =>
  new Failure(
    'ENGINE_INSECURE',
    'configuration',
    `The Docker engine ${nameOf(engine)} would be asked without TLS: anybody on the network could do the same, and whoever controls an engine is root on its host.`,
    'Give the host a credential with client certificates, or reach it by ssh://. Where the network is your own, say `insecure: true` for the host.',
  );

export const keysUnreadable = (engine: EngineName, cause: unknown) =>
  new Failure(
    'ENGINE_KEYS_UNREADABLE',
    'configuration',
    `The client certificate for the Docker engine ${nameOf(engine)} cannot be used: ${wordsOf(cause)}.`,
    'The credential holds three PEM files: ca.pem, cert.pem, and key.pem without a passphrase, as `docker` takes them from DOCKER_CERT_PATH.',
    { cause },
  );

export const engineTooOld = (engine: EngineName, version: string) =>
  new Failure(
    'ENGINE_TOO_OLD',
    'unavailable',
    `The Docker engine ${nameOf(engine)} knows the API up to ${version}; we need 1.41.`,
    'Bring that host to Docker 20.10 or later.',
  );

export const doorShut = (engine: EngineName, status: number, answer: string) =>
  new Failure(
    'ENGINE_DENIED',
    'denied',
    `The Docker engine ${nameOf(engine)} does not let us in (HTTP ${status}: ${oneLine(answer)}).`,
    'Ask who runs the authorization plugin, or the proxy before the engine, for access to services, tasks, containers and images.',
  );

export const noDocker = (engine: EngineName, status: number, answer: string) =>
  new Failure(
    'ENGINE_UNREACHABLE',
    'unavailable',
    `What answers at ${nameOf(engine)} is no Docker engine (HTTP ${status}: ${oneLine(answer)}).`,
    'Check the address of the host in promotion.yaml; an engine that asks for TLS needs a credential with client certificates.',
  );

export const answerTooLong = (engine: EngineName, path: string) =>
  new Failure(
    'ENGINE_ANSWER_TOO_LONG',
    'unavailable',
    `The Docker engine ${nameOf(engine)} answered ${withoutQuery(path)} with more than 64 MiB.`,
    'Ask for less: name the service or the stack.',
  );

export function withoutQuery(path: string): string {
  return path.replace(/\?.*$/s, '');
}
