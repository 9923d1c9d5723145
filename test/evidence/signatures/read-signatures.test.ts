import { describe, expect, it } from 'vitest';
import { readSignatures } from '../../../engine/evidence/signatures/read-signatures.ts';
import { signImage } from '../../../engine/evidence/signatures/sign-image.ts';
import type { Descriptor } from '../../../engine/oci/descriptor.ts';
import { OCI_MANIFEST } from '../../../engine/oci/media-types.ts';
import { fetchManifest } from '../../../engine/registry/manifests.ts';
import type { Repository } from '../../../engine/registry/repository.ts';
import { sign as signature } from '../../../engine/signing/signature.ts';
import type { TrustedKey } from '../../../engine/signing/trusted-key.ts';
import { keyPair } from '../../signing/keys.ts';
import { buildImage } from '../../support/images/build-image.ts';
import { buildSignature, signatureTag } from '../../support/images/build-signature.ts';
import { type BuiltImage, buildManifest, builtImage } from '../../support/images/built-image.ts';
import { pushImage } from '../../support/images/push-image.ts';
import { seedImage } from '../../support/images/seed-image.ts';
import { referrersApi } from '../../support/registry/behaviours/referrers-api.ts';
import { embedded, NOW, subject } from '../repositories.ts';
import { attach, attestation, SIGNED, TESTED } from './attach.ts';

const [anna, bert] = [keyPair(), keyPair('ed25519')];
const KEYS = [
  { name: 'anna', key: anna.public },
  { name: 'bert', key: bert.public },
];
const SIGNATURE = 'dev.cosignproject.cosign/signature';
const TAG = signatureTag(subject.digest);
const signedBy = async (repository: Repository) =>
  (await readSignatures(repository, subject.digest, KEYS, NOW)).map(({ signers }) => signers);
const sign = (repository: Repository, { signing } = anna) =>
  signImage(repository, subject, signing, repository.label);

describe('a signature that is not to be believed', () => {
  const why = async (
    repository: Repository,
    keys: readonly TrustedKey[] = KEYS,
    digest = subject.digest,
  ) =>
    (await readSignatures(repository, digest, keys, NOW)).map(({ signers, problem }) => [
      signers,
      problem?.replace(/^\S+/, '…'),
    ]);

  it('is one of a key that nobody trusts', async () => {
    const { repository } = await embedded();
    await sign(repository, keyPair());

    expect(await why(repository)).toEqual([[[], '… is not believed: no known key verifies it.']]);
  });

  it('is one of a key whose time is over', async () => {
    const { repository } = await embedded();
    await sign(repository);
    const until = new Date('2025-12-31T23:59:59Z');

    expect(await why(repository, [{ name: 'qa-2025', key: anna.public, until }])).toEqual([
      [
        [],
        '… is not believed: key qa-2025 verifies it but was valid only until 2025-12-31T23:59:59.000Z.',
      ],
    ]);
  });

  it('is one that was moved to another image', async () => {
    const { registry, repository } = await embedded();
    await sign(repository);
    const other = buildImage({ seed: 'other' });
    seedImage(registry.store, 'docker-dev', 'app', other);
    const { digest } = (await fetchManifest(repository, TAG)).descriptor;
    registry.store.putTag('docker-dev', 'app', signatureTag(other.root.digest), digest);

    expect(await why(repository, KEYS, other.root.digest)).toEqual([
      [[], `… is not believed: it is not about ${other.root.digest}.`],
    ]);
  });

  it('is one under a tag that holds an index', async () => {
    const { registry, repository } = await embedded();
    const index = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });
    await pushImage(registry.target('docker-dev', 'app'), index, [TAG]);

    expect(await why(repository)).toEqual([
      [[], '… is not believed: it is an index, which holds no signature.'],
    ]);
    await expect(sign(repository)).rejects.toMatchObject({ code: 'SIGNATURE_NOT_KEPT' });
  });

  it('is one whose layer is gone', async () => {
    const { registry, repository } = await embedded();
    await sign(repository);
    for (const digest of registry.store.blobs('docker-dev')) {
      registry.store.deleteBlob('docker-dev', digest);
    }

    expect((await why(repository))[0]?.[1]).toMatch(/is not believed: The blob \S+ of this image/);
  });

  it.each([
    ['is an image', buildImage({ seed: 'x' }), 'it holds no signature of cosign'],
    ['signs nothing', buildSignature(subject.digest, ''), 'its signature is not base64'],
    ['is made up', buildSignature(subject.digest), 'no known key verifies it'],
  ])('is one that %s', async (_, signature, words) => {
    const { registry, repository } = await embedded();
    await pushImage(registry.target('docker-dev', 'app'), signature, [TAG]);

    expect(await why(repository)).toEqual([[[], `… is not believed: ${words}.`]]);
  });

  it.each([
    [
      'made with a certificate',
      { 'dev.sigstore.cosign/certificate': '-----BEGIN CERTIFICATE-----' },
      'it is signed with a certificate, only keys are trusted here',
    ],
    [
      'made for another payload',
      { [SIGNATURE]: signature(anna.signing, Buffer.from('another')).toString('base64') },
      'no known key verifies it',
    ],
    ['without a signature', { [SIGNATURE]: '%' }, 'its signature is not base64'],
  ])('is one %s', async (_, annotations, words) => {
    const { registry, repository } = await embedded();
    const made = withAnnotations(buildSignature(subject.digest), annotations);
    await pushImage(registry.target('docker-dev', 'app'), made, [TAG]);

    expect(await why(repository)).toEqual([[[], `… is not believed: ${words}.`]]);
  });

  it('is a bundle that states something else than its manifest says', async () => {
    const { repository } = await embedded();
    const annotations = { 'dev.sigstore.bundle.predicateType': SIGNED };
    await attach(repository, attestation(anna.signing, TESTED, { annotations }));

    expect(await why(repository)).toEqual([[[], '… is not believed: it states something else.']]);
  });
});

describe('a bundle that is a signature', () => {
  it.each([
    ['the referrers API', [referrersApi()]],
    ['the fallback tag', []],
  ])('is found by %s', async (_, behaviours) => {
    const { repository } = await embedded({ behaviours });
    const where = await attach(repository, attestation(bert.signing, SIGNED));
    await attach(repository, attestation(anna.signing, TESTED));

    expect(await readSignatures(repository, subject.digest, KEYS, NOW)).toEqual([
      { where, signers: ['bert'] },
    ]);
  });

  it('is found where its manifest does not say what it states', async () => {
    const { repository } = await embedded();
    await attach(repository, attestation(bert.signing, SIGNED, { annotations: {} }));
    await attach(repository, attestation(bert.signing, TESTED, { annotations: {} }));

    expect(await signedBy(repository)).toEqual([['bert']]);
  });
});

describe('too many signatures', () => {
  it('stop the reading', async () => {
    const { registry, repository } = await embedded();
    const one = buildSignature(subject.digest);
    const { layers } = manifestIn(one);
    const many = rebuilt(one, { layers: Array(201).fill(layers[0]) });
    await pushImage(registry.target('docker-dev', 'app'), many, [TAG]);

    await expect(readSignatures(repository, subject.digest, KEYS, NOW)).rejects.toMatchObject({
      code: 'TOO_MANY_SIGNATURES',
      message: `${repository.label}:${TAG} has 201 signatures or attestations; we read 200 at most.`,
    });
  });
});

function withAnnotations(built: BuiltImage, added: Readonly<Record<string, string>>): BuiltImage {
  const layers = manifestIn(built).layers.map((layer) => ({
    ...layer,
    annotations: { ...layer.annotations, ...added },
  }));
  return rebuilt(built, { layers });
}

function rebuilt(built: BuiltImage, members: object): BuiltImage {
  const root = buildManifest(OCI_MANIFEST, { ...manifestIn(built), ...members });
  return builtImage(root, [], built.blobs);
}

function manifestIn({ root }: BuiltImage) {
  return JSON.parse(root.bytes.toString()) as { readonly layers: readonly Descriptor[] };
}
