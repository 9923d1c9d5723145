import { isBuildBound, renderTag } from '../config/templates.ts';
import { type Ledger, type Reading, readLedger } from '../evidence/ledger.ts';
import { Failure } from '../failures.ts';
import { formatPlatform } from '../oci/descriptor.ts';
import type { Manifest } from '../oci/manifest.ts';
import { resolveManifest } from '../registry/manifests.ts';
import { isSameRepository, type Repository } from '../registry/repository.ts';
import type { Candidate } from './candidate/find-candidate.ts';
import { isPlacement } from './candidate/recorded-tag.ts';
import type { Environment } from './environments.ts';
import type { BuildPlan, DestinationPlan, TagPlan } from './plan.ts';
import { rollbackFrom } from './rollback/rolled-back.ts';

/** A tag as the policy writes it for this image. */
export interface WantedTag {
  readonly name: string;
  readonly isBuildBound: boolean;
}

/** @throws Failure TAG_NEEDS_VALUE where the build record lacks what a template names */
export function tagsFor(
  { policy }: Environment,
  image: string,
  build: BuildPlan,
): readonly WantedTag[] {
  return policy.tags.map((template) => {
    const name = renderTag(template, valuesOf(image, build));
    if (typeof name !== 'string') throw tagNeedsValue(name.because, name.missing);
    return { name, isBuildBound: isBuildBound(template) };
  });
}

/** A destination as it is, and what is recorded there of the candidate. */
export interface ObservedDestination {
  readonly destination: DestinationPlan;
  readonly ledger: Ledger;
}

/** Looks at every repository of the environment, without writing. */
export function observeDestinations(
  environment: Environment,
  candidate: Candidate,
  tags: readonly WantedTag[],
  reading: Reading,
): Promise<readonly ObservedDestination[]> {
  return Promise.all(
    environment.repositories.map(async (repository) => {
      const { digest } = candidate.manifest.descriptor;
      const isSource = isSameRepository(repository, candidate.from.main);
      const [placed, found, ledger] = await Promise.all([
        observeTags(repository, tags),
        isSource ? candidate.manifest.descriptor : resolveManifest(repository, digest),
        isSource ? candidate.ledger : readLedger(repository, digest, reading),
      ]);
      const destination = {
        repository: repository.label,
        isEmpty: ledger.isRepositoryEmpty,
        hasImage: found !== undefined,
        // What was rolled back is not there any more, whatever its tags say.
        isRecorded:
          ledger.entries.some((entry) => isPlacement(entry, environment.name)) &&
          rollbackFrom(digest, environment.name, ledger.entries) === undefined,
        tags: placed,
      };
      return { destination, ledger };
    }),
  );
}

/** Where tags are, where they exist. */
export async function observeTags(
  repository: Repository,
  tags: readonly WantedTag[],
): Promise<readonly TagPlan[]> {
  return Promise.all(
    tags.map(async (tag) => {
      const now = await resolveManifest(repository, tag.name);
      return { ...tag, ...(now !== undefined && { now: now.digest }) };
    }),
  );
}

/** Build-bound tags under which the source environment recorded the candidate, and where they are now. */
export async function observeSourceTags(
  { from, ledger }: Candidate,
  image: string,
  build: BuildPlan,
): Promise<readonly TagPlan[]> {
  const recorded = new Set(
    ledger.entries
      .filter((entry) => isPlacement(entry, from.name))
      .flatMap(({ record }) => ('tags' in record ? record.tags : [])),
  );
  const bound = from.policy.tags
    .filter(isBuildBound)
    .map((template) => renderTag(template, valuesOf(image, build)))
    .filter((name) => typeof name === 'string');
  return observeTags(
    from.main,
    bound.filter((name) => recorded.has(name)).map((name) => ({ name, isBuildBound: true })),
  );
}

function valuesOf(image: string, { number, commit, version, branch }: BuildPlan) {
  return { image, build: number, commit, version, branch };
}

/** `linux/amd64`, … of an index; empty for a single image, whose platform stands in its config. */
export function platformsOf(manifest: Manifest): readonly string[] {
  if (!manifest.isIndex) return [];
  return manifest.manifests
    .flatMap(({ platform }) => (platform === undefined ? [] : [formatPlatform(platform)]))
    .filter((platform) => platform !== 'unknown/unknown');
}

const tagNeedsValue = (because: string, missing: string) =>
  new Failure(
    'TAG_NEEDS_VALUE',
    'usage',
    because,
    missing === 'version'
      ? "Give it when the build is recorded: recordImage(version: '1.4.0', …)."
      : `Check that the build record holds it: recordImage(${missing}: …) gives what Jenkins does not know.`,
  );
