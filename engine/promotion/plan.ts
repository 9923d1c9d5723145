import { type GateFinding, isRefusing } from '../gates/evaluate.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import type { DeploymentPlan } from './deployments/plan-deployments.ts';

/** What a tag is to become; `now` is where it is, where it exists. */
export interface TagPlan {
  readonly name: string;
  /** Never moved to another digest. */
  readonly isBuildBound: boolean;
  readonly now?: Digest;
}

export interface DestinationPlan {
  /** `host/name`. */
  readonly repository: string;
  /** Nothing at all is there yet. */
  readonly isEmpty: boolean;
  /** The image is there already, under its digest. */
  readonly hasImage: boolean;
  /** A record there says that it was promoted into this environment. */
  readonly isRecorded: boolean;
  readonly tags: readonly TagPlan[];
}

/** Why a promotion may not happen whatever the gates say. */
export interface Refusal {
  readonly rule: 'recorded' | 'verdict' | 'hold' | 'rolled-back' | 'tag-moved' | 'build-bound-tag';
  readonly because: string;
  readonly remedy: string;
}

export interface ApprovalPlan {
  readonly submitters: readonly string[];
  /** How many people have to approve. */
  readonly atLeast: number;
  readonly comment: 'optional' | 'required';
  readonly timeoutMinutes: number;
  /** People who may not approve, each with the reason. */
  readonly excluded: readonly { readonly who: string; readonly why: string }[];
}

export interface ForcedPlan {
  readonly by: string;
  readonly reason: string;
  readonly gates: readonly string[];
}

export interface BuildPlan {
  readonly number?: string;
  readonly job?: string;
  readonly url?: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly version?: string;
  readonly recordedBy?: string;
  readonly recordedAt?: string;
}

/** What is known before anything is written; see {@link planPromotion}. */
export interface PlanFacts {
  readonly image: string;
  readonly environment: string;
  readonly requestedBy?: string;
  readonly candidate: {
    readonly digest: Digest;
    readonly mediaType: string;
    /** Where the digest was taken from. */
    readonly source: string;
    readonly platforms: readonly string[];
    readonly build: BuildPlan;
  };
  readonly from: { readonly environment: string; readonly repository: string };
  readonly destinations: readonly DestinationPlan[];
  readonly gates: readonly GateFinding[];
  readonly refusals: readonly Refusal[];
  readonly approval?: ApprovalPlan;
  /** Who is told when the tags are in place. */
  readonly deployments?: readonly DeploymentPlan[];
  /** What somebody put through although gates said no. */
  readonly force?: ForcedPlan;
  /** Id of the change that the request names. */
  readonly change?: string;
  readonly policy: { readonly file: string; readonly digest: Digest };
  /** Sentences for the reader that decide nothing. */
  readonly notes: readonly string[];
}

/** A promotion as a value: what would happen, and whether it may. */
export interface Plan extends PlanFacts {
  readonly version: 1;
  readonly next: 'refuse' | 'approve' | 'promote' | 'done';
  /** What an approval is bound to: another candidate, destination, tag or policy gives another one. */
  readonly meaning: Digest;
}

/** Decides what happens next from what is known; pure. */
export function planPromotion(facts: PlanFacts): Plan {
  return { version: 1, next: nextStep(facts), meaning: meaningOf(facts), ...facts };
}

function nextStep(facts: PlanFacts): Plan['next'] {
  const { refusals, gates, approval, deployments = [] } = facts;
  if (refusals.length > 0) return 'refuse';
  // It was let in: what is left, if anything, is to tell the hosts.
  if (isInPlace(facts)) return deployments.every(({ isDone }) => isDone) ? 'done' : 'promote';
  if (gates.some(isRefusing)) return 'refuse';
  return approval === undefined ? 'promote' : 'approve';
}

/** The image is in the environment, under all its tags. */
export function isInPlace({
  destinations,
  candidate,
}: Pick<PlanFacts, 'destinations' | 'candidate'>): boolean {
  return destinations.every(
    ({ hasImage, isRecorded, tags }) =>
      hasImage && isRecorded && tags.every(({ now }) => now === candidate.digest),
  );
}

function meaningOf({
  candidate,
  environment,
  from,
  destinations,
  policy,
  image,
}: PlanFacts): Digest {
  const meaning = {
    image,
    environment,
    candidate: candidate.digest,
    from,
    destinations: destinations.map(({ repository, tags }) => ({
      repository,
      tags: tags.map(({ name }) => name),
    })),
    policy: policy.digest,
  };
  return digestOf(Buffer.from(JSON.stringify(meaning)));
}
