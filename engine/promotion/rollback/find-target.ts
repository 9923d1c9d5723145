import type { LedgerEntry } from '../../evidence/ledger.ts';
import { Failure } from '../../failures.ts';
import { type Digest, shortDigest } from '../../oci/digest.ts';
import { type CandidateRequest, findCandidate } from '../candidate/find-candidate.ts';
import { isPlacement } from '../candidate/recorded-tag.ts';
import type { Environment } from '../environments.ts';
import { formatTime } from '../format.ts';
import { nameOfBuild, type ObservedImage, observeImage, speaksAgainst } from './observed-image.ts';
import { describeRollback, rollbackFrom } from './rolled-back.ts';

/** The image to go back to, and why newer ones are not it. */
export interface Target {
  readonly image: ObservedImage;
  /** Sentences. */
  readonly skipped: readonly string[];
}

/** What is known of the environment before a target is chosen. */
export interface Situation {
  readonly environment: Environment;
  /** Of the environment's journal, newest first; at least one. */
  readonly placements: readonly LedgerEntry[];
  /** Where the environment's tags are. */
  readonly now: Digest;
  readonly candidate: CandidateRequest;
}

/**
 * The image that the step names, which was in the environment before.
 * @throws Failure NEVER_THERE, TARGET_REFUSED, TARGET_GONE
 */
export async function namedTarget({ environment, candidate }: Situation): Promise<Target> {
  const { reading } = candidate;
  const found = await findCandidate(candidate, [environment]).catch((error) => {
    throw error instanceof Failure && error.kind === 'absent'
      ? targetGone(environment, error)
      : error;
  });
  const image = await observeImage(environment, found.manifest.descriptor.digest, reading);
  if (!image.entries.some((entry) => isPlacement(entry, environment.name))) {
    throw neverThere(environment, image.digest);
  }
  const why = speaksAgainst(image, reading.now);
  if (why !== undefined) throw targetRefused(environment, image.digest, why);
  return { image: { ...image, build: found.build ?? image.build }, skipped: [] };
}

/**
 * What was there before what is there now. After a rollback that is where it went: run again it goes no
 * further, lest two people who roll back at once go two images back.
 * @throws Failure UNCLEAR_WHERE, NOTHING_BEFORE
 */
export async function earlierTarget(situation: Situation): Promise<Target> {
  const { environment, candidate } = situation;
  const { reading } = candidate;
  const skipped: string[] = [];
  for (const digest of digestsBefore(situation)) {
    const image = await observeImage(environment, digest, reading);
    const rollback = rollbackFrom(digest, environment.name, image.entries);
    const left = rollback === undefined ? undefined : describeRollback(rollback);
    const why = left ?? speaksAgainst(image, reading.now);
    if (why === undefined) return { image, skipped };
    const build = nameOfBuild(image.build);
    skipped.push(`Not ${shortDigest(digest)}${build === undefined ? '' : ` (${build})`}: ${why}`);
  }
  throw nothingBefore(environment, skipped);
}

function digestsBefore({ environment, placements, now }: Situation): readonly Digest[] {
  const digests = placements.map(({ digest }) => digest);
  const [newest] = placements;
  // What happened last was a rollback: it is where we are, or where an earlier run was going.
  if (newest?.record.kind === 'rollback') return [...new Set(digests)];
  if (newest !== undefined && newest.digest !== now && digests.includes(now)) {
    throw unclearWhere(environment, newest, now);
  }
  return [...new Set(digests)].filter((digest) => digest !== now);
}

const neverThere = ({ name, main }: Environment, digest: Digest) =>
  new Failure(
    'NEVER_THERE',
    'refused',
    `${digest} was never in ${name}: no record in ${main.label} that counts says so.`,
    `What is new there comes by promoteImage(env: '${name}', …); a rollback goes back to what was there.`,
  );

const targetRefused = ({ name }: Environment, digest: Digest, why: string) =>
  new Failure(
    'TARGET_REFUSED',
    'refused',
    `${name} does not go back to ${digest}. ${why}`,
    'Name another build that was there before.',
  );

function targetGone({ name }: Environment, cause: Failure): Failure {
  return new Failure(
    'TARGET_GONE',
    'absent',
    cause.message,
    `If it was in ${name} before, a clean-up took it: promoteImage(env: '${name}', …) brings it again. Else name another build.`,
    { cause },
  );
}

const unclearWhere = ({ name }: Environment, { digest, record }: LedgerEntry, now: Digest) =>
  new Failure(
    'UNCLEAR_WHERE',
    'refused',
    `It is not clear what ${name} should go back from: ${digest} was recorded there last, ${formatTime(record.at)}, and its tags are at ${now}. A promotion was cut short, or somebody moved a tag.`,
    'Name the image that should be there: rollbackImage(fromBuild: 41, …), with `fromBuild:`, `digest:` or `tag:`.',
  );

const nothingBefore = ({ name }: Environment, skipped: readonly string[]) =>
  new Failure(
    'NOTHING_TO_GO_BACK_TO',
    'refused',
    [`There is nothing that ${name} could go back to.`, ...skipped].join('\n'),
    'Promote a build that is good, or name an older one that was there: rollbackImage(fromBuild: 41, …).',
  );
