import { describe, expect, it } from 'vitest';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { referrersTag } from '../support/images/build-referrers-index.ts';
import { buildSignature, signatureTag } from '../support/images/build-signature.ts';
import { type BuiltImage, buildManifest, builtImage } from '../support/images/built-image.ts';
import { carry, image, landscape, SBOM, seed } from './attached-landscape.ts';

describe("a tag of cosign's", () => {
  it('adds what a signature tag got since the destination had it', async () => {
    const { from, to } = await landscape([], []);
    const tag = signatureTag(image.root.digest);
    const first = buildSignature(image.root.digest, 'of the build');
    const both = withLayersOf(first, buildSignature(image.root.digest, 'of QA'));
    seed(from, both, tag);
    seed(to, first, tag);

    await carry(from, to);

    expect(to.store.manifest('docker-dev', 'app', tag)?.digest).toBe(both.root.digest);
  });

  it('has every tag of an SBOM that two platforms share', async () => {
    const { from, to } = await landscape([], []);
    const tags = image.manifests.slice(0, 2).map(({ digest }) => `${referrersTag(digest)}.sbom`);
    const shared = buildArtifact({ artifactType: SBOM, content: '{}' });
    seed(from, shared, ...tags);

    await carry(from, to);

    const found = tags.map((tag) => to.store.manifest('docker-dev', 'app', tag)?.digest);
    expect(found).toEqual([shared.root.digest, shared.root.digest]);
  });

  it('leaves a signature tag that the destination has on other content', async () => {
    const { from, to } = await landscape([], []);
    const tag = signatureTag(image.root.digest);
    const theirs = buildSignature(image.root.digest, 'made at the destination');
    seed(from, buildSignature(image.root.digest, 'made at the source'), tag);
    seed(to, theirs, tag);

    await carry(from, to);

    expect(to.store.manifest('docker-dev', 'app', tag)?.digest).toBe(theirs.root.digest);
  });
});

/** cosign adds a signature by writing the manifest anew with one more layer. */
function withLayersOf(first: BuiltImage, second: BuiltImage): BuiltImage {
  const [a, b] = [first, second].map(({ root }) => JSON.parse(root.bytes.toString()));
  const root = buildManifest(first.root.mediaType, { ...a, layers: [...a.layers, ...b.layers] });
  return builtImage(root, [], new Map([...first.blobs, ...second.blobs]));
}
