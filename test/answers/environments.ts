import type { EnvironmentPolicy } from '../../engine/config/configuration.ts';
import type { BuildRecord, PromotionRecord, VerdictRecord } from '../../engine/evidence/record.ts';
import { type Digest, digestOf } from '../../engine/oci/digest.ts';
import { OCI_MANIFEST } from '../../engine/oci/media-types.ts';
import type { Environment } from '../../engine/promotion/environments.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import { minutesAgo } from '../evidence/repositories.ts';

const NO_POLICY = { gates: [], carry: 'all', repositories: [] } as const;

/** An environment that lies in these repositories. */
export function environmentIn(
  name: string,
  repositories: readonly [Repository, ...Repository[]],
  policy: Partial<EnvironmentPolicy> = {},
): Environment {
  return {
    name,
    policy: { name, from: [], tags: ['{build}'], ...NO_POLICY, ...policy },
    repositories,
    main: repositories[0],
  };
}

/** An image that nobody has pushed: records may be about it all the same. */
export function imageNamed(name: string) {
  const bytes = Buffer.from(name);
  return { mediaType: OCI_MANIFEST, digest: digestOf(bytes), size: bytes.length };
}

export function buildOf(number: string, minutes: number): BuildRecord {
  return {
    kind: 'build',
    at: minutesAgo(minutes),
    image: 'app',
    environment: 'dev',
    tags: [number],
    number,
    job: 'app',
    commit: digestOf(Buffer.from(`commit ${number}`)).slice(7, 47),
    committers: [],
  };
}

export function promotionOf(number: string, minutes: number, destination = 'app'): PromotionRecord {
  return {
    kind: 'promotion',
    at: minutesAgo(minutes),
    environment: 'qa',
    from: 'dev',
    destination,
    tags: [`${number}-qa`],
    requestedBy: 'alice',
    approvedBy: [],
    gates: [],
    plan: digestOf(Buffer.from(number)),
    policy: { uri: 'promotion.yaml', digest: digestOf(Buffer.from('policy')) },
    build: number,
  };
}

export function verdictOf(is: VerdictRecord['is'], minutes: number): VerdictRecord {
  return { kind: 'verdict', at: minutesAgo(minutes), is, by: 'carol' };
}

/** Digests as they are named in a test. */
export function namesOf(digests: readonly Digest[], names: readonly string[]): readonly string[] {
  return digests.map(
    (digest) => names.find((name) => imageNamed(name).digest === digest) ?? digest,
  );
}
