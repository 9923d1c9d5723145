import type { BuildRecord, VerdictRecord } from '../evidence/record.ts';
import type { JsonObject } from '../oci/json.ts';
import type { DigestFacts, PlacementRecord } from '../promotion/digest-facts.ts';
import type { Hold } from '../promotion/holds.ts';

/** What is known of a digest, as answers print it in JSON. */
export function factsJson({ builds, verdict, tests, holds }: DigestFacts): JsonObject {
  const [build] = builds;
  return {
    ...(build !== undefined && { build: buildJson(build) }),
    ...(verdict !== undefined && { verdict: verdictJson(verdict) }),
    ...(tests !== undefined && { tests }),
    holds: holds.map(holdJson),
  };
}

export function placementJson(record: PlacementRecord): JsonObject {
  const by = placedBy(record);
  return {
    how: record.kind,
    since: record.at.toISOString(),
    ...(by !== undefined && { by }),
    approvedBy: record.kind === 'promotion' ? record.approvedBy : [],
    ...(record.kind === 'promotion' && { from: record.from }),
    ...(record.kind === 'rollback' && { reason: record.reason }),
    ...(record.url !== undefined && { url: record.url }),
    recordedTags: record.tags,
  };
}

export function placedBy(record: PlacementRecord): string | undefined {
  return record.kind === 'rollback' ? record.by : record.requestedBy;
}

/** A hold that nobody can read says only why it has to be assumed. */
export function holdJson({ why }: Hold): JsonObject {
  if ('unread' in why) return { unread: why.unread };
  const { by, at, reason, until, url } = why;
  return {
    by,
    at: at.toISOString(),
    reason,
    ...(until !== undefined && { until: until.toISOString() }),
    ...(url !== undefined && { url }),
  };
}

export function buildJson({ number, job, url, commit, branch, version }: BuildRecord): JsonObject {
  return {
    ...(number !== undefined && { number }),
    ...(job !== undefined && { job }),
    ...(url !== undefined && { url }),
    ...(commit !== undefined && { commit }),
    ...(branch !== undefined && { branch }),
    ...(version !== undefined && { version }),
  };
}

function verdictJson({ is, by, at, reason, until, url }: VerdictRecord): JsonObject {
  return {
    is,
    by,
    at: at.toISOString(),
    ...(reason !== undefined && { reason }),
    ...(until !== undefined && { until: until.toISOString() }),
    ...(url !== undefined && { url }),
  };
}
