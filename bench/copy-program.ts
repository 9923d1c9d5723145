import { setTimeout as sleep } from 'node:timers/promises';
import { type CopyJob, copySet } from '../engine/copy/copy-set.ts';
import { putTag } from '../engine/copy/put-tag.ts';
import { createClient } from '../engine/http/client.ts';
import { createDispatcher } from '../engine/http/dispatcher.ts';
import { createLimiter } from '../engine/http/limiter.ts';
import { openSession } from '../engine/http/session.ts';
import { parseReference } from '../engine/oci/reference.ts';
import { fetchManifest, resolveManifest } from '../engine/registry/manifests.ts';
import {
  createRegistry,
  isSameRegistry,
  type Registry,
  type Repository,
  repositoryOf,
} from '../engine/registry/repository.ts';
import { listTagPage } from '../engine/registry/tags.ts';

const clock = { now: () => new Date(), random: Math.random, sleep: (ms: number) => sleep(ms) };
const limiter = createLimiter(clock.sleep);
const registries = new Map<string, Registry>();

/** A copy that is to be made, and the tag it gets. */
interface Move {
  readonly job: CopyJob;
  readonly tag: string;
}

/** What a promotion does to move images, without its plan, gates and records: `from@digest to:tag [from@digest to:tag …]`. */
async function copyAll(references: readonly string[]): Promise<void> {
  const pairs = Array.from({ length: references.length / 2 }, (_, i) => i * 2);
  const found = await Promise.all(
    pairs.map((i) => findMove(references[i] ?? '', references[i + 1] ?? '')),
  );
  const moves = found.filter((move) => move !== undefined);
  const quiet = () => {};
  await copySet(
    moves.map(({ job }) => job),
    // What records need is sent ahead, as a promotion does.
    { carry: undefined, isRecorded: true, clock, onGraph: quiet, onBytes: quiet },
  );
  await Promise.all(moves.map(({ job, tag }) => putTag(job.destination, job.root, tag, clock)));
}

/** Undefined where the tag is at the digest, which a promotion knows before it asks anything else. */
async function findMove(from: string, to: string): Promise<Move | undefined> {
  const { digest = '' } = parseReference(from);
  const { tag = '' } = parseReference(to);
  const source = open(from);
  const destination = open(to);
  const now = await resolveManifest(destination, tag);
  if (now?.digest === digest) return undefined;

  const isNear = isSameRegistry(source, destination);
  const [root, hasTags] = await Promise.all([
    fetchManifest(source, digest),
    // Within one registry nothing is gained by the list: blobs are mounted unasked.
    now === undefined && !isNear ? isInUse(destination) : now !== undefined,
  ]);
  const there = hasTags ? await resolveManifest(destination, digest) : undefined;
  return {
    job: {
      ...{ source, destination, root },
      hasRoot: there !== undefined,
      isDestinationEmpty: !hasTags && !isNear,
    },
    tag,
  };
}

async function isInUse(repository: Repository): Promise<boolean> {
  const page = await listTagPage(repository, { pageSize: 1 });
  return page !== undefined && page.tags.length > 0;
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

void copyAll(process.argv.slice(2))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  })
  .then(() => process.exit());
