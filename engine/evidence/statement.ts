import type { Digest } from '../oci/digest.ts';
import { isJsonObject, type JsonObject } from '../oci/json.ts';
import { digestSet, digestsOf } from './digest-set.ts';

/** https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/statement.md */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json';

/** @param name the repository, for people; subjects match by digest alone */
export function createStatement(
  name: string,
  digest: Digest,
  predicateType: string,
  predicate: JsonObject,
): JsonObject {
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name, digest: digestSet(digest) }],
    predicateType,
    predicate,
  };
}

/** A claim as it was read: what about, of what type, and what it says. */
export interface Statement {
  readonly digest: Digest;
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

/**
 * @param wanted the digest it must be about; undefined takes the first that it names
 * @returns the statement, or in words why it is none
 */
export function readStatement(json: unknown, wanted: Digest | undefined): Statement | string {
  if (!isJsonObject(json)) return 'it is not a JSON object';
  const { _type, subject, predicateType, predicate } = json;
  if (_type !== STATEMENT_TYPE) return `its _type is not ${STATEMENT_TYPE}`;
  if (typeof predicateType !== 'string') return 'it has no predicateType';
  if (!isJsonObject(predicate)) return 'it has no predicate';
  if (!Array.isArray(subject)) return 'it has no subject';
  const subjects: readonly unknown[] = subject;
  const digests = subjects.flatMap(subjectDigests);
  const digest = wanted === undefined ? digests[0] : digests.find((named) => named === wanted);
  if (digest === undefined) return `it is not about ${wanted ?? 'any digest'}`;
  return { digest, predicateType, predicate };
}

function subjectDigests(entry: unknown): readonly Digest[] {
  if (!isJsonObject(entry) || !isJsonObject(entry['digest'])) return [];
  return digestsOf(entry['digest']);
}
