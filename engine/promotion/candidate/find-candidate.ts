import { type Ledger, type Reading, readLedger } from '../../evidence/ledger.ts';
import type { BuildRecord } from '../../evidence/record.ts';
import { Failure } from '../../failures.ts';
import type { Manifest } from '../../oci/manifest.ts';
import { findManifest } from '../../registry/manifests.ts';
import type { Environment } from '../environments.ts';
import type { BuildIdentity, Claim } from './claim.ts';
import { claimBuild, claimNamedBuild } from './claim-build.ts';
import { explicitDigest } from './explicit-digest.ts';
import { findDigests } from './find-by-query.ts';
import { firstThat, isPassing } from './first-that.ts';
import type { ImageQuery } from './image-query.ts';
import { recordedDigest } from './recorded-digest.ts';
import { isPlacement, recordedTag } from './recorded-tag.ts';

/** What the step asks to be promoted; with nothing named, what this build recorded. */
export interface CandidateRequest {
  readonly cwd: string;
  /** How records are looked at. */
  readonly reading: Reading;
  readonly image: string;
  readonly digest?: string;
  readonly tag?: string;
  readonly fromBuild?: string;
  /** Whose build that is; any job's where absent. */
  readonly fromJob?: string;
  /** What runs, as its hosts say. */
  readonly running?: Claim;
  /** The newest of these. */
  readonly query?: ImageQuery & { readonly words: string };
  /** The Jenkins build that asks, which may be the one that built. */
  readonly thisBuild?: BuildIdentity;
}

/** A digest that its source repository has, with all that is recorded of it. */
export interface Candidate {
  readonly manifest: Manifest;
  readonly source: string;
  readonly from: Environment;
  readonly ledger: Ledger;
  /** The record of the build that is meant, else the latest; undefined where there is none. */
  readonly build: BuildRecord | undefined;
}

/**
 * Finds the one digest that is meant, and asks its source repository for it.
 * @param from environments it may come from: the first that has it under a record, else the first that has it
 * @throws Failure MANIFEST_ABSENT, TAG_MOVED, NO_CANDIDATE, NOT_IN_SOURCE
 */
export async function findCandidate(
  request: CandidateRequest,
  from: readonly Environment[],
): Promise<Candidate> {
  const claim = await claimDigest(request, from);
  let unrecorded: Candidate | undefined;
  for (const environment of from) {
    const reading = readLedger(environment.main, claim.digest, request.reading);
    // Read beside the image, and of no interest where that is not.
    reading.catch(() => {});
    const manifest = await findManifest(environment.main, claim.digest);
    if (manifest === undefined) continue;
    const ledger = await reading;
    const build = findBuild(ledger, claim);
    const candidate = { manifest, source: claim.source, from: environment, ledger, build };
    // Environments may share a repository: that the image is there does not tell which of them has it.
    if (ledger.entries.some((entry) => isPlacement(entry, environment.name))) return candidate;
    unrecorded ??= candidate;
  }
  if (unrecorded === undefined) throw notInSource(claim, from);
  return unrecorded;
}

function findBuild({ entries }: Ledger, { build }: Claim): BuildRecord | undefined {
  const builds = entries.map(({ record }) => record).filter((record) => record.kind === 'build');
  return builds.findLast(({ number }) => number === build) ?? builds.at(-1);
}

async function claimDigest(
  request: CandidateRequest,
  from: readonly Environment[],
): Promise<Claim> {
  const { digest, tag, fromBuild, fromJob, running, query, thisBuild, cwd, image, reading } =
    request;
  const named = Object.entries({
    digest,
    tag,
    fromBuild,
    fromJob: fromBuild === undefined ? fromJob : undefined,
    'from: [what runs]': running,
    'from: […]': query,
  }).filter(([, value]) => value !== undefined);
  if (named.length > 1) throw severalCandidates(named.map(([name]) => name));
  if (running !== undefined) return running;
  if (digest !== undefined) return explicitDigest(digest);
  if (tag !== undefined)
    return firstThat(from, (environment) => recordedTag(environment, tag, reading));
  if (query !== undefined) return firstThat(from, (source) => newestThat(source, query, reading));
  if (fromBuild !== undefined || fromJob !== undefined) {
    return claimNamedBuild(request, from, fromBuild, fromJob);
  }
  const recorded = await recordedDigest(cwd, image, thisBuild);
  if (recorded !== undefined) return recorded;
  if (thisBuild === undefined) throw noCandidate('nothing was recorded here');
  try {
    return await claimBuild(request, from, thisBuild);
  } catch (error) {
    if (!isPassing(error)) throw error;
    const { number, job } = thisBuild;
    throw noCandidate(
      `build ${number}${job === undefined ? '' : ` of ${job}`} recorded none`,
      error,
    );
  }
}

/** The newest image of an environment that is as asked. */
async function newestThat(
  environment: Environment,
  query: NonNullable<CandidateRequest['query']>,
  reading: Reading,
): Promise<Claim> {
  const { found } = await findDigests(environment, query, reading, { most: 1 });
  const [newest] = found;
  if (newest === undefined) throw noneFound(environment, query.words);
  return {
    digest: newest.digest,
    source: `the newest image in ${environment.name} ${query.words}`,
  };
}

const notInSource = ({ digest, source }: Claim, from: readonly Environment[]) =>
  new Failure(
    'NOT_IN_SOURCE',
    'absent',
    `${digest} (taken from ${source}) is not in ${from.map(({ name, main }) => `${name} (${main.label})`).join(' or ')} (HTTP 404).`,
    'Check that the build pushed it there: `docker buildx build --load` and `kaniko --no-push` write a digest without pushing. If it was there, look for a clean-up.',
  );

const noneFound = ({ name, main }: Environment, words: string) =>
  new Failure(
    'NONE_FOUND',
    'absent',
    `There is no image ${words} in ${name} (${main.label}).`,
    'Ask findImages what is there; a record that does not count under `trust` is not found.',
  );

const severalCandidates = (names: readonly string[]) =>
  new Failure(
    'SEVERAL_CANDIDATES',
    'usage',
    `The image is named in ${names.length} ways at once: ${names.join(', ')}.`,
    'Keep the one that you mean.',
  );

const noCandidate = (why: string, cause?: unknown) =>
  new Failure(
    'NO_CANDIDATE',
    'usage',
    `It is not clear which image is meant: ${why}, and none is named.`,
    'Call recordImage(…) after the build; in another job, name the image by `fromBuild:`, `digest:` or `tag:`.',
    { cause },
  );
