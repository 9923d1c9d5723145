import { createClient } from '../../engine/http/client.ts';
import { createDispatcher } from '../../engine/http/dispatcher.ts';
import { createLimiter } from '../../engine/http/limiter.ts';
import { openSession } from '../../engine/http/session.ts';
import { createRegistry, type Repository, repositoryOf } from '../../engine/registry/repository.ts';

/** A repository as a program of its own opens it, without credentials. */
export function openRepository(address: string, name: string): Repository {
  const url = new URL(address);
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const clock = { now: () => new Date(), random: Math.random, sleep };
  const client = createClient(createDispatcher({}, undefined), createLimiter(sleep), clock);
  const session = openSession(client, clock, { url, signInHosts: [] });
  return repositoryOf(createRegistry('test', url, undefined, session), name);
}
