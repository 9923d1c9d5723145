import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readAttestations } from '../../../engine/evidence/signatures/read-attestations.ts';
import { readSignatures } from '../../../engine/evidence/signatures/read-signatures.ts';
import { signImage } from '../../../engine/evidence/signatures/sign-image.ts';
import { parseJson } from '../../../engine/oci/json.ts';
import { contentsOf } from '../../../engine/oci/manifest.ts';
import { fetchManifest } from '../../../engine/registry/manifests.ts';
import type { Repository } from '../../../engine/registry/repository.ts';
import { fetchBytes } from '../../../engine/registry/small-blobs.ts';
import { readPublicKey } from '../../../engine/signing/public-key.ts';
import { readSigningKey } from '../../../engine/signing/signing-key.ts';
import type { TrustedKey } from '../../../engine/signing/trusted-key.ts';
import { keyPair } from '../../signing/keys.ts';
import { cosign, temporaryFolder } from '../../signing/programs.ts';
import { pushImage } from '../../support/images/push-image.ts';
import { describeWith } from '../../support/parts.ts';
import { startDistribution3 } from '../../support/servers/distribution-3.ts';
import { docker, image, NOW, open, subject } from '../repositories.ts';
import { attach, attestation, SIGNED, TESTED } from './attach.ts';

const REGISTRIES = [
  ['distribution 2.8', ['docker-registry', 'cosign'], docker],
  ['distribution 3', ['distribution-registry', 'cosign'], distribution3],
] as const;

/** Without transparency log and with an empty root of trust, cosign needs no network; bundles or not. */
const OFFLINE = [
  '--insecure-ignore-tlog',
  '--private-infrastructure',
  '--trusted-root',
  'no-root.json',
];
const MAKE = ['--yes', '--tlog-upload=false', '--key', 'cosign.key'];
const BUNDLED = '--new-bundle-format';

for (const [name, parts, start] of REGISTRIES) {
  describeWith(parts, `what we sign on ${name}, read by cosign`, () => {
    it.each(['ecdsa', 'ed25519', 'rsa'] as const)('is a signature of our %s key', async (kind) => {
      const { repository, run, writeKey } = await world(start);
      const pair = keyPair(kind);
      writeKey('ours.pub', pair.publicPem);
      writeKey('other.pub', keyPair(kind).publicPem);

      await signImage(repository, subject, pair.signing, repository.label);

      expect(await run('verify', ...OFFLINE, '--key', 'ours.pub')).toMatchObject({
        isDone: true,
        stdout: expect.stringContaining(`"docker-manifest-digest":"${subject.digest}"`),
      });
      expect(await run('verify', ...OFFLINE, '--key', 'other.pub')).toMatchObject({
        isDone: false,
        stderr: expect.stringContaining('no matching signatures'),
      });
    });

    it.each(['ecdsa', 'ed25519', 'rsa'] as const)(
      'is an attestation of our %s key',
      async (kind) => {
        const { repository, run, writeKey } = await world(start);
        const pair = keyPair(kind);
        writeKey('ours.pub', pair.publicPem);
        writeKey('other.pub', keyPair(kind).publicPem);

        await attach(repository, attestation(pair.signing, TESTED));

        const verifying = ['verify-attestation', ...OFFLINE, BUNDLED, '--type', TESTED, '--key'];
        expect(await run(...verifying, 'ours.pub')).toMatchObject({
          isDone: true,
          stdout: expect.stringContaining('"payloadType":"application/vnd.in-toto+json"'),
        });
        expect((await run(...verifying, 'other.pub')).isDone).toBe(false);
      },
    );

    it('is a signature in a bundle', async () => {
      const { repository, run, writeKey } = await world(start);
      const pair = keyPair();
      writeKey('ours.pub', pair.publicPem);

      await attach(repository, attestation(pair.signing, SIGNED));

      const { isDone } = await run('verify', ...OFFLINE, BUNDLED, '--key', 'ours.pub');
      expect(isDone).toBe(true);
    });

    it('stands beside a signature of cosign, each good', async () => {
      const { repository, run, writeKey, trusted } = await world(start);
      const pair = keyPair();
      writeKey('ours.pub', pair.publicPem);
      await run('sign', ...MAKE);

      await signImage(repository, subject, pair.signing, repository.label);

      for (const key of ['ours.pub', 'cosign.pub']) {
        expect((await run('verify', ...OFFLINE, '--key', key)).isDone).toBe(true);
      }
      const keys = [...trusted, { name: 'ours', key: pair.public }];
      const found = await readSignatures(repository, subject.digest, keys, NOW);
      expect(found.map(({ signers }) => signers)).toEqual([['theirs'], ['ours']]);
    });
  });

  describeWith(parts, `what cosign signs on ${name}, read by us`, () => {
    it.each([
      ['under its tag', [], {}],
      ['in a bundle', [BUNDLED], {}],
      ['as a referrer', ['--registry-referrers-mode=oci-1-1'], { COSIGN_EXPERIMENTAL: '1' }],
    ])('is a signature %s', async (_, options, env) => {
      const { repository, run, trusted } = await world(start, env);

      await run('sign', ...MAKE, ...options);

      const found = await readSignatures(repository, subject.digest, trusted, NOW);
      expect(found.map(({ signers, problem }) => [signers, problem])).toEqual([
        [['theirs'], undefined],
      ]);
      const unknown = [{ name: 'another', key: keyPair().public }];
      const [refused] = await readSignatures(repository, subject.digest, unknown, NOW);
      expect(refused?.problem).toMatch(/ is not believed: no known key verifies it\.$/);
    });

    it.each([
      ['under its tag', []],
      ['in a bundle', [BUNDLED]],
    ])('is an attestation %s', async (_, options) => {
      const { repository, run, trusted, writeKey } = await world(start);
      writeKey('predicate.json', '{"result":"PASSED"}');

      const attesting = ['--type', TESTED, '--predicate', 'predicate.json'];
      await run('attest', ...MAKE, ...attesting, ...options);

      const found = await readAttestations(repository, subject.digest, trusted, NOW);
      expect(found).toEqual([
        {
          where: expect.stringContaining(repository.label),
          signers: ['theirs'],
          statement: {
            digest: subject.digest,
            predicateType: TESTED,
            predicate: { result: 'PASSED' },
          },
        },
      ]);
      expect(await readSignatures(repository, subject.digest, trusted, NOW)).toEqual([]);
    });

    it('is a signature that we need not make again with its key', async () => {
      const { repository, run, folder } = await world(start);
      await run('sign', ...MAKE);
      const before = await fetchManifest(repository, `${subject.digest.replace(':', '-')}.sig`);
      const key = readSigningKey(readFileSync(join(folder, 'cosign.key'), 'utf8'), '');

      const tag = await signImage(repository, subject, key, repository.label);

      expect((await fetchManifest(repository, tag)).descriptor).toEqual(before.descriptor);
    });
  });
}

describeWith(['docker-registry', 'cosign'], 'a bundle of cosign', () => {
  it('names its key as ours do', async () => {
    const { repository, run, trusted } = await world(docker);
    await run('sign', ...MAKE, BUNDLED);
    const [found] = await readSignatures(repository, subject.digest, trusted, NOW);

    const manifest = await fetchManifest(repository, found?.where.split('@')[1] ?? '');
    const [layer] = contentsOf(manifest).slice(1);
    if (layer === undefined) throw new Error('The bundle has no layer.');
    expect(parseJson(await fetchBytes(repository, layer))).toMatchObject({
      verificationMaterial: { publicKey: { hint: trusted[0]?.key.fingerprint } },
    });
  });
});

describeWith(['docker-registry', 'cosign'], 'cosign, where a bundle refers to the image', () => {
  it('sees bundles alone, and takes each for a signature', async () => {
    const { repository, run, writeKey } = await world(docker);
    const [release, records] = [keyPair(), keyPair()];
    writeKey('release.pub', release.publicPem);
    writeKey('records.pub', records.publicPem);
    const verified = async (key: string) => (await run('verify', ...OFFLINE, '--key', key)).isDone;
    await signImage(repository, subject, release.signing, repository.label);
    const before = await verified('release.pub');

    await attach(repository, attestation(records.signing, TESTED));

    expect(before).toBe(true);
    expect(await verified('release.pub')).toBe(false);
    expect(await verified('records.pub')).toBe(true);
    await attach(repository, attestation(release.signing, SIGNED));
    expect(await verified('release.pub')).toBe(true);
  });
});

describeWith(['docker-registry', 'cosign'], 'an Ed25519 key', () => {
  it('signs prehashed with cosign, which neither cosign nor we verify', async () => {
    const { repository, folder, run, writeKey } = await world(docker);
    const pair = keyPair('ed25519');
    writeKey('own.pem', pair.privatePem);
    writeKey('own.pub', pair.publicPem);
    await cosign(folder, ['import-key-pair', '--yes', '--key', 'own.pem']);

    await run('sign', '--yes', '--tlog-upload=false', '--key', 'import-cosign.key');

    expect((await run('verify', ...OFFLINE, '--key', 'own.pub')).isDone).toBe(false);
    const trusted = [{ name: 'own', key: pair.public }];
    const found = await readSignatures(repository, subject.digest, trusted, NOW);
    expect(found.map(({ signers }) => signers)).toEqual([[]]);
  });
});

/** An image on a registry, and cosign with a key pair of its own. */
async function world(start: () => Promise<Repository>, env: Readonly<Record<string, string>> = {}) {
  const repository = await start();
  const folder = temporaryFolder();
  await cosign(folder, ['generate-key-pair']);
  const pem = readFileSync(join(folder, 'cosign.pub'), 'utf8');
  const trusted: readonly TrustedKey[] = [{ name: 'theirs', key: readPublicKey(pem, 'test') }];
  const reference = `${repository.label}@${subject.digest}`;
  return {
    repository,
    folder,
    trusted,
    run: (...args: string[]) => cosign(folder, [...args, '--allow-http-registry', reference], env),
    writeKey: (name: string, text: string) => writeFileSync(join(folder, name), text),
  };
}

async function distribution3(): Promise<Repository> {
  const registry = await startDistribution3();
  onTestFinished(registry.close);
  await pushImage({ url: registry.url, repository: 'app' }, image, ['10']);
  return open(registry.url);
}
