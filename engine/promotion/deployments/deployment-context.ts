import type { DeployContext, DeploySources } from '../../deploy/target.ts';
import type { LedgerEntry } from '../../evidence/ledger.ts';
import { type Digest, digestOf, hexOf } from '../../oci/digest.ts';
import type { Repository } from '../../registry/repository.ts';
import { isPlacement } from '../candidate/recorded-tag.ts';
import type { Environment } from '../environments.ts';

/** An image, what is recorded of it where it is, and where hosts pull it. */
export interface PlacedImage {
  readonly environment: Environment;
  readonly image: string;
  readonly digest: Digest;
  readonly entries: readonly LedgerEntry[];
  readonly pull: Repository;
}

interface ContextTools {
  sources(environment: Environment): DeploySources;
  readonly requester?: string;
  readonly url?: string;
  readonly print: (line: string) => void;
}

/** What targets are told of an image that is in an environment. */
export function deploymentContext(
  { environment, image, digest, entries, pull: { label } }: PlacedImage,
  tools: ContextTools,
): Omit<DeployContext, 'signal'> {
  const { policy, name } = environment;
  const own = entries.filter((entry) => entry.digest === digest);
  const placed = own.filter((entry) => isPlacement(entry, name));
  const [tag] = placed.flatMap(({ record }) =>
    record.kind === 'promotion' || record.kind === 'build' ? record.tags.slice(0, 1) : [],
  );
  const build = own.map(({ record }) => record).findLast((record) => record.kind === 'build');
  const [host] = policy.runsOn ?? [];
  const { requester, url, print } = tools;
  // Each time the image is put here, or hosts went back from it, is another deployment; what is tried again is the same.
  const wentBack = own.filter(
    ({ record }) => record.kind === 'deployment' && record.state === 'rolled-back',
  );
  const since = [placed.at(-1)?.tag ?? digest, ...wentBack.map(({ tag }) => tag)].join(' ');
  const key = hexOf(digestOf(Buffer.from(`${name} ${image} ${since}`)));
  return {
    ...{ image, environment: name, digest, repository: label, tag: tag ?? '' },
    reference: tag === undefined ? `${label}@${digest}` : `${label}:${tag}@${digest}`,
    ...(host !== undefined && { host }),
    build: {
      ...(build?.number !== undefined && { number: build.number }),
      ...(build?.job !== undefined && { job: build.job }),
      ...(build?.commit !== undefined && { commit: build.commit }),
    },
    ...(url !== undefined && { url }),
    ...(requester !== undefined && { requester }),
    key: key.slice(0, 32),
    isDryRun: false,
    sources: tools.sources(environment),
    print,
  };
}

/** The image that was in the environment before, where the latest record of this one is a promotion. */
export function replacedBy(
  digest: Digest,
  environment: string,
  entries: readonly LedgerEntry[],
): Digest | undefined {
  const placed = entries.filter(
    (entry) => entry.digest === digest && isPlacement(entry, environment),
  );
  const latest = placed.at(-1)?.record;
  return latest?.kind === 'promotion' && latest.replaced !== digest ? latest.replaced : undefined;
}
