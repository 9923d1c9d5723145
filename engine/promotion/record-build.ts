import { appendRecord } from '../evidence/append-record.ts';
import { type Reading, readLedger } from '../evidence/ledger.ts';
import type { BuildRecord } from '../evidence/record.ts';
import { Failure } from '../failures.ts';
import type { Digest } from '../oci/digest.ts';
import type { Manifest } from '../oci/manifest.ts';
import { fetchManifest, resolveManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { listTagPage } from '../registry/tags.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import type { Claim } from './candidate/claim.ts';
import type { Environment } from './environments.ts';
import { moveTags, type TagContext } from './move-tags.ts';
import { tagsFor } from './observe.ts';
import type { TagPlan } from './plan.ts';

/** What is known of the build; the rest of its record follows from the environment. */
export type BuildFacts = Omit<BuildRecord, 'kind' | 'environment' | 'tags'>;

/** How records are read and signed here, and who is told. */
export interface RecordingContext extends TagContext {
  readonly reading: Reading;
  readonly key?: SigningKey | undefined;
}

/**
 * Asks every repository of the environment for the digest that was built, then records the build in each and
 * puts the environment's tags on it. Run again, it adds nothing.
 * @throws Failure NOT_PUSHED, REPOSITORY_UNKNOWN, BUILD_TAG_TAKEN
 */
export async function recordBuild(
  environment: Environment,
  { digest, source }: Claim,
  build: BuildFacts,
  context: RecordingContext,
): Promise<readonly string[]> {
  const { reading, key, print } = context;
  const tags = tagsFor(environment, build.image, build);
  const places: { repository: Repository; manifest: Manifest; placed: TagPlan[] }[] = [];
  for (const repository of environment.repositories) {
    if ((await resolveManifest(repository, digest)) === undefined) {
      throw await notPushed(repository, digest, source);
    }
    const manifest = await fetchManifest(repository, digest);
    const placed: TagPlan[] = [];
    for (const tag of tags) {
      const now = await resolveManifest(repository, tag.name);
      if (tag.isBuildBound && now !== undefined && now.digest !== digest) {
        throw buildTagTaken(repository, tag.name, now.digest, digest);
      }
      placed.push({ ...tag, ...(now !== undefined && { now: now.digest }) });
    }
    places.push({ repository, manifest, placed });
  }
  for (const { repository, manifest, placed } of places) {
    const { entries } = await readLedger(repository, digest, reading);
    const isRecorded = entries.some(
      ({ record }) =>
        record.kind === 'build' &&
        record.environment === environment.name &&
        record.number === build.number &&
        record.job === build.job,
    );
    if (isRecorded) {
      print(`${repository.label}@${digest} is recorded already.`);
    } else {
      const record: BuildRecord = {
        ...build,
        kind: 'build',
        environment: environment.name,
        tags: tags.map(({ name }) => name),
      };
      await appendRecord(repository, manifest.descriptor, record, {
        journal: environment.name,
        key,
      });
      print(`Recorded ${repository.label}@${digest}, taken from ${source}.`);
    }
    await moveTags([{ repository, manifest, tags: placed }], context);
  }
  return tags.map(({ name }) => name);
}

/** Whether the image or its whole repository is absent makes another thing to do. */
async function notPushed(repository: Repository, digest: Digest, source: string): Promise<Failure> {
  const hasTags = ((await listTagPage(repository, {}))?.tags.length ?? 0) > 0;
  if (!hasTags) {
    return new Failure(
      'REPOSITORY_UNKNOWN',
      'absent',
      `${repository.label} does not exist, or holds no image at all (HTTP 404), so ${digest} (taken from ${source}) is not there.`,
      'Check `image`, `repository`, and `url` or `prefix` of the registry in promotion.yaml against where the build pushes.',
    );
  }
  return new Failure(
    'NOT_PUSHED',
    'absent',
    `${digest} (taken from ${source}) is not in ${repository.label} (HTTP 404).`,
    'Push it before it is recorded: `docker buildx build --load` and `kaniko --no-push` write a digest without pushing. Check too that the file is of this build.',
  );
}

const buildTagTaken = (repository: Repository, tag: string, now: Digest, digest: Digest) =>
  new Failure(
    'BUILD_TAG_TAKEN',
    'refused',
    `Tag ${tag} of ${repository.label} is at ${now}, but this build made ${digest}.`,
    'A tag that names a build never moves. Either another build pushed under this number, or the digest is not the one that was pushed: compare both, then build again.',
  );
