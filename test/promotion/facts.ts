import type { Digest } from '../../engine/oci/digest.ts';
import type { DestinationPlan, PlanFacts, TagPlan } from '../../engine/promotion/plan.ts';

export const DIGEST = `sha256:${'1'.repeat(64)}` as Digest;
export const OTHER = `sha256:${'2'.repeat(64)}` as Digest;
export const POLICY = `sha256:${'3'.repeat(64)}` as Digest;

/** A promotion of build 10 from qa to uat, where nothing is yet. */
export function facts(changes: Partial<PlanFacts> = {}): PlanFacts {
  return {
    image: 'shop/checkout',
    environment: 'uat',
    requestedBy: 'alice',
    candidate: {
      digest: DIGEST,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      source: 'the record of build 10 in this workspace',
      platforms: ['linux/amd64', 'linux/arm64'],
      build: {
        number: '10',
        job: 'shop/checkout',
        commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
        branch: 'main',
        recordedBy: 'alice',
        recordedAt: '2026-11-21T10:02:03.000Z',
      },
    },
    from: { environment: 'qa', repository: 'dev.example.com/shop/checkout-qa' },
    destinations: [destination()],
    gates: [{ kind: 'verdict', outcome: 'pass', mode: 'refuse', because: 'Accepted by carol.' }],
    refusals: [],
    policy: { file: 'promotion.yaml', digest: POLICY },
    notes: [],
    ...changes,
  };
}

export function destination(changes: Partial<DestinationPlan> = {}): DestinationPlan {
  return {
    repository: 'prod.example.com/shop/checkout',
    isEmpty: false,
    hasImage: false,
    isRecorded: false,
    tags: [tag('10-uat', undefined, true)],
    ...changes,
  };
}

export function tag(name: string, now?: Digest, isBuildBound = false): TagPlan {
  return { name, isBuildBound, ...(now !== undefined && { now }) };
}
