import type { Failure } from '../failures.ts';
import type { HttpResponse } from '../http/request.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { algorithmOf, type Digest, digestOf, isDigest } from '../oci/digest.ts';
import { contentsOf, MANIFEST_LIMIT_BYTES, type Manifest, parseManifest } from '../oci/manifest.ts';
import { bareMediaType, isManifestMediaType, MANIFEST_MEDIA_TYPES } from '../oci/media-types.ts';
import { describeAnswer, parseErrorBody } from './error-body.ts';
import {
  contentDiffers,
  foreignLayers,
  manifestAbsent,
  newTagRefused,
  readOnly,
  tagImmutable,
  unexpectedAnswer,
} from './failures.ts';
import { apiUrl, type Repository, send } from './repository.ts';

const ACCEPT = MANIFEST_MEDIA_TYPES.join(', ');
/** Corruption on the way may pass; corruption at rest does not. */
export const READ_ATTEMPTS = 5;

/**
 * Asks what a tag or digest is. A digest is asked for by HEAD; a tag is read, since what a registry says of
 * a tag without its content is often wrong.
 * @returns undefined where the registry says 404
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#checking-if-content-exists-in-the-registry
 */
export async function resolveManifest(
  repository: Repository,
  reference: string,
): Promise<Descriptor | undefined> {
  const asked = isDigest(reference) ? await askForDigest(repository, reference) : 'unclear';
  return asked === 'unclear' ? (await findManifest(repository, reference))?.descriptor : asked;
}

async function askForDigest(
  repository: Repository,
  digest: Digest,
): Promise<Descriptor | undefined | 'unclear'> {
  const response = await send(repository, 'pull', {
    method: 'HEAD',
    url: apiUrl(repository, `manifests/${digest}`),
    headers: { accept: ACCEPT },
    finalStatuses: [500],
  });
  if (response.status === 404) return undefined;
  // Nexus 3.96.0 and 3.96.1 answer HEAD by digest with 500: https://github.com/sonatype/nexus-public/issues/1059
  if (response.status === 500 || response.status === 405) return 'unclear';
  if (response.status !== 200) {
    throw unexpectedAnswer(response, 'pull', `look for ${digest} in`, repository);
  }
  const size = Number(response.header('content-length') ?? Number.NaN);
  const mediaType = bareMediaType(response.header('content-type'));
  const isWhole = Number.isSafeInteger(size) && isManifestMediaType(mediaType);
  return isWhole ? { mediaType, digest, size } : 'unclear';
}

/** @throws Failure MANIFEST_ABSENT, and all that {@link findManifest} throws */
export async function fetchManifest(
  repository: Repository,
  reference: string,
  expected?: Descriptor,
): Promise<Manifest> {
  const manifest = await findManifest(repository, reference, expected);
  if (manifest === undefined) throw manifestAbsent(repository, reference);
  return manifest;
}

/**
 * Reads a manifest, hashed against the digest that was asked for (GHSA-qv35-3gw6-8q4j). A tag's is hashed
 * against the digest that came with it; a registry that says another one twice is wrong about its headers.
 * @param expected the descriptor that led here, whose type and size must hold as well
 * @returns undefined where the registry says 404
 * @throws Failure CONTENT_DIFFERS, INVALID_MANIFEST
 */
export async function findManifest(
  repository: Repository,
  reference: string,
  expected?: Descriptor,
): Promise<Manifest | undefined> {
  const wanted = isDigest(reference) ? reference : undefined;
  let before: Digest | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(repository, 'pull', {
      method: 'GET',
      url: apiUrl(repository, `manifests/${reference}`),
      headers: { accept: ACCEPT },
      readBytes: MANIFEST_LIMIT_BYTES,
    });
    if (response.status === 404) return undefined;
    if (response.status !== 200) {
      throw unexpectedAnswer(response, 'pull', `read ${reference} of`, repository);
    }
    if (response.body === undefined) {
      throw contentDiffers(repository, reference, `larger than ${MANIFEST_LIMIT_BYTES} bytes`);
    }
    const found = digestOf(response.body, wanted && algorithmOf(wanted));
    const named = wanted ?? response.header('docker-content-digest') ?? found;
    if (found === named || (wanted === undefined && found === before)) {
      return readManifest(repository, response, response.body, found, expected);
    }
    if (attempt === READ_ATTEMPTS) throw contentDiffers(repository, reference, found);
    before = found;
  }
}

function readManifest(
  repository: Repository,
  response: HttpResponse,
  bytes: Uint8Array,
  digest: Digest,
  expected: Descriptor | undefined,
): Manifest {
  const announced = bareMediaType(response.header('content-type'));
  const manifest = parseManifest(bytes, announced, digest);
  if (expected !== undefined && manifest.descriptor.mediaType !== expected.mediaType) {
    const what = `${digest} as ${expected.mediaType}`;
    throw contentDiffers(repository, what, manifest.descriptor.mediaType);
  }
  if (expected !== undefined && expected.size !== bytes.length) {
    const what = `${digest} with ${expected.size} bytes`;
    throw contentDiffers(repository, what, `${bytes.length} bytes long`);
  }
  return manifest;
}

/** `missing`: the registry refused, and named what it lacks (or, where it named nothing, all of it). */
export type PushOutcome =
  | { readonly outcome: 'stored'; readonly keepsSubject: boolean }
  | { readonly outcome: 'missing'; readonly digests: readonly Digest[] };

/**
 * Stores a manifest under its digest or a tag, byte for byte.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 * @throws Failure TAG_IMMUTABLE when the registry keeps the tag elsewhere; READ_ONLY; PUSH_DENIED
 */
export async function pushManifest(
  repository: Repository,
  manifest: Manifest,
  reference: string,
): Promise<PushOutcome> {
  const response = await send(repository, 'push', {
    method: 'PUT',
    url: apiUrl(repository, `manifests/${reference}`),
    headers: {
      'content-type': manifest.descriptor.mediaType,
      'content-length': String(manifest.bytes.length),
    },
    body: manifest.bytes,
  });
  if (response.status === 201 || response.status === 200 || response.status === 202) {
    return { outcome: 'stored', keepsSubject: response.header('oci-subject') !== undefined };
  }
  const missing = missingContent(response, manifest);
  if (missing !== undefined) {
    repository.registry.traits.namesMissing = missing.isNamed;
    return { outcome: 'missing', digests: missing.digests };
  }
  if (isRedeployRefused(response)) {
    const now = await resolveManifest(repository, reference);
    if (now?.digest === manifest.descriptor.digest) {
      return { outcome: 'stored', keepsSubject: false };
    }
    if (now === undefined) throw nothingNew(repository, reference, response);
    throw tagImmutable(repository, reference, now.digest, describeAnswer(response));
  }
  const elsewhere = manifest.isIndex ? [] : manifest.layers.flatMap(({ urls = [] }) => urls);
  if (elsewhere[0] !== undefined && (response.status === 400 || response.status >= 500)) {
    throw foreignLayers(repository, reference, elsewhere[0], describeAnswer(response));
  }
  throw unexpectedAnswer(response, 'push', `store ${reference} in`, repository);
}

function nothingNew(repository: Repository, reference: string, response: HttpResponse): Failure {
  const words = describeAnswer(response);
  const isReadOnly = response.status === 405 || /read[- ]only/i.test(words);
  return isReadOnly ? readOnly(repository, words) : newTagRefused(repository, reference, words);
}

function missingContent(
  response: HttpResponse,
  manifest: Manifest,
): { digests: readonly Digest[]; isNamed: boolean } | undefined {
  if (response.status !== 400 && response.status !== 404 && response.status !== 422)
    return undefined;
  const { codes, words, digests } = parseErrorBody(response);
  const isUnknown =
    codes.some((code) =>
      ['MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN', 'MANIFEST_UNKNOWN'].includes(code),
    ) || /(blob|manifest) unknown|unknown (blob|manifest)/i.test(words);
  if (!isUnknown) return undefined;
  const contents = contentsOf(manifest).map(({ digest }) => digest);
  const named = contents.filter((digest) => digests.includes(digest));
  return { digests: named.length > 0 ? named : contents, isNamed: named.length > 0 };
}

/** Nexus under "Disable redeploy" or read-only; its words and status differ between releases (nexus-public#967, jib#3057). */
export function isRedeployRefused(response: HttpResponse): boolean {
  if (![400, 403, 405, 409].includes(response.status)) return false;
  const { words, codes } = parseErrorBody(response);
  return (
    codes.includes('TAG_IMMUTABLE') ||
    /cannot be updated|not allow updating|redeploy|read[- ]only|immutable/i.test(words)
  );
}
