import type { JsonObject } from '../oci/json.ts';
import { TIME_PATTERN } from './fields.ts';

/** Schemas of members, by their names. */
type Members = Readonly<Record<string, JsonObject>>;

/**
 * The JSON Schema of a predicate: draft-07, as that of promotion.yaml, so that one validator reads both. It leaves
 * room for members that it does not name, as in-toto asks of every reader:
 * https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/README.md#parsing-rules
 */
export function predicateSchema(
  predicateType: string,
  description: string,
  required: Members,
  optional?: Members,
): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Predicate of type ${predicateType}`,
    ...object(description, required, optional),
  };
}

export function object(description: string, required: Members, optional: Members = {}): JsonObject {
  return {
    description,
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

export function text(description: string): JsonObject {
  return { description, type: 'string', minLength: 1 };
}

export function oneOf(words: readonly string[], description: string): JsonObject {
  return { description, type: 'string', enum: words };
}

export function time(description: string): JsonObject {
  return { description, type: 'string', pattern: TIME_PATTERN };
}

export function digest(description: string): JsonObject {
  const pattern = '^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$';
  return { description, type: 'string', pattern };
}

export function count(description: string): JsonObject {
  return { description, type: 'integer', minimum: 0 };
}

export function list(items: JsonObject, description: string): JsonObject {
  return { description, type: 'array', items };
}

/** A digest as in-toto writes it. */
function digestSet(description: string): JsonObject {
  return {
    description,
    type: 'object',
    minProperties: 1,
    properties: {
      sha256: { description: 'In hexadecimal.', type: 'string', pattern: '^[0-9a-f]{64}$' },
      sha512: { description: 'In hexadecimal.', type: 'string', pattern: '^[0-9a-f]{128}$' },
    },
  };
}

/** Something elsewhere, as in-toto points at it. */
export function resource(description: string, members: 'uri' | 'uri and digest'): JsonObject {
  const uri = text('Where it is, or what it is called there.');
  const digests = digestSet('Digest of its content.');
  return members === 'uri'
    ? object(description, { uri }, { digest: digests })
    : object(description, { uri, digest: digests });
}

// Members that many kinds have. Marked, so that the engine's bundle can leave all schemas out.
export const AT = /* @__PURE__ */ time('When it happened, in RFC 3339 with a zone.');
export const ENVIRONMENT = /* @__PURE__ */ text('Name of the environment in promotion.yaml.');
export const URL = /* @__PURE__ */ text('Page to look at, such as that of the Jenkins build.');
