import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { contentsOf, parseManifest } from '../../../engine/oci/manifest.ts';
import { buildArtifact } from './build-artifact.ts';
import { buildImage } from './build-image.ts';
import { buildIndex } from './build-index.ts';
import { buildReferrersIndex, referrersTag } from './build-referrers-index.ts';
import { buildSignature, signatureTag } from './build-signature.ts';
import type { BuiltImage } from './built-image.ts';
import { compress } from './compression.ts';

const rootOf = ({ root }: BuiltImage) => parseManifest(root.bytes, root.mediaType, root.digest);

describe('a built image', () => {
  it('is the same for the same options', () => {
    const image = buildImage({ seed: 'checkout', labels: { stage: 'dev' } });

    expect(image.root.digest).toBe(
      'sha256:89127dcda672fc64de72964df97159e0c08594a5db45b3cf0e51b5d321bc0dfc',
    );
  });

  it('is other content for another seed', () => {
    const digests = ['a', 'b'].map((seed) => buildImage({ seed }).root.digest);

    expect(new Set(digests).size).toBe(2);
  });

  it('has an index over its platforms, which share layers', () => {
    const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'];

    const image = buildImage({ platforms, layersPerPlatform: 2, sharedLayers: 1 });

    expect(contentsOf(rootOf(image)).map(({ platform }) => platform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
      { os: 'linux', architecture: 'arm', variant: 'v7' },
      { os: 'linux', architecture: 's390x' },
    ]);
    expect(image.manifests).toHaveLength(5);
    expect(image.manifests[4]).toBe(image.root);
    expect(image.blobs.size).toBe(4 + 4 * 2 + 1);
  });

  it('names its blobs by their true digests and sizes', () => {
    const image = buildImage({ algorithm: 'sha512', layersPerPlatform: 2 });

    const contents = contentsOf(rootOf(image));

    expect(contents).toHaveLength(3);
    for (const { digest, size } of contents) {
      const bytes = image.blobs.get(digest) ?? Buffer.alloc(0);
      expect(`sha512:${createHash('sha512').update(bytes).digest('hex')}`).toBe(digest);
      expect(bytes.length).toBe(size);
    }
  });

  it('has the media types of Docker schema 2 on request', () => {
    const image = buildImage({ format: 'docker', platforms: ['linux/amd64', 'linux/arm64'] });

    expect(image.manifests.map(({ mediaType }) => mediaType)).toEqual([
      'application/vnd.docker.distribution.manifest.v2+json',
      'application/vnd.docker.distribution.manifest.v2+json',
      'application/vnd.docker.distribution.manifest.list.v2+json',
    ]);
  });

  it('names a foreign layer that it does not hold', () => {
    const image = buildImage({ foreignLayerUrls: ['https://layers.example.com/base'] });

    const [foreign] = contentsOf(rootOf(image)).filter(({ urls }) => urls !== undefined);

    expect(foreign?.urls).toEqual(['https://layers.example.com/base']);
    expect(image.blobs.has(foreign?.digest as never)).toBe(false);
  });

  it('can be padded to the largest manifest there is', () => {
    const image = buildImage({ manifestBytes: 4 * 1024 * 1024 });

    expect(image.root.bytes).toHaveLength(4 * 1024 * 1024);
    expect(contentsOf(rootOf(image))).toHaveLength(2);
  });

  it('keeps a big layer out of memory, under its true digest', async () => {
    const image = buildImage({ layerBytes: 10 * 1024 * 1024 });
    const [[digest, blob] = []] = image.bigBlobs;
    const hash = createHash('sha256');

    for await (const chunk of blob?.open() ?? []) hash.update(chunk as Buffer);

    expect(image.blobs.size).toBe(1);
    expect(digest).toBe(`sha256:${hash.digest('hex')}`);
  });

  it('nests in an index of indexes', () => {
    const inner = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });

    const outer = buildIndex([{ image: inner }]);

    expect(outer.manifests.map(({ digest }) => digest)).toEqual([
      ...inner.manifests.map(({ digest }) => digest),
      outer.root.digest,
    ]);
  });
});

describe('what refers to an image', () => {
  const image = buildImage();

  it('is an artifact with a subject, listed in the fallback index', () => {
    const artifact = buildArtifact({
      artifactType: 'application/vnd.example.report',
      content: 'fine',
      subject: image.root.descriptor,
    });

    const index = buildReferrersIndex([artifact]);

    expect(rootOf(artifact).subjectDescriptor).toEqual(image.root.descriptor);
    expect(contentsOf(rootOf(index))).toEqual([
      { ...artifact.root.descriptor, artifactType: 'application/vnd.example.report' },
    ]);
    expect(referrersTag(image.root.digest)).toBe(image.root.digest.replace(':', '-'));
  });

  it("is a signature under cosign's tag", () => {
    const signature = buildSignature(image.root.digest);

    const [, payload] = contentsOf(rootOf(signature));

    expect(signatureTag(image.root.digest)).toMatch(/^sha256-[0-9a-f]{64}\.sig$/);
    expect(payload?.mediaType).toBe('application/vnd.dev.cosign.simplesigning.v1+json');
  });
});

describe('compression without shrinking', () => {
  const content = Buffer.alloc(200_000, 'layer');

  it('makes gzip that any reader takes', () => {
    const bytes = Buffer.concat([...compress([content], 'gzip')]);

    expect(gunzipSync(bytes).equals(content)).toBe(true);
  });

  it('makes zstd that any reader takes', async () => {
    const bytes = Buffer.concat([...compress([content], 'zstd')]);

    const running = promisify(execFile)('zstd', ['-dc'], { encoding: 'buffer' });
    running.child.stdin?.end(bytes);

    expect((await running).stdout.equals(content)).toBe(true);
  });
});
