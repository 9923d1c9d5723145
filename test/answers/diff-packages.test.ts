import { describe, expect, it } from 'vitest';
import { diffPackages, readPackages } from '../../engine/answers/diff-packages.ts';
import { createBundle } from '../../engine/signing/bundle.ts';
import { embedded, image, NOW, open } from '../evidence/repositories.ts';
import { attach, attestation, statement } from '../evidence/signatures/attach.ts';
import { manifestOf } from '../registry/opened.ts';
import { keyPair } from '../signing/keys.ts';
import { blobOf } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import { buildIndex } from '../support/images/build-index.ts';
import { buildManifest, builtImage } from '../support/images/built-image.ts';
import { pushImage } from '../support/images/push-image.ts';

const SPDX = 'https://spdx.dev/Document';
const CYCLONEDX = 'https://cyclonedx.org/bom';
const { signing, public: key } = keyPair();
const keys = [{ name: 'builder', key }];

const spdx = {
  spdxVersion: 'SPDX-2.3',
  packages: [
    { SPDXID: 'SPDXRef-1', name: 'openssl', versionInfo: '3.0.13' },
    { SPDXID: 'SPDXRef-2', name: 'zlib', versionInfo: '1.3' },
  ],
};
const cycloneDx = {
  ...{ bomFormat: 'CycloneDX', specVersion: '1.6' },
  components: [{ type: 'library', name: 'openssl', version: '3.0.15' }],
};

function signedBill(predicateType: string, predicate: object) {
  const stated = statement(predicateType, { predicate });
  return attestation(signing, predicateType, {
    content: createBundle('application/vnd.in-toto+json', stated, signing).toString(),
  });
}

/** An index as `docker buildx build --sbom=true` pushes it. */
function builtWithBill(predicate: unknown) {
  const amd64 = buildImage();
  const bill = Buffer.from(JSON.stringify({ predicateType: SPDX, predicate }));
  const config = Buffer.from('{"architecture":"unknown","os":"unknown","config":{}}');
  const layer = {
    ...blobOf('application/vnd.in-toto+json', bill),
    annotations: { 'in-toto.io/predicate-type': SPDX },
  };
  const configOf = blobOf('application/vnd.oci.image.config.v1+json', config);
  const root = buildManifest('application/vnd.oci.image.manifest.v1+json', {
    config: configOf,
    layers: [layer],
  });
  const blobs = new Map([
    [configOf.digest, config],
    [layer.digest, bill],
  ]);
  return buildIndex([
    { image: amd64, platform: 'linux/amd64' },
    {
      image: builtImage(root, [], blobs),
      platform: 'unknown/unknown',
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': amd64.root.digest,
      },
    },
  ]);
}

describe('the packages of an image', () => {
  it.each([
    [SPDX, spdx, { openssl: ['3.0.13'], zlib: ['1.3'] }],
    [CYCLONEDX, cycloneDx, { openssl: ['3.0.15'] }],
  ])('are those of a signed %s', async (type, predicate, expected) => {
    const { repository } = await embedded();
    await attach(repository, signedBill(type, predicate));

    const found = await readPackages(repository, manifestOf(image), keys, NOW);

    expect(Object.fromEntries(found ?? [])).toEqual(expected);
  });

  it('are not those that somebody else signed', async () => {
    const { repository } = await embedded();
    await attach(repository, signedBill(SPDX, spdx));

    const strangers = [{ name: 'stranger', key: keyPair().public }];

    expect(await readPackages(repository, manifestOf(image), strangers, NOW)).toBeUndefined();
  });

  it('are those that BuildKit put into the image', async () => {
    const { registry } = await embedded();
    const built = builtWithBill(spdx);
    await pushImage(registry.target('docker-dev', 'built'), built, ['1']);

    const repository = open(registry.url('docker-dev'), 'built');
    const found = await readPackages(repository, manifestOf(built), [], NOW);

    expect(Object.fromEntries(found ?? [])).toEqual({ openssl: ['3.0.13'], zlib: ['1.3'] });
  });

  it.each([null, 'text', { spdxVersion: 'SPDX-3.0', packages: [] }, { packages: 1 }])(
    'are not known where the bill of materials is %j',
    async (predicate) => {
      const { registry } = await embedded();
      const built = builtWithBill(predicate);
      await pushImage(registry.target('docker-dev', 'built'), built, ['1']);

      const repository = open(registry.url('docker-dev'), 'built');

      expect(await readPackages(repository, manifestOf(built), [], NOW)).toBeUndefined();
    },
  );

  it('are told that came, went, or have another version', () => {
    const before = new Map([
      ['openssl', ['3.0.13']],
      ['zlib', ['1.3']],
      ['curl', ['8']],
    ]);
    const after = new Map([
      ['openssl', ['3.0.13', '3.0.15']],
      ['curl', ['8']],
      ['jq', ['1.7']],
    ]);

    expect(diffPackages(before, after)).toEqual([
      { name: 'jq', after: '1.7' },
      { name: 'openssl', before: '3.0.13', after: '3.0.13, 3.0.15' },
      { name: 'zlib', before: '1.3' },
    ]);
  });
});
