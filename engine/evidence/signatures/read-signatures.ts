import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import { digestTagPrefix } from '../../oci/digest-tag.ts';
import type { Repository } from '../../registry/repository.ts';
import { findTagsWithPrefix } from '../../registry/tags.ts';
import { isBundleMediaType, readBundle } from '../../signing/bundle.ts';
import { ENVELOPE_LIMIT_BYTES } from '../../signing/dsse.ts';
import { decodeSignature } from '../../signing/signature.ts';
import {
  readSimpleSigning,
  SIMPLE_SIGNING_LIMIT_BYTES,
  SIMPLE_SIGNING_MEDIA_TYPE,
} from '../../signing/simple-signing.ts';
import { findSigners, type TrustedKey } from '../../signing/trusted-key.ts';
import { labelOf, SIGNATURE_LABEL } from '../record-tag.ts';
import {
  SIGN_PREDICATE,
  SIGNATURE_ANNOTATION,
  SIGNATURE_ARTIFACT,
  signatureTag,
} from './cosign-names.ts';
import { type FoundSigned, notBelieved } from './found-signed.ts';
import {
  certified,
  findReferringLayers,
  findTaggedLayers,
  MOST_OBJECTS,
  readLayer,
  type SignedLayer,
} from './signed-layers.ts';
import { verifyStatement } from './verify-statement.ts';

/** Signatures that we attached. */
async function findOwnLayers(repository: Repository, digest: Digest) {
  const { tags } = await findTagsWithPrefix(repository, digestTagPrefix(digest));
  const ours = tags.filter((tag) => labelOf(tag) === SIGNATURE_LABEL).slice(-MOST_OBJECTS);
  return (await Promise.all(ours.map((tag) => findTaggedLayers(repository, tag)))).flat();
}

/**
 * Reads the signatures of an image in every form that cosign writes: under its `.sig` tag, and as referrers,
 * bundles or not. What is broken, or about another image, is reported and not believed.
 * @param at when the keys must have been valid
 * @throws Failure TOO_MANY_SIGNATURES
 */
export async function readSignatures(
  repository: Repository,
  digest: Digest,
  keys: readonly TrustedKey[],
  at: Date,
): Promise<readonly FoundSigned[]> {
  const tagged = await findTaggedLayers(repository, signatureTag(digest));
  const isWanted = (type: string) => type === SIGNATURE_ARTIFACT || isBundleMediaType(type);
  const referring = await findReferringLayers(repository, digest, isWanted);
  const known = new Set(
    referring.flatMap((found) => ('layer' in found ? [found.layer.digest] : [])),
  );
  // An index of referrers may have lost some, or cannot take more; ours have tags of their own.
  const own = (await findOwnLayers(repository, digest)).filter(
    (found) => !('layer' in found) || !known.has(found.layer.digest),
  );
  const read = [...tagged, ...referring, ...own].map((found) => readOne(found));
  return (await Promise.all(read)).flat();

  async function readOne(found: SignedLayer): Promise<readonly FoundSigned[]> {
    const { where } = found;
    if ('problem' in found) return [notBelieved(where, found.problem)];
    const isBundle = isBundleMediaType(found.layer.mediaType);
    if (isBundle && (found.announced ?? SIGN_PREDICATE) !== SIGN_PREDICATE) return [];
    const read = isBundle ? await fromBundle(found.layer) : await fromLayer(found.layer);
    if (typeof read === 'string') return [notBelieved(where, read)];
    if (read.predicateType === SIGN_PREDICATE) return [{ where, signers: read.signers }];
    // Where nothing announced what a bundle states, it may well be an attestation.
    return found.announced === undefined ? [] : [notBelieved(where, 'it states something else')];
  }

  function fromBundle(layer: Descriptor) {
    return readLayer(repository, layer, ENVELOPE_LIMIT_BYTES, (bytes) => {
      const envelope = readBundle(bytes);
      if (typeof envelope === 'string') return envelope;
      const verified = verifyStatement(envelope, digest, keys, at);
      if (typeof verified === 'string') return verified;
      return { signers: verified.signers, predicateType: verified.statement.predicateType };
    });
  }

  async function fromLayer(layer: Descriptor) {
    if (layer.mediaType !== SIMPLE_SIGNING_MEDIA_TYPE) return 'it holds no signature of cosign';
    const signature = decodeSignature(layer.annotations?.[SIGNATURE_ANNOTATION]);
    if (signature === undefined) return 'its signature is not base64';
    return readLayer(repository, layer, SIMPLE_SIGNING_LIMIT_BYTES, (bytes) => {
      const { names, ...rest } = findSigners(bytes, [signature], keys, at);
      if ('problem' in rest) return certified(layer) ?? rest.problem;
      const payload = readSimpleSigning(bytes, digest);
      if (typeof payload === 'string') return payload;
      return { signers: names, predicateType: SIGN_PREDICATE };
    });
  }
}
