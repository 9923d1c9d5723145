import { isBuildBound } from '../../config/templates.ts';
import { type Ledger, readJournal } from '../../evidence/ledger.ts';
import type { BuildRecord, RollbackRecord } from '../../evidence/record.ts';
import { Failure } from '../../failures.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Manifest } from '../../oci/manifest.ts';
import { findManifest, resolveManifest } from '../../registry/manifests.ts';
import type { Repository } from '../../registry/repository.ts';
import type { CandidateRequest } from '../candidate/find-candidate.ts';
import { isPlacement } from '../candidate/recorded-tag.ts';
import type { Environment } from '../environments.ts';
import { environmentHolds, type Hold } from '../holds.ts';
import { observeTags, tagsFor, type WantedTag } from '../observe.ts';
import type { TagPlan } from '../plan.ts';
import { earlierTarget, namedTarget } from './find-target.ts';
import { type ObservedImage, observeImage } from './observed-image.ts';

/** Entries of the journal that are searched for what was there before. */
const JOURNAL_ENTRIES = 50;

/** What is to do in one repository of the environment. */
export interface RollbackPlace {
  readonly repository: Repository;
  /** The image that is gone back to. */
  readonly manifest: Manifest;
  /** The image that is left; undefined where it is not there any more. */
  readonly left?: Descriptor;
  /** Those that move from image to image. */
  readonly tags: readonly TagPlan[];
  /** A record of this rollback is among those of the image that is gone back to, and in the journal. */
  readonly isEntered: boolean;
  /** It is among those of the image that is left. */
  readonly isNoted: boolean;
}

/** A rollback as a value: what would happen. */
export interface RollbackPlan {
  readonly image: string;
  readonly environment: string;
  readonly to: ObservedImage;
  /** Undefined where the environment has `to` already, and not by a rollback. */
  readonly from?: ObservedImage;
  /** What a run that was cut short has recorded. */
  readonly begun?: RollbackRecord;
  readonly places: readonly RollbackPlace[];
  readonly isDone: boolean;
  /** Sentences: why newer images are passed over. */
  readonly skipped: readonly string[];
  /** They stop promotions, and no rollback. */
  readonly holds: readonly Hold[];
  /** Sentences on what was read and decides nothing. */
  readonly notes: readonly string[];
}

/** Chooses, looks and plans; writes nothing. @throws Failure NOTHING_PLACED, TARGET_GONE, and why there is no target */
export async function planRollback(
  environment: Environment,
  candidate: CandidateRequest,
): Promise<RollbackPlan> {
  const { image, reading } = candidate;
  const { name, main, repositories } = environment;
  const [journal, held] = await Promise.all([
    readJournal(main, name, reading, JOURNAL_ENTRIES),
    environmentHolds(environment, reading),
  ]);
  const placements = journal.entries.filter((entry) => isPlacement(entry, name));
  const [newest] = placements;
  if (newest === undefined) throw nothingPlaced(environment);
  const latest = await observeImage(environment, newest.digest, reading);
  const now = (await whereTagsAre(environment, image, latest.build)) ?? newest.digest;
  const { digest, tag, fromBuild, fromJob } = candidate;
  const isNamed = [digest, tag, fromBuild, fromJob].some((value) => value !== undefined);
  const situation = { environment, placements, now, candidate };
  const { image: to, skipped } = await (isNamed ? namedTarget : earlierTarget)(situation);

  const tags = movingTags(environment, image, to.build);
  const placed = await Promise.all(
    repositories.map(async (repository) => ({
      repository,
      manifest: await requireThere(repository, to.digest),
      tags: await observeTags(repository, tags),
    })),
  );
  const wentBack =
    newest.record.kind === 'rollback' && newest.digest === to.digest ? newest.record : undefined;
  const elsewhere = placed.flatMap((place) => place.tags).find((one) => one.now !== to.digest);
  const left =
    wentBack?.from ?? [now, newest.digest, elsewhere?.now].find((one) => one !== to.digest);
  const from = left === undefined ? undefined : await observeImage(environment, left, reading);
  const begun = wentBack ?? (from && begunBetween(to, from, newest.record.at));
  const places = await Promise.all(
    placed.map(async (place, i): Promise<RollbackPlace> => {
      const descriptor = left && (await resolveManifest(place.repository, left));
      return {
        ...place,
        ...(descriptor !== undefined && { left: descriptor }),
        isEntered:
          holds(to.ledgers[i], begun) && (await isJournaled(place.repository, environment, begun)),
        isNoted: holds(from?.ledgers[i], begun),
      };
    }),
  );
  const isThere = places.every((place) => place.tags.every((one) => one.now === to.digest));
  const isWritten = places.every(({ isEntered, isNoted }) => isEntered && isNoted);
  return {
    image,
    environment: name,
    to,
    ...(from !== undefined && { from }),
    ...(begun !== undefined && { begun }),
    places,
    isDone: isThere && (from === undefined || isWritten),
    skipped,
    holds: held.holds,
    notes: [
      ...[...journal.problems, ...journal.doubted].map(({ sentence }) => sentence),
      ...held.notes,
    ],
  };

  async function isJournaled(
    repository: Repository,
    { name }: Environment,
    record: RollbackRecord | undefined,
  ): Promise<boolean> {
    if (record === undefined) return false;
    const { entries } =
      repository === main ? journal : await readJournal(repository, name, reading, JOURNAL_ENTRIES);
    return entries.some((entry) => isSame(entry.record, record));
  }
}

/** Where the first of the environment's moving tags is, in its main repository. */
async function whereTagsAre(
  environment: Environment,
  image: string,
  build: BuildRecord | undefined,
): Promise<Digest | undefined> {
  const [first] = movingTags(environment, image, build);
  return first && (await resolveManifest(environment.main, first.name))?.digest;
}

function movingTags(
  environment: Environment,
  image: string,
  build: BuildRecord | undefined,
): readonly WantedTag[] {
  const { policy } = environment;
  const tags = policy.tags.filter((template) => !isBuildBound(template));
  return tagsFor({ ...environment, policy: { ...policy, tags } }, image, branchOf(build));
}

function branchOf(build: BuildRecord | undefined) {
  return build?.branch === undefined ? {} : { branch: build.branch };
}

async function requireThere(repository: Repository, digest: Digest): Promise<Manifest> {
  const manifest = await findManifest(repository, digest);
  if (manifest !== undefined) return manifest;
  throw new Failure(
    'TARGET_GONE',
    'absent',
    `${digest} is not in ${repository.label} any more (HTTP 404): a clean-up took it.`,
    'promoteImage brings it again from where it came from; or name another build that was there: rollbackImage(fromBuild: 41, …).',
  );
}

/** The record of a run that was cut short before the journal had it. */
function begunBetween(
  to: ObservedImage,
  from: ObservedImage,
  after: Date,
): RollbackRecord | undefined {
  return to.entries
    .map(({ record }) => record)
    .filter((record) => record.kind === 'rollback')
    .findLast(
      (record) => record.to === to.digest && record.from === from.digest && record.at > after,
    );
}

function holds(ledger: Ledger | undefined, record: RollbackRecord | undefined): boolean {
  if (ledger === undefined || record === undefined) return false;
  return ledger.entries.some((entry) => isSame(entry.record, record));
}

/** Repositories and images have a copy each, at one time. */
function isSame(
  record: { readonly kind: string; readonly at: Date },
  other: RollbackRecord,
): boolean {
  return record.kind === 'rollback' && record.at.getTime() === other.at.getTime();
}

const nothingPlaced = ({ name, main }: Environment) =>
  new Failure(
    'NOTHING_PLACED',
    'absent',
    `No record in ${main.label} says that anything was ever put into ${name}.`,
    'There is nothing to go back to: promoteImage brings an image there.',
  );
