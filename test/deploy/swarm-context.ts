import { setTimeout as sleep } from 'node:timers/promises';
import type { DeployContext } from '../../engine/deploy/target.ts';
import type { Clock } from '../../engine/http/request.ts';
import type { PublishedImage, Swarm } from '../support/swarm.ts';
import { NOTHING, noSources } from './contract.ts';

/** Looks again sooner than people would. */
const hastyClock: Clock = {
  now: () => new Date(),
  random: Math.random,
  sleep: (ms) => sleep(Math.min(ms, 100)),
};

/** A deployment of an image to a swarm, with what it printed. */
export function contextOf(
  { engine, credentials }: Swarm,
  image: PublishedImage,
  some: Partial<DeployContext> = {},
): DeployContext & { readonly printed: readonly string[] } {
  const printed: string[] = [];
  return {
    ...NOTHING,
    environment: 'qa',
    ...image,
    host: 'swarm-qa',
    sources: noSources({
      engine: async () => engine,
      pullCredentials: async () => credentials,
      clock: hastyClock,
    }),
    print: (line) => printed.push(line),
    ...some,
    printed,
  };
}
