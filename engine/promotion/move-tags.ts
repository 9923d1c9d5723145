import { describeError, Failure } from '../failures.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Manifest } from '../oci/manifest.ts';
import { pushManifest, resolveManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import type { TagPlan } from './plan.ts';

/** One image's tags in one repository. */
export interface TagMove {
  readonly repository: Repository;
  readonly manifest: Manifest;
  readonly tags: readonly TagPlan[];
}

/**
 * Puts tags on images, the build-bound ones of all first, and reads each back.
 * @throws Failure TAGS_PARTLY_MOVED where it broke off between two tags; else as for a single one: TAG_LOST or
 *   TAG_MOVED_MEANWHILE when somebody else moved it at the same time, TAG_IMMUTABLE
 */
export async function moveTags(
  moves: readonly TagMove[],
  print: (line: string) => void,
): Promise<void> {
  const wanted = moves
    .flatMap(({ tags, ...move }) => tags.map((tag) => ({ ...move, tag })))
    .filter(({ tag, manifest }) => tag.now !== manifest.descriptor.digest)
    .sort((a, b) => Number(b.tag.isBuildBound) - Number(a.tag.isBuildBound));
  for (const [i, { repository, manifest, tag }] of wanted.entries()) {
    try {
      await moveTag(repository, manifest, tag);
    } catch (error) {
      if (i === 0) throw error;
      const nameOf = ({ repository, tag }: (typeof wanted)[number]) => ({
        name: `${repository.label}:${tag.name}`,
        before: tag.now,
      });
      throw partlyMoved(wanted.slice(0, i).map(nameOf), wanted.slice(i).map(nameOf), error);
    }
    const before = tag.now === undefined ? '' : `, was ${shortDigest(tag.now)}`;
    print(`Tagged ${repository.label}:${tag.name}${before}.`);
  }
}

async function moveTag(
  repository: Repository,
  manifest: Manifest,
  { name, now }: TagPlan,
): Promise<void> {
  const { digest } = manifest.descriptor;
  await requireUnmoved(repository, digest, [{ name, now }]);
  const { outcome } = await pushManifest(repository, manifest, name);
  const after = outcome === 'stored' ? await resolveManifest(repository, name) : undefined;
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
  for (const { name, now } of tags) {
    const found = (await resolveManifest(repository, name))?.digest;
    if (found !== now && found !== digest) throw movedMeanwhile(repository, name, now, found);
  }
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
  const kind = cause instanceof Failure ? cause.kind : 'unavailable';
  return new Failure(
    'TAGS_PARTLY_MOVED',
    kind,
    `Of ${total} tags ${moved.length} moved (${moved.map(({ name }) => name).join(', ')}) and ${left.length} did not (${left.map(({ name }) => name).join(', ')}): ${describeError(cause)}`,
    `${cause instanceof Failure ? `${cause.remedy} ` : ''}To finish, run this stage again: what moved stays. To undo, put the tags back: ${undo.join('; ')}.`,
    { cause },
  );
}
