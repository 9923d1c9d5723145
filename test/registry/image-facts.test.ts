import { describe, expect, it } from 'vitest';
import type { Digest } from '../../engine/oci/digest.ts';
import { OCI_INDEX } from '../../engine/oci/media-types.ts';
import { blobOf, buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import { buildIndex } from '../support/images/build-index.ts';
import { buildManifest, builtImage } from '../support/images/built-image.ts';
import { buildBusyboxImage } from '../support/images/busybox-image.ts';
import { describeWith } from '../support/parts.ts';
import { manifestOf } from './opened.ts';
import { readFacts, withConfig } from './read-facts.ts';

const attestation = buildImage({ seed: 'provenance', platforms: ['unknown/unknown'] });

describe('the facts of an image', () => {
  it.each(['oci', 'docker'] as const)('of one platform are read: %s', async (format) => {
    const image = buildImage({
      format,
      platforms: ['linux/arm/v7'],
      labels: { maintainer: 'carol' },
      annotations: { 'org.opencontainers.image.base.name': 'debian:12' },
      layersPerPlatform: 2,
    });
    const { config, layers } = manifestOf(image) as { config: { digest: Digest } } & {
      layers: readonly { digest: Digest; size: number }[];
    };

    const { facts, log } = await readFacts(image);

    expect(facts).toMatchObject({
      digest: image.root.digest,
      annotations: { 'org.opencontainers.image.base.name': 'debian:12' },
      platforms: [
        {
          platform: 'linux/arm/v7',
          manifest: image.root.digest,
          config: config.digest,
          annotations: { 'org.opencontainers.image.base.name': 'debian:12' },
          layers: layers.map(({ digest, size }) => ({ digest, sizeBytes: size })),
          created: new Date('2024-01-02T03:04:05Z'),
          user: '',
          labels: { maintainer: 'carol' },
          command: ['/bin/true'],
        },
      ],
    });
    expect(facts.platforms[0]?.diffIds).toHaveLength(2);
    expect(facts.platforms[0]).not.toHaveProperty('builtFor');
    expect(log()).toEqual([`GET /v2/app/blobs/${config.digest} 200`]);
  });

  it('of an index are those of its platforms, without the attestations of BuildKit', async () => {
    const images = ['linux/amd64', 'linux/arm64'].map((platform) => ({
      image: buildImage({ platforms: [platform], seed: platform }),
      platform,
    }));
    const type = { 'vnd.docker.reference.type': 'attestation-manifest' };
    const index = buildIndex(
      [...images, { image: attestation, platform: 'unknown/unknown', annotations: type }],
      { annotations: { team: 'shop' } },
    );

    const { facts, log } = await readFacts(index);

    expect(facts.annotations).toEqual({ team: 'shop' });
    expect(facts.platforms.map(({ platform, manifest }) => [platform, manifest])).toEqual(
      images.map(({ platform, image }) => [platform, image.root.digest]),
    );
    expect(log()).toHaveLength(4);
    expect(log().join()).not.toContain(attestation.root.digest);
  });

  it('are found in nested indexes, each manifest and config read once', async () => {
    const image = buildImage();
    const inner = buildIndex([{ image, platform: 'linux/amd64' }]);
    const outer = buildIndex([
      { image: inner },
      { image, platform: 'linux/amd64' },
      { image, platform: 'linux/386' },
      { image },
    ]);

    const { facts, log } = await readFacts(outer);

    expect(facts.platforms.map(({ platform, builtFor }) => [platform, builtFor])).toEqual([
      ['linux/amd64', undefined],
      ['linux/386', 'linux/amd64'],
    ]);
    expect(log()).toHaveLength(3);
  });

  it('tell that the index gives another machine than the config', async () => {
    const image = buildImage({ platforms: ['linux/amd64'] });

    const { facts } = await readFacts(buildIndex([{ image, platform: 'linux/arm64' }]));

    expect(facts.platforms).toMatchObject([{ platform: 'linux/arm64', builtFor: 'linux/amd64' }]);
  });

  it('leave out an artifact and a blob that no engine can run', async () => {
    const artifact = buildArtifact({ artifactType: 'application/spdx', content: '{}' });
    const blob = { ...artifact.root.descriptor, mediaType: 'application/spdx' };
    const root = buildManifest(OCI_INDEX, {
      manifests: [buildImage().root.descriptor, artifact.root.descriptor, blob],
    });

    const { facts } = await readFacts(builtImage(root, [buildImage(), artifact]));

    expect(facts.platforms.map(({ platform }) => platform)).toEqual(['linux/amd64']);
  });
});

describe('what is no image', () => {
  const chart = withConfig('{"name":"shop"}', 'application/vnd.cncf.helm.config.v1+json');

  it.each([
    ['a chart', chart, 'its config is application/vnd.cncf.helm.config.v1+json'],
    [
      'an artifact',
      buildArtifact({ artifactType: 'application/spdx', content: 'x' }),
      'there is no image in it',
    ],
    [
      'a chart beside an image',
      buildIndex([{ image: buildImage(), platform: 'linux/amd64' }, { image: chart }]),
      'its config is application/vnd.cncf.helm.config.v1+json',
    ],
    [
      'attestations alone',
      buildIndex([{ image: attestation, platform: 'unknown/unknown' }]),
      'there is no image in it',
    ],
    ['an empty index', buildIndex([]), 'there is no image in it'],
    [
      'a platform that is no manifest',
      builtImage(
        buildManifest(OCI_INDEX, {
          manifests: [
            {
              ...blobOf('text/plain', Buffer.from('x')),
              platform: { os: 'linux', architecture: 'arm64' },
            },
          ],
        }),
        [],
      ),
      'one platform of it is text/plain',
    ],
  ])('is said to be none: %s', async (_, image, why) => {
    await expect(readFacts(image)).rejects.toMatchObject({
      code: 'NO_IMAGE',
      kind: 'content',
      message: expect.stringContaining(why),
    });
  });
});

describeWith(['umoci', 'busybox'], 'a real image', () => {
  it('tells of itself what umoci was told', async () => {
    const image = await buildBusyboxImage({ labels: { team: 'shop' }, command: ['/bin/true'] });

    const { facts } = await readFacts(image);

    const { platforms } = facts;
    expect(platforms.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
    expect(platforms[0]).toMatchObject({
      labels: { team: 'shop' },
      command: ['/bin/true'],
      user: '',
      diffIds: [expect.stringMatching(/^sha256:[0-9a-f]{64}$/)],
    });
    expect(platforms[0]?.layers[0]?.sizeBytes).toBeGreaterThan(100_000);
    expect(platforms[0]?.created?.getUTCFullYear()).toBeGreaterThan(2020);
  });
});
