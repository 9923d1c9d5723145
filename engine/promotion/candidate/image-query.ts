import type { BuildRecord } from '../../evidence/record.ts';
import type { DigestFacts, TestState } from '../digest-facts.ts';
import { isSameJob } from './claim.ts';

/** Which images are meant; every member that is given has to hold. */
export interface ImageQuery {
  readonly verdict?: 'accepted' | 'rejected' | 'revoked' | 'none';
  readonly tests?: TestState | 'none';
  /** Number of a Jenkins build that made it. */
  readonly build?: string;
  /** Full name of the Jenkins job that made it. */
  readonly job?: string;
  /** A commit, or how it starts. */
  readonly commit?: string;
  /** It was put into the environment then or later. */
  readonly since?: Date;
  /** It was put into the environment before then. */
  readonly before?: Date;
}

/**
 * Whether an image is one of those that are meant; pure.
 * @param placedAt when it was put into the environment last
 */
export function matches(facts: DigestFacts, placedAt: Date, query: ImageQuery): boolean {
  const { builds, verdict, tests, isUnclear } = facts;
  const { since, before } = query;
  if (since !== undefined && placedAt < since) return false;
  if (before !== undefined && placedAt >= before) return false;
  if (query.tests !== undefined && (tests ?? 'none') !== query.tests) return false;
  if (namesBuild(query)) {
    if (!builds.some((build) => isOfBuild(build, query))) return false;
  }
  if (query.verdict === undefined) return true;
  const isHarmless = query.verdict === 'accepted' || query.verdict === 'none';
  return (verdict?.is ?? 'none') === query.verdict && !(isHarmless && isUnclear);
}

/** Whether records of builds decide what is meant. */
export function namesBuild({ build, job, commit }: ImageQuery): boolean {
  return [build, job, commit].some((one) => one !== undefined);
}

/** Whether a build is the one that is meant. */
export function isOfBuild({ number, job, commit }: BuildRecord, query: ImageQuery): boolean {
  if (query.build !== undefined && number !== query.build) return false;
  if (query.job !== undefined && !isSameJob(job, query.job)) return false;
  return query.commit === undefined || commit?.startsWith(query.commit) === true;
}

/**
 * Whether records with these labels could be those of an image that is meant: a label only narrows a search.
 * Absent words are no proof, since verdicts end.
 */
export function mayMatch(labels: readonly string[], { verdict, tests }: ImageQuery): boolean {
  const hasLabel = (label: string) => labels.includes(label);
  if (verdict !== undefined && verdict !== 'none' && !hasLabel(`verdict-${verdict}`)) return false;
  return tests === undefined || tests === 'none' || hasLabel(`test-result-${tests}`);
}

/** Whether labels can narrow this search at all. */
export function isNarrow(query: ImageQuery): boolean {
  const { verdict, tests } = query;
  const words = [verdict, tests].filter((word) => word !== undefined && word !== 'none');
  return words.length > 0 || namesBuild(query);
}
