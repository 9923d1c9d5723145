import { describe, expect, it } from 'vitest';
import { readAttestations } from '../../../engine/evidence/signatures/read-attestations.ts';
import type { Repository } from '../../../engine/registry/repository.ts';
import { createBundle } from '../../../engine/signing/bundle.ts';
import type { TrustedKey } from '../../../engine/signing/trusted-key.ts';
import { keyPair } from '../../signing/keys.ts';
import { buildArtifact } from '../../support/images/build-artifact.ts';
import { buildImage } from '../../support/images/build-image.ts';
import { pushImage } from '../../support/images/push-image.ts';
import { referrersApi } from '../../support/registry/behaviours/referrers-api.ts';
import { embedded, NOW, subject } from '../repositories.ts';
import { attach, attestation, BUNDLE, IN_TOTO, SIGNED, statement, TESTED } from './attach.ts';

const [anna, bert] = [keyPair(), keyPair('rsa')];
const KEYS: readonly TrustedKey[] = [
  { name: 'anna', key: anna.public },
  { name: 'bert', key: bert.public },
];
const TAG = `${subject.digest.replace(':', '-')}.att`;
const read = (repository: Repository, keys = KEYS) =>
  readAttestations(repository, subject.digest, keys, NOW);
const why = async (repository: Repository, keys = KEYS) =>
  (await read(repository, keys)).map((one) => [
    one.signers,
    one.statement,
    one.problem?.replace(/^\S+/, '…'),
  ]);
const refused = (words: string) => [[[], undefined, `… is not believed: ${words}.`]];

describe('an attestation', () => {
  it.each([
    ['the referrers API', [referrersApi()]],
    ['the fallback tag', []],
  ])('is found by %s, with what its signer states', async (_, behaviours) => {
    const { repository } = await embedded({ behaviours });
    const where = await attach(repository, attestation(bert.signing, TESTED));
    await attach(repository, attestation(anna.signing, SIGNED));

    expect(await read(repository)).toEqual([
      {
        where,
        signers: ['bert'],
        statement: {
          digest: subject.digest,
          predicateType: TESTED,
          predicate: { result: 'PASSED' },
        },
      },
    ]);
  });

  it('is found where its manifest does not say what it states', async () => {
    const { repository } = await embedded();
    await attach(repository, attestation(anna.signing, TESTED, { annotations: {} }));
    await attach(repository, attestation(anna.signing, SIGNED, { annotations: {} }));

    expect((await read(repository)).map((one) => one.statement?.predicateType)).toEqual([TESTED]);
  });

  it('is another’s than a scan, an SBOM, or a record that nobody signed', async () => {
    const { repository } = await embedded();
    const types = [IN_TOTO, 'application/spdx+json'];
    for (const artifactType of types) {
      await attach(repository, buildArtifact({ artifactType, content: '{}', subject }));
    }

    expect(await read(repository)).toEqual([]);
  });
});

describe('an attestation that is not to be believed', () => {
  const signed = (payload: Buffer, type = IN_TOTO) =>
    createBundle(type, payload, anna.signing).toString();
  const forged = JSON.parse(signed(statement(TESTED))) as {
    readonly dsseEnvelope: { readonly payload: string };
  };
  const { dsseEnvelope } = forged;
  const payload = statement(TESTED, { predicate: { result: 'FORGED' } }).toString('base64');
  const other = { subject: [{ digest: { sha256: 'b'.repeat(64) } }] };

  it.each([
    [
      'was changed',
      JSON.stringify({ ...forged, dsseEnvelope: { ...dsseEnvelope, payload } }),
      'no known key verifies it',
    ],
    [
      'is about another image',
      signed(statement(TESTED, other)),
      `it is not about ${subject.digest}`,
    ],
    [
      'is no statement',
      signed(statement(TESTED, { _type: 'x' })),
      'its _type is not https://in-toto.io/Statement/v1',
    ],
    ['is no JSON', signed(Buffer.from('{')), 'it is not a JSON object'],
    [
      'is of another type',
      signed(statement(TESTED), 'text/plain\n'),
      'it is of type text/plain, not application/vnd.in-toto+json',
    ],
    ['is no bundle', '{}', 'it is not a Sigstore bundle of a version that we know'],
    [
      'states something else',
      signed(statement('https://x.example/y')),
      'it states something else than its manifest says',
    ],
    [
      'is huge',
      JSON.stringify({ x: 'x'.repeat(16 * 1024 * 1024) }),
      'it has 16777224 bytes; we read 16777216 at most',
    ],
  ])('is one that %s', async (_, content, words) => {
    const { repository } = await embedded();
    await attach(repository, attestation(anna.signing, TESTED, { content }));

    expect(await why(repository)).toEqual(refused(words));
  });

  it('is one of a key that nobody trusts', async () => {
    const { repository } = await embedded();
    await attach(repository, attestation(keyPair().signing, TESTED));

    expect(await why(repository)).toEqual(refused('no known key verifies it'));
  });

  it('is one of a key whose time is over', async () => {
    const { repository } = await embedded();
    await attach(repository, attestation(anna.signing, TESTED));
    const until = new Date('2025-12-31T23:59:59Z');

    expect(await why(repository, [{ name: 'qa-2025', key: anna.public, until }])).toEqual(
      refused('key qa-2025 verifies it but was valid only until 2025-12-31T23:59:59.000Z'),
    );
  });

  it('is one that was hung on another image', async () => {
    const { repository } = await embedded();
    const elsewhere = buildImage({ seed: 'other' }).root.descriptor;
    const moved = attestation(anna.signing, TESTED, { subject: elsewhere });
    await attach(repository, moved, subject);

    expect(await why(repository)).toEqual(refused(`its subject is not ${subject.digest}`));
  });

  it('is an artifact that calls itself a bundle', async () => {
    const { repository } = await embedded();
    await attach(
      repository,
      buildArtifact({ artifactType: BUNDLE, contentType: 'text/plain', content: 'x', subject }),
    );

    expect(await why(repository)).toEqual(refused('it holds no attestation'));
  });

  it('is an envelope under the `.att` tag that no key verifies', async () => {
    const { registry, repository } = await embedded();
    const content = JSON.stringify({ ...dsseEnvelope, payload });
    const artifact = buildArtifact({
      artifactType: 'application/x',
      contentType: 'application/vnd.dsse.envelope.v1+json',
      content,
    });
    await pushImage(registry.target('docker-dev', 'app'), artifact, [TAG]);

    expect(await why(repository)).toEqual(refused('no known key verifies it'));
  });
});
