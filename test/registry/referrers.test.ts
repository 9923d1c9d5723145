import { describe, expect, it } from 'vitest';
import type { Descriptor } from '../../engine/oci/descriptor.ts';
import { digestOf, parseDigest } from '../../engine/oci/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../engine/oci/media-types.ts';
import { findManifest } from '../../engine/registry/manifests.ts';
import { keepReferrers, listReferrers, referrersTag } from '../../engine/registry/referrers.ts';
import { startPeer } from '../http/peer.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import { referrersApi } from '../support/registry/behaviours/referrers-api.ts';
import { opened, openUrl } from './opened.ts';

const image = buildImage();
const { root } = image;
const TAG = referrersTag(root.digest);
const artifact = (content: string) =>
  buildArtifact({ artifactType: 'application/spdx', content, subject: root.descriptor });
const [first, second] = [artifact('1'), artifact('2')];
const referrer = ({ root: { descriptor } }: typeof first): Descriptor => ({
  ...descriptor,
  artifactType: 'application/spdx',
});
const digestsOf = (referrers: readonly Descriptor[]) =>
  referrers.map(({ digest }) => digest).sort();
const BOTH = [first.root.digest, second.root.digest].sort();

describe('the tag of referrers', () => {
  it('has at most 128 characters, for sha512 too', () => {
    expect(referrersTag(parseDigest(`sha256:${'a'.repeat(64)}`))).toBe(`sha256-${'a'.repeat(64)}`);
    expect(referrersTag(parseDigest(`sha512:${'a'.repeat(128)}`))).toBe(`sha512-${'a'.repeat(64)}`);
  });
});

describe('referrers', () => {
  it.each([undefined, 1])('are listed by the API, in pages of %j', async (pageLimit) => {
    const options = pageLimit === undefined ? {} : { pageLimit };
    const { repository, server } = await opened([referrersApi(options)]);
    for (const one of [image, first, second]) seedImage(server.store, 'dev', 'app', one);

    expect(digestsOf(await listReferrers(repository, root.digest))).toEqual(BOTH);
    expect(repository.registry.traits.referrersApi).toBe('works');
  });

  it('are listed by the fallback tag where there is no API, which is asked for once', async () => {
    const { repository, server, log } = await opened();
    seedImage(server.store, 'dev', 'app', image);
    for (const one of [first, second]) {
      seedImage(server.store, 'dev', 'app', one);
      await keepReferrers(repository, root.digest, [referrer(one)]);
    }
    server.clearRequests();

    const found = [
      await listReferrers(repository, root.digest),
      await listReferrers(repository, root.digest),
    ];

    expect(found.map(digestsOf)).toEqual([BOTH, BOTH]);
    expect(log().filter((line) => line.includes('/referrers/')).length).toBe(1);
  });

  it('are none where there is neither', async () => {
    const { repository } = await opened();

    expect(await listReferrers(repository, root.digest)).toEqual([]);
  });

  it('of a repository that is absent do not make the API absent', async () => {
    const page = JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [referrer(first)],
    });
    const peer = await startPeer(({ path }, count) =>
      path.includes('/referrers/') && count !== 2 ? { body: page } : { status: 404 },
    );
    const repository = openUrl(peer.url);

    const found = [];
    for (let i = 0; i < 3; i += 1)
      found.push((await listReferrers(repository, root.digest)).length);

    expect(found).toEqual([1, 0, 1]);
  });

  it.each([
    ['a page above 4 MiB', ' '.repeat(5_000_000), 'ODD_ANSWER'],
    [
      'an image instead of an index',
      JSON.stringify({ schemaVersion: 2, config: root.descriptor, layers: [] }),
      'INVALID_MANIFEST',
    ],
  ])('are refused, not overlooked: %s', async (_, body, code) => {
    const peer = await startPeer(() => ({ body }));

    await expect(listReferrers(openUrl(peer.url), root.digest)).rejects.toMatchObject({ code });
  });
});

describe('the fallback index', () => {
  it('keeps what is there, byte for byte beside what is added', async () => {
    const { repository, server } = await opened();
    const foreign = { ...referrer(first), 'org.example.unknown': { kept: true } };
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [foreign], extra: 1 }),
    );
    server.store.putTag(
      'dev',
      'app',
      TAG,
      server.store.putManifest('dev', 'app', bytes, OCI_INDEX).digest,
    );
    for (const one of [first, second]) seedImage(server.store, 'dev', 'app', one);

    const isKept = await keepReferrers(repository, root.digest, [referrer(second)]);

    const stored = server.store.manifest('dev', 'app', TAG)?.bytes.toString() ?? '';
    expect([isKept, JSON.parse(stored)]).toEqual([
      true,
      { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [foreign, referrer(second)], extra: 1 },
    ]);
  });

  it('names each once', async () => {
    const { repository, server, log } = await opened();
    seedImage(server.store, 'dev', 'app', first);
    await keepReferrers(repository, root.digest, [referrer(first)]);
    server.clearRequests();

    const isKept = await keepReferrers(repository, root.digest, [referrer(first)]);

    expect([isKept, log()]).toEqual([true, [`GET /v2/app/manifests/${TAG} 200`]]);
  });

  it('loses none of those that are added at once', async () => {
    const { repository, server } = await opened();
    const many = Array.from({ length: 8 }, (_, i) => artifact(`n${i}`));
    for (const one of many) seedImage(server.store, 'dev', 'app', one);

    await Promise.all(many.map((one) => keepReferrers(repository, root.digest, [referrer(one)])));

    expect(digestsOf(await listReferrers(repository, root.digest))).toEqual(
      many.map((one) => one.root.digest).sort(),
    );
  });

  it('is not written over what is no index', async () => {
    const { repository, server } = await opened();
    seedImage(server.store, 'dev', 'app', image, [TAG]);

    const isKept = await keepReferrers(repository, root.digest, [referrer(first)]);

    expect([isKept, server.store.manifest('dev', 'app', TAG)?.digest]).toEqual([
      false,
      root.digest,
    ]);
  });

  it('stays as it is where tags may not move', async () => {
    const { repository, server } = await opened([], {
      repositories: { dev: { writePolicy: 'ALLOW_ONCE' } },
    });
    for (const one of [first, second]) seedImage(server.store, 'dev', 'app', one);

    const kept = [
      await keepReferrers(repository, root.digest, [referrer(first)]),
      await keepReferrers(repository, root.digest, [referrer(second)]),
    ];

    expect(kept).toEqual([true, false]);
    expect(digestsOf(await listReferrers(repository, root.digest))).toEqual([first.root.digest]);
  });

  it('that is full is left, since nothing depends on it', async () => {
    const { repository, server } = await opened();
    const full = Array.from({ length: 2_000 }, (_, i) => ({
      mediaType: OCI_MANIFEST,
      digest: digestOf(Buffer.from(String(i))),
      size: 1,
    }));
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: full }),
    );
    server.store.putTag(
      'dev',
      'app',
      TAG,
      server.store.putManifest('dev', 'app', bytes, OCI_INDEX).digest,
    );

    const isKept = await keepReferrers(repository, root.digest, [referrer(first)]);

    expect([isKept, (await findManifest(repository, TAG))?.bytes]).toEqual([false, bytes]);
  });
});
