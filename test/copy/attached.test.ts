import { describe, expect, it } from 'vitest';
import { OCI_INDEX } from '../../engine/oci/media-types.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildReferrersIndex, referrersTag } from '../support/images/build-referrers-index.ts';
import { buildSignature, signatureTag } from '../support/images/build-signature.ts';
import { type BuiltImage, buildManifest, builtImage } from '../support/images/built-image.ts';
import { json } from '../support/registry/answer.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { referrersApi } from '../support/registry/behaviours/referrers-api.ts';
import type { Registry } from '../support/registry/start-registry.ts';
import {
  carry,
  has,
  image,
  landscape,
  platform,
  SBOM,
  sbom,
  sbomSignature,
  seed,
} from './attached-landscape.ts';
import { digestsOf, readAll } from './contents.ts';

/** What the index that stands in for the API lists. */
function fallbackIndex({ store }: Registry, subject: BuiltImage['root']): unknown {
  const index = store.manifest('docker-dev', 'app', referrersTag(subject.digest));
  return index && JSON.parse(index.bytes.toString());
}

describe('what hangs on an image', () => {
  it.each([
    ['the referrers API', [referrersApi()]],
    ['the fallback tags', []],
  ])('goes along from platforms too, and recursively, found by %s', async (_, behaviours) => {
    const { from, to, target } = await landscape(behaviours, [referrersApi()]);
    seed(from, sbom);
    seed(from, sbomSignature);
    if (behaviours.length === 0) {
      seed(from, buildReferrersIndex([sbom]), referrersTag(platform.digest));
      seed(from, buildReferrersIndex([sbomSignature]), referrersTag(sbom.root.digest));
    }

    const [outcome] = await carry(from, to);

    expect(outcome?.attached).toBe(2);
    expect(await readAll(target, sbom.root.digest)).toEqual(digestsOf(sbom));
    expect(await readAll(target, sbomSignature.root.digest)).toEqual(digestsOf(sbomSignature));
    expect(to.store.tags('docker-dev', 'app')).toEqual([]);
  });

  it("goes along under cosign's tags, of the index, of a platform and of an SBOM", async () => {
    const { from, to, target } = await landscape([], []);
    const prefix = (digest: string) => digest.replace(':', '-');
    const tagged = [
      [buildSignature(image.root.digest), signatureTag(image.root.digest)],
      [buildSignature(platform.digest, 'of the platform'), signatureTag(platform.digest)],
      [buildSignature(platform.digest, 'att'), `${prefix(platform.digest)}.att`],
      [sbom, `${prefix(platform.digest)}.sbom`],
      [buildSignature(sbom.root.digest, 'of the SBOM'), signatureTag(sbom.root.digest)],
    ] as const;
    for (const [content, tag] of tagged) seed(from, content, tag);

    const [outcome] = await carry(from, to);

    expect(outcome?.attached).toBe(5);
    for (const [content, tag] of tagged)
      expect(await readAll(target, tag)).toEqual(digestsOf(content));
  });

  it('is listed in a fallback index where the destination has no API', async () => {
    const { from, to } = await landscape([referrersApi()], []);
    const other = buildArtifact({ artifactType: SBOM, content: 'x', subject: platform.descriptor });
    seed(from, sbom);
    seed(to, other);
    seed(to, buildReferrersIndex([other]), referrersTag(platform.digest));

    await carry(from, to);

    expect(fallbackIndex(to, platform)).toEqual({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [
        { ...other.root.descriptor, artifactType: SBOM },
        {
          ...sbom.root.descriptor,
          artifactType: SBOM,
          annotations: { 'org.example.tool': 'scanner' },
        },
      ],
    });
  });

  it('is listed in the end though an earlier run was cut before it did so', async () => {
    const { from, to } = await landscape([referrersApi()], []);
    seed(from, sbom);
    seed(to, image);
    seed(to, sbom);

    await carry(from, to);

    expect(fallbackIndex(to, platform)).toMatchObject({
      manifests: [{ digest: sbom.root.digest }],
    });
  });

  it('costs the destination nothing but questions when all of it is there', async () => {
    const { from, to } = await landscape([referrersApi()], [referrersApi()]);
    seed(from, sbom);
    await carry(from, to);
    to.clearRequests();

    await carry(from, to);

    expect(to.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
  });
});

describe('carry', () => {
  const record = buildArtifact({ artifactType: 'application/vnd.in-toto+json', content: '{}' });
  const recordTag = `${referrersTag(image.root.digest)}.20240102T030405Z.build-0a1b2c3d`;

  it.each([
    ['all', { sbom: true, signature: true, record: true }],
    ['none', { sbom: false, signature: false, record: true }],
    [[SBOM], { sbom: true, signature: false, record: true }],
    [['sig'], { sbom: false, signature: true, record: true }],
  ] as const)('of %s takes these', async (what, taken) => {
    const { from, to } = await landscape([referrersApi()], [referrersApi()]);
    const signature = buildSignature(image.root.digest);
    seed(from, sbom);
    seed(from, signature, signatureTag(image.root.digest));
    seed(from, record, recordTag);

    await carry(from, to, what);

    const found = {
      sbom: has(to, sbom),
      signature: has(to, signature),
      record: to.store.tags('docker-dev', 'app').includes(recordTag),
    };
    expect(found).toEqual(taken);
  });

  it('drops what a registry calls a referrer, and is none', async () => {
    const stray = buildArtifact({
      artifactType: SBOM,
      content: 'y',
      subject: sbom.root.descriptor,
    });
    const blob = {
      mediaType: 'application/octet-stream',
      digest: `sha256:${'1'.repeat(64)}`,
      size: 1,
    };
    const lies = [platform.descriptor, stray.root.descriptor, blob, sbom.root.descriptor];
    const ours = buildArtifact({
      artifactType: SBOM,
      content: 'z',
      subject: image.root.descriptor,
    });
    const obsolete = buildManifest('application/vnd.oci.artifact.manifest.v1+json', { blobs: [] });
    const listed = [...lies, obsolete.descriptor, ours.root.descriptor];
    const { from, to } = await landscape([lyingReferrers(image.root.digest, listed)], []);
    seed(from, stray);
    seed(from, builtImage(obsolete, []));
    seed(from, sbom);
    seed(from, ours);

    const [outcome] = await carry(from, to);

    expect(outcome?.attached).toBe(1);
    expect([has(to, ours), has(to, stray), has(to, sbom)]).toEqual([true, false, false]);
  });
});

/** A referrers API that answers this for one digest, and nothing for the others. */
function lyingReferrers(digest: string, manifests: readonly object[]): Behaviour {
  return {
    answer({ method, path }) {
      if (method !== 'GET' || !path.includes('/referrers/')) return undefined;
      const listed = path.endsWith(digest) ? manifests : [];
      const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: listed };
      return json(200, index, { 'Content-Type': OCI_INDEX });
    },
  };
}
