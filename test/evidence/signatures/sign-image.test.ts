import { describe, expect, it } from 'vitest';
import { readSignatures } from '../../../engine/evidence/signatures/read-signatures.ts';
import { signImage } from '../../../engine/evidence/signatures/sign-image.ts';
import { parseJson } from '../../../engine/oci/json.ts';
import { fetchManifest } from '../../../engine/registry/manifests.ts';
import type { Repository } from '../../../engine/registry/repository.ts';
import { keyPair } from '../../signing/keys.ts';
import { buildSignature, signatureTag } from '../../support/images/build-signature.ts';
import { pushImage } from '../../support/images/push-image.ts';
import { seedImage } from '../../support/images/seed-image.ts';
import type { Behaviour } from '../../support/registry/behaviours/behaviour.ts';
import { collectBlobsOnce } from '../../support/registry/behaviours/collect-blobs-once.ts';
import { embedded, NOW, subject } from '../repositories.ts';

const [anna, bert] = [keyPair(), keyPair('ed25519')];
const KEYS = [
  { name: 'anna', key: anna.public },
  { name: 'bert', key: bert.public },
];
const TAG = signatureTag(subject.digest);
const signedBy = async (repository: Repository) =>
  (await readSignatures(repository, subject.digest, KEYS, NOW)).map(({ signers }) => signers);
const sign = (repository: Repository, { signing } = anna) =>
  signImage(repository, subject, signing, repository.label);

describe('a signature of ours', () => {
  it('is read back, with the name of its key', async () => {
    const { repository } = await embedded();

    const tag = await sign(repository);

    expect(tag).toBe(TAG);
    expect(await readSignatures(repository, subject.digest, KEYS, NOW)).toEqual([
      { where: `${repository.label}:${TAG}`, signers: ['anna'] },
    ]);
  });

  it('is made once by each key', async () => {
    const { registry, repository } = await embedded();
    for (const pair of [anna, bert]) await sign(repository, pair);
    registry.clearRequests();

    for (const pair of [anna, bert]) await sign(repository, pair);

    expect(registry.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(await signedBy(repository)).toEqual([['anna'], ['bert']]);
  });

  it('stands beside what another program wrote under the tag, which stays as it was', async () => {
    const { registry, repository } = await embedded();
    const other = buildSignature(subject.digest);
    await pushImage(registry.target('docker-dev', 'app'), other, [TAG]);

    await sign(repository);

    const before = JSON.parse(other.root.bytes.toString()) as { layers: unknown[] };
    const after = parseJson((await fetchManifest(repository, TAG)).bytes);
    expect(after).toMatchObject({ layers: [...before.layers, {}] });
    expect(await signedBy(repository)).toEqual([[], ['anna']]);
  });

  it('is no matter of the image’s name: one under another name is enough', async () => {
    const { repository } = await embedded();
    await signImage(repository, subject, anna.signing, 'elsewhere.example.com/app');

    await sign(repository);

    expect(await signedBy(repository)).toEqual([['anna']]);
  });

  it('survives a clean-up that takes its blobs before its manifest came', async () => {
    const { registry, repository } = await embedded();
    await registry.use(collectBlobsOnce());

    await sign(repository);

    expect(await signedBy(repository)).toEqual([['anna']]);
  });

  it('is made again where another signer wrote over it', async () => {
    const { registry, repository } = await embedded();
    await registry.use(overwrite(buildSignature(subject.digest), 1));

    await sign(repository);

    expect(await signedBy(repository)).toEqual([[], ['anna']]);
  });

  it('is given up where others write over it each time', async () => {
    const { registry, repository } = await embedded();
    await registry.use(overwrite(buildSignature(subject.digest), Infinity));

    await expect(sign(repository)).rejects.toMatchObject({
      code: 'SIGNATURE_NOT_KEPT',
      kind: 'refused',
      message: `Our signature cannot be kept in ${repository.label}:${TAG}: others wrote over it each time.`,
    });
  });
});

describe('a signature where tags cannot move', () => {
  const once = () => embedded({ repositories: { 'docker-dev': { writePolicy: 'ALLOW_ONCE' } } });

  it('is made by the first signer, who may come again', async () => {
    const { repository } = await once();

    for (let time = 1; time <= 2; time += 1) await sign(repository);

    expect(await signedBy(repository)).toEqual([['anna']]);
  });

  it('is refused to the second, in words on what to do', async () => {
    const { repository } = await once();
    await sign(repository, anna);

    const signing = sign(repository, bert);

    await expect(signing).rejects.toMatchObject({
      code: 'SIGNATURE_NOT_KEPT',
      message: expect.stringMatching(
        /: The registry does not let tag \S+ of \S+ be moved: it is at /,
      ),
      remedy: expect.stringMatching(/set the Deployment policy to "Allow redeploy"/),
    });
    expect(await signedBy(repository)).toEqual([['anna']]);
  });
});

/** Another signer that read the tag before we wrote it writes it after us. */
function overwrite(by: ReturnType<typeof buildSignature>, times: number): Behaviour {
  let left = times;
  return {
    alter({ method, route, repository }, answer, { store }) {
      const isOurs = method === 'PUT' && route.kind === 'manifest' && route.reference === TAG;
      if (!isOurs || answer.status !== 201 || left === 0) return undefined;
      left -= 1;
      seedImage(store, repository, route.image, by, [TAG]);
      return undefined;
    },
  };
}
