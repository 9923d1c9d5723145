import { Failure, oneLine } from '../failures.ts';
import { type Digest, isDigest } from './digest.ts';

/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const NAME_COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/;
const NAME_LIMIT = 255;

export const TAG_RULE =
  'a tag has 1 to 128 letters, digits, "_", "." or "-", and starts with neither "." nor "-"';
export const REPOSITORY_NAME_RULE =
  'a repository name has lower-case letters and digits in parts joined by "/", with ".", "_", "__" or "-" between them';

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** True for the path of a repository inside a registry, `shop/checkout`. */
export function isRepositoryName(text: string): boolean {
  return text.length <= NAME_LIMIT && text.split('/').every((part) => NAME_COMPONENT.test(part));
}

/** An image reference in its parts: `registry/repository:tag@digest`. */
export interface Reference {
  /** Host and port; undefined where the text names none. */
  readonly registry?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

/**
 * Reads `[host[:port]/]name[:tag][@digest]`. The first part is a host when it holds "." or ":" or is
 * `localhost`, as in Docker's own rule.
 * @see https://github.com/distribution/reference/blob/v0.6.0/reference.go
 * @throws Failure INVALID_REFERENCE
 */
export function parseReference(text: string): Reference {
  const invalid = (why: string) => invalidReference(text, why);
  const [beforeDigest = '', digest, ...more] = text.split('@');
  if (more.length > 0) throw invalid('it has more than one "@"');
  if (digest !== undefined && !isDigest(digest)) {
    throw invalid(`"${oneLine(digest, 160)}" is not a sha256 or sha512 digest`);
  }
  const colon = beforeDigest.lastIndexOf(':');
  const hasTag = colon > beforeDigest.lastIndexOf('/');
  const tag = hasTag ? beforeDigest.slice(colon + 1) : undefined;
  if (tag !== undefined && !isTag(tag))
    throw invalid(`"${oneLine(tag, 160)}" is no tag: ${TAG_RULE}`);

  const name = hasTag ? beforeDigest.slice(0, colon) : beforeDigest;
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const hasRegistry = first === 'localhost' || /[.:]/.test(first);
  if (/^https?:$/i.test(first)) throw invalid('it begins with a scheme, which is left out here');
  if (hasRegistry && !HOST.test(first)) {
    throw invalid(`"${oneLine(first, 160)}" is no host with an optional port`);
  }
  const repository = hasRegistry ? name.slice(slash + 1) : name;
  if (!isRepositoryName(repository)) {
    throw invalid(`"${oneLine(repository, 160)}": ${REPOSITORY_NAME_RULE}`);
  }

  return {
    repository,
    ...(hasRegistry && { registry: first }),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

function invalidReference(text: string, why: string): Failure {
  return new Failure(
    'INVALID_REFERENCE',
    'usage',
    `"${oneLine(text)}" is not an image reference: ${why}.`,
    'Write it as registry.example.com:8082/shop/checkout:10 or …@sha256:<64 digits>.',
  );
}
