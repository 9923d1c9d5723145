import { setTimeout as sleep } from 'node:timers/promises';
import { type CopyOutcome, copySet } from '../../engine/copy/copy-set.ts';
import type { Carry } from '../../engine/copy/find-attached.ts';
import { putTag } from '../../engine/copy/put-tag.ts';
import { createClient } from '../../engine/http/client.ts';
import { createDispatcher } from '../../engine/http/dispatcher.ts';
import { createLimiter } from '../../engine/http/limiter.ts';
import type { Clock } from '../../engine/http/request.ts';
import { type Credentials, openSession } from '../../engine/http/session.ts';
import { fetchManifest, resolveManifest } from '../../engine/registry/manifests.ts';
import { createRegistry, type Repository, repositoryOf } from '../../engine/registry/repository.ts';
import { listTagPage } from '../../engine/registry/tags.ts';
import type { Target } from '../support/registry/start-registry.ts';

/** Real time, in which every wait lasts a hundredth. */
export const hastyClock: Clock = {
  now: () => new Date(),
  random: Math.random,
  sleep: (ms) => sleep(ms / 100),
};

/** A server as the engine sees it, and its repositories; what it has shown of itself is kept. */
export function openServer(
  url: string,
  credentials?: Credentials,
): (repository: string) => Repository {
  const client = createClient(
    createDispatcher({}, undefined),
    createLimiter(hastyClock.sleep),
    hastyClock,
  );
  const session = openSession(client, hastyClock, {
    url: new URL(url),
    signInHosts: [],
    ...(credentials && { credentials }),
  });
  const registry = createRegistry('test', new URL(url), undefined, session);
  return (repository) => repositoryOf(registry, repository);
}

/** A repository of a server that nothing is known of yet. */
export function open({ url, prefix, repository }: Target): Repository {
  return openServer(url)(prefix === undefined ? repository : `${prefix}/${repository}`);
}

const QUIETLY = { clock: hastyClock, onGraph: () => {}, onBytes: () => {} };

export interface CopyRequest {
  readonly source: Repository;
  readonly destination: Repository;
  readonly digest: string;
}

/** Plans and copies as a promotion does: looks at both ends, then brings over what is missing. */
export async function copy(
  requests: CopyRequest | readonly CopyRequest[],
  carry?: Carry,
): Promise<readonly CopyOutcome[]> {
  const jobs = await Promise.all([requests].flat().map(planCopy));
  return copySet(jobs, { ...QUIETLY, carry });
}

/** Copies, and puts the tag on last. */
export async function copyAndTag(request: CopyRequest, tag: string, carry?: Carry): Promise<void> {
  const { source, destination, digest } = request;
  await copy(request, carry);
  await putTag(destination, await fetchManifest(source, digest), tag, hastyClock);
}

/** What a plan has found out of a destination. */
export interface Known {
  readonly hasRoot?: boolean;
  readonly isDestinationEmpty?: boolean;
  /** Records follow, as in a promotion. */
  readonly isRecorded?: boolean;
}

/** Copies by what is known, and asks nothing more; reading the root is a request as well. */
export async function copyKnowing(
  requests: CopyRequest | readonly CopyRequest[],
  { hasRoot = false, isDestinationEmpty = false, isRecorded = false }: Known = {},
): Promise<void> {
  const jobs = await Promise.all(
    [requests].flat().map(async ({ source, destination, digest }) => {
      const root = await fetchManifest(source, digest);
      return { source, destination, root, hasRoot, isDestinationEmpty };
    }),
  );
  await copySet(jobs, { ...QUIETLY, carry: undefined, isRecorded });
}

async function planCopy({ source, destination, digest }: CopyRequest) {
  const root = await fetchManifest(source, digest);
  const there = await resolveManifest(destination, digest);
  const page = await listTagPage(destination, { pageSize: 1 });
  const isDestinationEmpty = page === undefined || page.tags.length === 0;
  return { source, destination, root, hasRoot: there !== undefined, isDestinationEmpty };
}
