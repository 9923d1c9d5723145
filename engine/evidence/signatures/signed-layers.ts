import { Failure } from '../../failures.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Manifest } from '../../oci/manifest.ts';
import { EMPTY_JSON, isManifestMediaType } from '../../oci/media-types.ts';
import { findManifest } from '../../registry/manifests.ts';
import { listReferrers } from '../../registry/referrers.ts';
import type { Repository } from '../../registry/repository.ts';
import { fetchBytes } from '../../registry/small-blobs.ts';
import { recordedLine } from '../fields.ts';
import { orWords } from '../or-words.ts';
import { CERTIFICATE_ANNOTATION } from './cosign-names.ts';

/** More than any honest image has; a bound on hostile repositories. */
export const MOST_OBJECTS = 200;
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType';

/** A layer that should hold something signed and where it was found, or in words why there is none. */
export type SignedLayer =
  | {
      readonly where: string;
      readonly layer: Descriptor;
      /** The predicate type that the manifest names; nobody signed that. */
      readonly announced?: string;
    }
  | { readonly where: string; readonly problem: string };

/** The layers of what stands under a tag. */
export async function findTaggedLayers(
  repository: Repository,
  tag: string,
): Promise<readonly SignedLayer[]> {
  const where = `${repository.label}:${tag}`;
  const found = await orWords(() => findManifest(repository, tag));
  const layers = found === undefined ? [] : layersOf(found, where);
  if (layers.length > MOST_OBJECTS) throw tooMany(where, layers.length);
  return layers;
}

/**
 * The layers of what refers to a digest and is of a wanted artifact type.
 * @param isWanted artifact types, or the types of configs where there are none
 */
export async function findReferringLayers(
  repository: Repository,
  digest: Digest,
  isWanted: (type: string) => boolean,
): Promise<readonly SignedLayer[]> {
  const listed = (await listReferrers(repository, digest)).filter(
    ({ mediaType, artifactType = EMPTY_JSON }) =>
      // cosign writes the config's type into the fallback index, which says nothing.
      isManifestMediaType(mediaType) && (artifactType === EMPTY_JSON || isWanted(artifactType)),
  );
  const { label } = repository;
  if (listed.length > MOST_OBJECTS) throw tooMany(`${label}@${digest}`, listed.length);
  const read = listed.map(async (referrer) => {
    const found = await orWords(() => findManifest(repository, referrer.digest));
    if (found === undefined || (typeof found !== 'string' && !isWanted(typeOf(found)))) return [];
    const where = `${label}@${referrer.digest}`;
    if (typeof found === 'string' || found.subjectDescriptor?.digest === digest) {
      return layersOf(found, where);
    }
    return [{ where, problem: `its subject is not ${digest}` }];
  });
  const layers = (await Promise.all(read)).flat();
  if (layers.length > MOST_OBJECTS) throw tooMany(`${label}@${digest}`, layers.length);
  return layers;
}

/** @returns what `read` makes of a layer's bytes, or in words why they cannot be had */
export async function readLayer<Result>(
  repository: Repository,
  layer: Descriptor,
  limitBytes: number,
  read: (bytes: Uint8Array) => Result | string,
): Promise<Result | string> {
  if (layer.size > limitBytes) {
    return `it has ${layer.size} bytes; we read ${limitBytes} at most`;
  }
  const bytes = await orWords(() => fetchBytes(repository, layer));
  return typeof bytes === 'string' ? bytes : read(bytes);
}

/** In words, for a layer that no key verifies. */
export function certified({ annotations = {} }: Descriptor): string | undefined {
  if (annotations[CERTIFICATE_ANNOTATION] === undefined) return undefined;
  return 'it is signed with a certificate, only keys are trusted here';
}

function typeOf(manifest: Manifest): string {
  return manifest.artifactType ?? (manifest.isIndex ? '' : manifest.config.mediaType);
}

function layersOf(found: Manifest | string, where: string): readonly SignedLayer[] {
  if (typeof found === 'string') return [{ where, problem: found }];
  if (found.isIndex) return [{ where, problem: 'it is an index, which holds no signature' }];
  const type = found.annotations[PREDICATE_TYPE];
  const announced = type === undefined ? {} : { announced: recordedLine(type) };
  return found.layers.map((layer) => ({ where, layer, ...announced }));
}

const tooMany = (where: string, count: number) =>
  new Failure(
    'TOO_MANY_SIGNATURES',
    'unavailable',
    `${where} has ${count} signatures or attestations; we read ${MOST_OBJECTS} at most.`,
    'Find out who writes them; what nobody needs can be deleted by its tag or digest.',
  );
