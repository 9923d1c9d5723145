import { type Digest, hexOf, isDigest } from '../oci/digest.ts';
import { isJsonObject, type JsonObject } from '../oci/json.ts';

/** https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/statement.md */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json';

/** A claim about one digest. */
export interface Statement {
  readonly _type: typeof STATEMENT_TYPE;
  readonly subject: readonly { readonly name: string; readonly digest: { readonly [algorithm: string]: string } }[];
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

/** @param name the repository, for people; subjects match by digest alone */
export function createStatement(
  name: string,
  digest: Digest,
  predicateType: string,
  predicate: JsonObject,
): Statement {
  const algorithm = digest.slice(0, digest.indexOf(':'));
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name, digest: { [algorithm]: hexOf(digest) } }],
    predicateType,
    predicate,
  };
}

/** @returns the statement, or in words why it is none about this digest */
export function readStatement(json: unknown, digest: Digest): Statement | string {
  if (!isJsonObject(json)) return 'it is not a JSON object';
  const { _type, subject, predicateType, predicate } = json;
  if (_type !== STATEMENT_TYPE) return `its _type is not ${STATEMENT_TYPE}`;
  if (typeof predicateType !== 'string') return 'it has no predicateType';
  if (!isJsonObject(predicate)) return 'it has no predicate';
  if (!Array.isArray(subject)) return 'it has no subject';
  const subjects: readonly unknown[] = subject;
  const isAbout = subjects.some((entry) => subjectDigests(entry).includes(digest));
  if (!isAbout) return `it is not about ${digest}`;
  const [algorithm = '', hex = ''] = digest.split(':');
  return {
    _type,
    subject: [{ name: '', digest: { [algorithm]: hex } }],
    predicateType,
    predicate,
  };
}

function subjectDigests(entry: unknown): readonly string[] {
  if (!isJsonObject(entry) || !isJsonObject(entry['digest'])) return [];
  return Object.entries(entry['digest'])
    .map(([algorithm, hex]) => `${algorithm}:${String(hex)}`)
    .filter(isDigest);
}
