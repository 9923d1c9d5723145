import { oneLine } from '../failures.ts';
import { matchesPath } from './path-pattern.ts';

/** What an image says of its base: name and tag, and perhaps the digest. */
export interface BaseClaim {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** An approved base, as the schema of a gate checks it. */
export const BASE_PATTERN = {
  type: 'string',
  pattern: '^[A-Za-z0-9*?][A-Za-z0-9*?._:/-]*(@sha256:[0-9a-f]{64})?$',
  patternErrorMessage:
    'must be the name of an image, with * in it where it may vary, for example nexus.example.com/base/*:21',
};

/**
 * Reads the annotations about the base.
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys
 */
export function findBaseClaim(
  annotations: Readonly<Record<string, string>>,
): BaseClaim | undefined {
  const name = annotations['org.opencontainers.image.base.name'];
  const digest = annotations['org.opencontainers.image.base.digest'];
  if (name === undefined || name.trim() === '') return undefined;
  const claim = partsOf(name);
  const isAsNamed = claim.digest === undefined || digest === undefined || claim.digest === digest;
  const { digest: named, ...rest } = claim;
  const told = isAsNamed ? (digest ?? named) : undefined;
  return { ...rest, ...(told !== undefined && { digest: told }) };
}

/** Whether the claim is what the pattern stands for; one without a tag stands for all tags. */
export function isApproved(claim: BaseClaim, pattern: string): boolean {
  const { repository, tag, digest } = partsOf(pattern);
  return (
    matchesPath(repository, claim.repository) &&
    (tag === undefined || matchesPath(tag, claim.tag ?? 'latest')) &&
    (digest === undefined || digest === claim.digest)
  );
}

/** `docker.io/library/debian:12`, fit to stand in a sentence. */
export function describeClaim({ repository, tag, digest }: BaseClaim): string {
  const withTag = `${repository}${tag === undefined ? '' : `:${tag}`}`;
  return oneLine(`${withTag}${digest === undefined ? '' : `@${digest}`}`, 200);
}

function partsOf(text: string): BaseClaim {
  const [name = '', digest] = text.split('@', 2);
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  return {
    repository: fullName(hasTag ? name.slice(0, colon) : name),
    ...(hasTag && { tag: name.slice(colon + 1) }),
    ...(digest !== undefined && { digest }),
  };
}

/** With the registry that Docker adds: https://github.com/distribution/reference/blob/v0.6.0/normalize.go */
function fullName(name: string): string {
  if (name === '**') return name;
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  if (slash === -1) return `docker.io/library/${name}`;
  if (first === 'index.docker.io') return `docker.io${name.slice(slash)}`;
  return first === 'localhost' || /[.:*?]/.test(first) ? name : `docker.io/${name}`;
}
