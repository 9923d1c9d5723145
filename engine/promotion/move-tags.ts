import { allSettled } from '../copy/copy-graph.ts';
import { putTag } from '../copy/put-tag.ts';
import { createTurns } from '../copy/turns.ts';
import { describeError, Failure } from '../failures.ts';
import type { Clock } from '../http/request.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Manifest } from '../oci/manifest.ts';
import { resolveManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import type { TagPlan } from './plan.ts';

/** One image's tags in one repository. */
export interface TagMove {
  readonly repository: Repository;
  readonly manifest: Manifest;
  readonly tags: readonly TagPlan[];
}

export interface TagContext {
  readonly clock: Clock;
  readonly print: (line: string) => void;
}

/** One tag that is to be put on an image. */
interface Wanted extends Omit<TagMove, 'tags'> {
  readonly tag: TagPlan;
}

const AT_A_TIME = 8;

/**
 * Puts tags on images, the build-bound ones of all first, and reads each back. The very first goes alone: where
 * it is refused nothing has moved. The others go side by side, so that a set is half moved for a short time only.
 * @throws Failure TAGS_PARTLY_MOVED where it broke off between two tags; else as for a single one: TAG_LOST or
 *   TAG_MOVED_MEANWHILE when somebody else moved it at the same time, TAG_IMMUTABLE
 */
export async function moveTags(
  moves: readonly TagMove[],
  { clock, print }: TagContext,
): Promise<void> {
  const wanted = moves
    .flatMap(({ tags, ...move }) => tags.map((tag) => ({ ...move, tag })))
    .filter(({ tag, manifest }) => tag.now !== manifest.descriptor.digest)
    .sort((a, b) => Number(b.tag.isBuildBound) - Number(a.tag.isBuildBound));
  const first = wanted.slice(0, 1);
  const others = wanted.slice(1);
  const bound = others.filter(({ tag }) => tag.isBuildBound);
  const moving = others.filter(({ tag }) => !tag.isBuildBound);
  const moved = new Set<Wanted>();
  for (const group of [first, bound, moving]) {
    const broken = await moveSome(group, moved, clock);
    for (const { repository, tag } of group.filter((one) => moved.has(one))) {
      const before = tag.now === undefined ? '' : `, was ${shortDigest(tag.now)}`;
      print(`Tagged ${repository.label}:${tag.name}${before}.`);
    }
    if (broken === undefined) continue;
    if (moved.size === 0) throw broken.reason;
    throw partlyMoved(
      wanted.filter((one) => moved.has(one)).map(nameOf),
      wanted.filter((one) => !moved.has(one)).map(nameOf),
      broken.reason,
    );
  }
}

/** @returns why it broke off: what was under way then was brought to its end, and nothing else begun */
async function moveSome(
  group: readonly Wanted[],
  moved: Set<Wanted>,
  clock: Clock,
): Promise<PromiseRejectedResult | undefined> {
  const turns = createTurns(AT_A_TIME);
  let isBroken = false;
  const results = await Promise.allSettled(
    group.map((one) =>
      turns.run(async () => {
        if (isBroken) return;
        try {
          await moveTag(one, clock);
          moved.add(one);
        } catch (error) {
          isBroken = true;
          throw error;
        }
      }),
    ),
  );
  return results.find((result) => result.status === 'rejected');
}

function nameOf({ repository, tag }: Wanted): NamedTag {
  return { name: `${repository.label}:${tag.name}`, before: tag.now };
}

async function moveTag(
  { repository, manifest, tag: { name, now } }: Wanted,
  clock: Clock,
): Promise<void> {
  const { digest } = manifest.descriptor;
  await requireUnmoved(repository, digest, [{ name, now }]);
  await putTag(repository, manifest, name, clock);
  const after = await resolveManifest(repository, name);
  if (after?.digest !== digest) throw tagLost(repository, name, digest, after?.digest);
}

/** A tag as it was when the promotion was planned. */
type SeenTag = Pick<TagPlan, 'name'> & { readonly now?: Digest | undefined };

/** @throws Failure TAG_MOVED_MEANWHILE where somebody else put a tag elsewhere since it was seen */
export async function requireUnmoved(
  repository: Repository,
  digest: Digest,
  tags: readonly SeenTag[],
): Promise<void> {
  await allSettled(
    tags.map(async ({ name, now }) => {
      const found = (await resolveManifest(repository, name))?.digest;
      if (found !== now && found !== digest) throw movedMeanwhile(repository, name, now, found);
    }),
  );
}

const movedMeanwhile = (
  { label }: Repository,
  tag: string,
  before: Digest | undefined,
  now: Digest | undefined,
) =>
  new Failure(
    'TAG_MOVED_MEANWHILE',
    'refused',
    `Tag ${tag} of ${label} ${before === undefined ? 'did not exist' : `was at ${before}`} when this run looked first, and ${now === undefined ? 'is gone' : `is at ${now}`} now: another run moved it meanwhile.`,
    'It was left as it is. Run this stage again if this image should have it, and let one promotion into an environment run at a time (lock).',
  );

const tagLost = (repository: Repository, tag: string, digest: string, now: string | undefined) =>
  new Failure(
    'TAG_LOST',
    'unavailable',
    `Tag ${tag} of ${repository.label} was put on ${digest}, and read back it ${now === undefined ? 'is not there' : `is at ${now}`}.`,
    'Most likely another promotion moved it at the same moment: let only one run at a time (lock), and run the one that should win again.',
  );

interface NamedTag {
  readonly name: string;
  readonly before: Digest | undefined;
}

/** Says exactly what is where, so that a person can finish or undo it. */
function partlyMoved(
  moved: readonly NamedTag[],
  left: readonly NamedTag[],
  cause: unknown,
): Failure {
  const total = moved.length + left.length;
  const undo = moved.map(({ name, before }) =>
    before === undefined ? `${name} was not there` : `${name} was at ${before}`,
  );
  // Never `refused`, which a pipeline may soften: something is half done.
  const isToldAs =
    cause instanceof Failure && cause.kind !== 'refused' ? cause.kind : 'unavailable';
  return new Failure(
    'TAGS_PARTLY_MOVED',
    isToldAs,
    `Of ${total} tags ${moved.length} moved (${moved.map(({ name }) => name).join(', ')}) and ${left.length} did not (${left.map(({ name }) => name).join(', ')}): ${describeError(cause)}`,
    `${cause instanceof Failure ? `${cause.remedy} ` : ''}To finish, run this stage again: what moved stays. To undo, put the tags back: ${undo.join('; ')}.`,
    { cause },
  );
}
