import { setTimeout as sleep } from 'node:timers/promises';
import { type CopyJob, copySet } from '../engine/copy/copy-set.ts';
import { createClient } from '../engine/http/client.ts';
import { createDispatcher } from '../engine/http/dispatcher.ts';
import { createLimiter } from '../engine/http/limiter.ts';
import { openSession } from '../engine/http/session.ts';
import { parseReference } from '../engine/oci/reference.ts';
import { fetchManifest, pushManifest, resolveManifest } from '../engine/registry/manifests.ts';
import {
  createRegistry,
  isSameRegistry,
  type Registry,
  repositoryOf,
} from '../engine/registry/repository.ts';
import { listTagPage } from '../engine/registry/tags.ts';

const clock = { now: () => new Date(), random: Math.random, sleep: (ms: number) => sleep(ms) };
const limiter = createLimiter(clock.sleep);
const registries = new Map<string, Registry>();

/** What a promotion does to move images, without its plan, gates and records: `from to [from to …]`. */
async function copyAll(references: readonly string[]): Promise<void> {
  const pairs = Array.from({ length: references.length / 2 }, (_, i) => i * 2);
  const jobs = await Promise.all(
    pairs.map((i) => jobOf(references[i] ?? '', references[i + 1] ?? '')),
  );
  const quiet = () => {};
  await copySet(
    jobs.map(({ job }) => job),
    { carry: undefined, clock, onGraph: quiet, onBytes: quiet },
  );
  await Promise.all(jobs.map(({ job, tag }) => pushManifest(job.destination, job.root, tag)));
}

async function jobOf(from: string, to: string): Promise<{ job: CopyJob; tag: string }> {
  const { digest = '', tag = '' } = { ...parseReference(from), tag: parseReference(to).tag };
  const source = open(from);
  const destination = open(to);
  const [root, there, page] = await Promise.all([
    fetchManifest(source, digest),
    resolveManifest(destination, digest),
    isSameRegistry(source, destination)
      ? { tags: ['any'] }
      : listTagPage(destination, { pageSize: 1 }),
  ]);
  const isDestinationEmpty = page === undefined || page.tags.length === 0;
  return {
    job: { source, destination, root, hasRoot: there !== undefined, isDestinationEmpty },
    tag,
  };
}

function open(text: string) {
  const { registry: host = '', repository } = parseReference(text);
  const url = new URL(`http://${host}`);
  const session = () =>
    openSession(createClient(createDispatcher({}, undefined), limiter, clock), clock, {
      url,
      signInHosts: [],
    });
  const registry = registries.get(host) ?? createRegistry(host, url, undefined, session());
  registries.set(host, registry);
  return repositoryOf(registry, repository);
}

void copyAll(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
