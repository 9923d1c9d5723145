import { Failure } from '../../failures.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { type Digest, digestOf } from '../../oci/digest.ts';
import { type JsonObject, parseJson } from '../../oci/json.ts';
import { type ImageManifest, parseManifest } from '../../oci/manifest.ts';
import { OCI_CONFIG, OCI_MANIFEST } from '../../oci/media-types.ts';
import { findManifest, pushManifest } from '../../registry/manifests.ts';
import type { Repository } from '../../registry/repository.ts';
import { type PushManner, pushBytes } from '../../registry/small-blobs.ts';
import { decodeSignature, sign, verifies } from '../../signing/signature.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import {
  createSimpleSigning,
  readSimpleSigning,
  SIMPLE_SIGNING_LIMIT_BYTES,
  SIMPLE_SIGNING_MEDIA_TYPE,
} from '../../signing/simple-signing.ts';
import { SIGNATURE_ANNOTATION, signatureTag } from './cosign-names.ts';
import { MOST_OBJECTS, readLayer } from './signed-layers.ts';

const MOST_ATTEMPTS = 3;

/**
 * Signs an image as cosign does: a layer more under the `.sig` tag, beside the signatures that stand there.
 * A tag is read, changed and written back, so it is read again afterwards; whoever writes it between our
 * reading and our writing loses theirs, as with cosign.
 * @param reference `registry/repository` to sign it under
 * @returns the tag
 * @throws Failure SIGNATURE_NOT_KEPT
 */
export async function signImage(
  repository: Repository,
  { digest }: Descriptor,
  key: SigningKey,
  reference: string,
): Promise<string> {
  const tag = signatureTag(digest);
  const payload = createSimpleSigning(digest, reference);
  const layer: Descriptor = {
    mediaType: SIMPLE_SIGNING_MEDIA_TYPE,
    digest: digestOf(payload),
    size: payload.length,
    annotations: { [SIGNATURE_ANNOTATION]: sign(key, payload).toString('base64') },
  };
  let because = '';
  for (let attempt = 1; ; attempt += 1) {
    const there = await findManifest(repository, tag);
    if (there?.isIndex === true) throw notKept(repository, tag, 'the tag holds an index');
    if (there !== undefined && (await isSigned(repository, there, digest, key))) return tag;
    if (attempt > MOST_ATTEMPTS) throw notKept(repository, tag, because);
    const manner = attempt === 1 ? 'asking' : 'unasked';
    await pushBytes(repository, layer, payload, manner);
    because = await append(repository, tag, there, layer, manner);
  }
}

/** True where this very key signed this image already, under whatever reference. */
async function isSigned(
  repository: Repository,
  { layers }: ImageManifest,
  digest: Digest,
  { publicKey }: SigningKey,
): Promise<boolean> {
  const signed = layers.slice(0, MOST_OBJECTS).map(async (layer) => {
    const signature = decodeSignature(layer.annotations?.[SIGNATURE_ANNOTATION]);
    if (layer.mediaType !== SIMPLE_SIGNING_MEDIA_TYPE || signature === undefined) return false;
    const payload = await readLayer(repository, layer, SIMPLE_SIGNING_LIMIT_BYTES, (bytes) =>
      verifies(publicKey, bytes, signature) ? readSimpleSigning(bytes, digest) : 'another key',
    );
    return typeof payload !== 'string';
  });
  return (await Promise.all(signed)).includes(true);
}

/** @returns in words what may have hindered it */
async function append(
  repository: Repository,
  tag: string,
  there: ImageManifest | undefined,
  layer: Descriptor,
  manner: PushManner,
): Promise<string> {
  if (there !== undefined && there.layers.length >= MOST_OBJECTS) {
    throw notKept(repository, tag, `it holds ${there.layers.length} signatures already`);
  }
  const layers = [...(there?.layers ?? []), layer];
  const configBytes = Buffer.from(JSON.stringify(configOf(layers)));
  const config = {
    mediaType: there?.config.mediaType ?? OCI_CONFIG,
    digest: digestOf(configBytes),
    size: configBytes.length,
  };
  await pushBytes(repository, config, configBytes, manner);
  const mediaType = there?.descriptor.mediaType ?? OCI_MANIFEST;
  const kept = there === undefined ? {} : (parseJson(there.bytes) as JsonObject);
  const written = Array.isArray(kept['layers']) ? (kept['layers'] as readonly unknown[]) : [];
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType, ...kept, config, layers: [...written, layer] }),
  );
  try {
    const pushed = await pushManifest(
      repository,
      parseManifest(bytes, mediaType, digestOf(bytes)),
      tag,
    );
    return pushed.outcome === 'stored'
      ? 'others wrote over it each time'
      : 'the registry says that it lacks a layer of it';
  } catch (error) {
    if (error instanceof Failure && REFUSALS.includes(error.code)) {
      return error.message.replace(/\.$/, '');
    }
    throw error;
  }
}

const REFUSALS: readonly string[] = ['TAG_IMMUTABLE', 'NEW_TAG_REFUSED'];

/** An image's config, as cosign writes it; its layers are what they are, uncompressed. */
function configOf(layers: readonly Descriptor[]): JsonObject {
  return {
    architecture: '',
    created: '0001-01-01T00:00:00Z',
    os: '',
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    config: {},
  };
}

const notKept = ({ label }: Repository, tag: string, because: string) =>
  new Failure(
    'SIGNATURE_NOT_KEPT',
    'refused',
    `Our signature cannot be kept in ${label}:${tag}: ${because}.`,
    'Where tags cannot move, an image takes the signatures of one signer, once: sign with one key, or, in Nexus, set the Deployment policy to "Allow redeploy"; where others sign at the same time, run this again.',
  );
