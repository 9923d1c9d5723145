import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import { parseJson } from '../../oci/json.ts';
import type { Repository } from '../../registry/repository.ts';
import { isBundleMediaType, readBundle } from '../../signing/bundle.ts';
import { ENVELOPE_LIMIT_BYTES, readEnvelope } from '../../signing/dsse.ts';
import type { TrustedKey } from '../../signing/trusted-key.ts';
import type { Statement } from '../statement.ts';
import { attestationTag, ENVELOPE_MEDIA_TYPE, SIGN_PREDICATE } from './cosign-names.ts';
import { type FoundSigned, notBelieved } from './found-signed.ts';
import {
  certified,
  findReferringLayers,
  findTaggedLayers,
  readLayer,
  type SignedLayer,
} from './signed-layers.ts';
import { verifyStatement } from './verify-statement.ts';

export interface FoundAttestation extends FoundSigned {
  /** What the signers state about the image; absent where there is a problem. */
  readonly statement?: Statement;
}

/**
 * Reads the attestations of an image: under cosign's `.att` tag, and as bundles that refer to it. What is
 * broken, or about another image, is reported and not believed.
 * @param at when the keys must have been valid
 * @throws Failure TOO_MANY_SIGNATURES
 */
export async function readAttestations(
  repository: Repository,
  digest: Digest,
  keys: readonly TrustedKey[],
  at: Date,
): Promise<readonly FoundAttestation[]> {
  const tagged = await findTaggedLayers(repository, attestationTag(digest));
  const referring = await findReferringLayers(repository, digest, isBundleMediaType);
  const read = [...tagged, ...referring].map((found) => readOne(found));
  return (await Promise.all(read)).flat();

  async function readOne(found: SignedLayer): Promise<readonly FoundAttestation[]> {
    const { where } = found;
    if ('problem' in found) return [notBelieved(where, found.problem)];
    const { layer, announced } = found;
    if (announced === SIGN_PREDICATE) return [];
    const read = await fromLayer(layer);
    if (typeof read === 'string') return [notBelieved(where, certified(layer) ?? read)];
    const { predicateType } = read.statement;
    if (announced !== undefined && announced !== predicateType) {
      return [notBelieved(where, 'it states something else than its manifest says')];
    }
    return predicateType === SIGN_PREDICATE ? [] : [{ where, ...read }];
  }

  async function fromLayer(layer: Descriptor) {
    const isBundle = isBundleMediaType(layer.mediaType);
    if (!isBundle && layer.mediaType !== ENVELOPE_MEDIA_TYPE) return 'it holds no attestation';
    return readLayer(repository, layer, ENVELOPE_LIMIT_BYTES, (bytes) => {
      const envelope = isBundle ? readBundle(bytes) : readEnvelope(parseJson(bytes));
      if (typeof envelope === 'string') return envelope;
      return verifyStatement(envelope, digest, keys, at);
    });
  }
}
