import { isBuildBound, renderTag } from '../../config/templates.ts';
import { type Ledger, type LedgerEntry, readLedger } from '../../evidence/ledger.ts';
import type { BuildRecord } from '../../evidence/record.ts';
import { Failure } from '../../failures.ts';
import type { Manifest } from '../../oci/manifest.ts';
import { findManifest } from '../../registry/manifests.ts';
import type { Environment } from '../environments.ts';
import type { BuildIdentity, Claim } from './claim.ts';
import { explicitDigest } from './explicit-digest.ts';
import { recordedDigest } from './recorded-digest.ts';
import { recordedTag } from './recorded-tag.ts';

/** What the step asks to be promoted; with nothing named, what this build recorded. */
export interface CandidateRequest {
  readonly cwd: string;
  readonly image: string;
  readonly digest?: string;
  readonly tag?: string;
  readonly fromBuild?: string;
  /** The Jenkins build that asks, which may be the one that built. */
  readonly thisBuild?: BuildIdentity;
}

/** A digest that its source repository has, with all that is recorded of it. */
export interface Candidate {
  readonly manifest: Manifest;
  readonly source: string;
  readonly from: Environment;
  readonly ledger: Ledger;
  /** The latest build record; undefined where there is none. */
  readonly build: BuildRecord | undefined;
}

/**
 * Finds the one digest that is meant, and asks its source repository for it.
 * @param from environments it may come from, the first that has it wins
 * @throws Failure MANIFEST_ABSENT, TAG_MOVED, NO_CANDIDATE, NOT_IN_SOURCE
 */
export async function findCandidate(
  request: CandidateRequest,
  from: readonly Environment[],
): Promise<Candidate> {
  const claim = await claimDigest(request, from);
  for (const environment of from) {
    const manifest = await findManifest(environment.main, claim.digest);
    if (manifest === undefined) continue;
    const ledger = await readLedger(environment.main, claim.digest);
    const build = ledger.entries
      .map(({ record }) => record)
      .findLast((record) => record.kind === 'build');
    return { manifest, source: claim.source, from: environment, ledger, build };
  }
  throw notInSource(claim, from);
}

async function claimDigest(
  request: CandidateRequest,
  from: readonly Environment[],
): Promise<Claim> {
  const { digest, tag, fromBuild, thisBuild, cwd, image } = request;
  const named = Object.entries({ digest, tag, fromBuild }).filter(
    ([, value]) => value !== undefined,
  );
  if (named.length > 1) throw severalCandidates(named.map(([name]) => name));
  if (digest !== undefined) return explicitDigest(digest);
  if (tag !== undefined) return firstThat(from, (environment) => recordedTag(environment, tag));
  if (fromBuild !== undefined) return claimBuild(request, from, fromBuild, () => true);
  const recorded = await recordedDigest(cwd, image, thisBuild);
  if (recorded !== undefined) return recorded;
  if (thisBuild === undefined) throw noCandidate();
  return claimBuild(
    request,
    from,
    thisBuild.number,
    ({ record }) =>
      record.kind !== 'build' || thisBuild.job === undefined || record.job === thisBuild.job,
  );
}

/** A build's number leads to the tag that it gave its image, when the record agrees. */
function claimBuild(
  { image }: CandidateRequest,
  from: readonly Environment[],
  number: string,
  isRight: (entry: LedgerEntry) => boolean,
): Promise<Claim> {
  return firstThat(from, async (environment) => {
    const tag = environment.policy.tags
      .filter(isBuildBound)
      .map((template) => renderTag(template, { image, build: number }))
      .find((rendered) => typeof rendered === 'string');
    if (tag === undefined) throw noBuildTag(environment);
    const isOfBuild = ({ record }: LedgerEntry) => {
      if (record.kind === 'build') return record.number === number;
      return record.kind === 'promotion' && record.build === number;
    };
    return recordedTag(environment, tag, (entry) => isOfBuild(entry) && isRight(entry));
  });
}

/** The first environment that has it; where none has, the first one's reason. */
async function firstThat(
  from: readonly Environment[],
  claim: (environment: Environment) => Promise<Claim>,
): Promise<Claim> {
  let reason: unknown;
  for (const environment of from) {
    try {
      return await claim(environment);
    } catch (error) {
      const isAbsent = error instanceof Failure && error.kind === 'absent';
      if (!isAbsent) throw error;
      reason ??= error;
    }
  }
  throw reason;
}

const notInSource = ({ digest, source }: Claim, from: readonly Environment[]) =>
  new Failure(
    'NOT_IN_SOURCE',
    'absent',
    `${digest} (taken from ${source}) is not in ${from.map(({ name, main }) => `${name} (${main.label})`).join(' or ')} (HTTP 404).`,
    'Check that the build pushed it there: `docker buildx build --load` and `kaniko --no-push` write a digest without pushing. If it was there, look for a clean-up.',
  );

const severalCandidates = (names: readonly string[]) =>
  new Failure(
    'SEVERAL_CANDIDATES',
    'usage',
    `The image is named in ${names.length} ways at once: ${names.join(', ')}.`,
    'Keep the one that you mean.',
  );

const noCandidate = () =>
  new Failure(
    'NO_CANDIDATE',
    'usage',
    'It is not clear which image to promote: this build recorded none, and none is named.',
    'Call recordImage(…) after the build, or name the image: promoteImage(env: …, fromBuild: 10), or digest:, or tag:.',
  );

const noBuildTag = ({ name }: Environment) =>
  new Failure(
    'NO_BUILD_TAG',
    'usage',
    `A build cannot be found by its number in ${name}: none of its tags can be written with {build} alone.`,
    "Name the image by `digest:` or `tag:`, or add '{build}' to the tags of that environment.",
  );
