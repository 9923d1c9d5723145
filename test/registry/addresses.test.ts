import { describe, expect, it } from 'vitest';
import { finishUpload, openUpload } from '../../engine/registry/blobs.ts';
import { fetchManifest, pushManifest, resolveManifest } from '../../engine/registry/manifests.ts';
import {
  apiUrl,
  isSameRegistry,
  isSameRepository,
  resolveLocation,
} from '../../engine/registry/repository.ts';
import { startPeer } from '../http/peer.ts';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import { missingPrefixInLink } from '../support/registry/behaviours/missing-prefix-in-link.ts';
import { missingPrefixInLocation } from '../support/registry/behaviours/missing-prefix-in-location.ts';
import { tagPageLimit } from '../support/registry/behaviours/tag-page-limit.ts';
import { uploadsElsewhere } from '../support/registry/behaviours/uploads-elsewhere.ts';
import { allTags, blobOf, openAt, opened, openUrl } from './opened.ts';

const image = buildImage();

describe.each(['port', 'repository-path', 'path-routing'] as const)(
  'below a %s address',
  (address) => {
    it.each(['basic', 'bearer'] as const)(
      'everything is found, signed in by %s',
      async (signIn) => {
        const { repository, server } = await opened([tagPageLimit(2)], {
          address,
          signIn,
          users: { jenkins: { password: 'pa:ss wörd' } },
        });
        seedImage(server.store, 'dev', 'app', image, ['1', '2', '3']);
        const { bytes, descriptor } = blobOf('a blob');

        const manifest = await fetchManifest(repository, '1');
        const resolved = await resolveManifest(repository, image.root.digest);
        const isStored = await finishUpload(
          repository,
          await openUpload(repository),
          descriptor,
          bytes,
        );
        const pushed = await pushManifest(repository, manifest, '4');
        const tags = await allTags(repository);

        expect(manifest.bytes).toEqual(image.root.bytes);
        expect(resolved).toEqual(image.root.descriptor);
        expect([isStored, pushed.outcome, tags]).toEqual([true, 'stored', ['1', '2', '3', '4']]);
      },
    );
  },
);

describe('a prefix that the registry leaves out', () => {
  it('is put back into the Location of an upload', async () => {
    const { repository } = await opened([missingPrefixInLocation()], {
      address: 'repository-path',
    });
    const { bytes, descriptor } = blobOf('a blob');

    const session = await openUpload(repository);

    expect(session.url.pathname).toMatch(/^\/repository\/dev\/v2\/app\/blobs\/uploads\//);
    expect(await finishUpload(repository, session, descriptor, bytes)).toBe(true);
  });

  it('is put back into the Link to the next page', async () => {
    const { repository, server } = await opened([tagPageLimit(1), missingPrefixInLink()], {
      address: 'repository-path',
    });
    seedImage(server.store, 'dev', 'app', image, ['1', '2']);

    expect(await allTags(repository)).toEqual(['1', '2']);
  });
});

describe('a Location', () => {
  const below = (url: string) => openUrl(new URL(url));
  const from = (url: string) => new URL('/v2/app/blobs/uploads/', url);

  it.each([
    [
      '/v2/app/blobs/uploads/1?state=a%2Fb',
      'https://nexus:8082/v2/app/blobs/uploads/1?state=a%2Fb',
    ],
    ['1', 'https://nexus:8082/v2/app/blobs/uploads/1'],
    ['http://nexus/v2/app/blobs/uploads/1', 'https://nexus:8082/v2/app/blobs/uploads/1'],
    ['https://nexus:8081/v2/app/blobs/uploads/1', 'https://nexus:8082/v2/app/blobs/uploads/1'],
    ['https://nexus:9000/bucket/1', 'https://nexus:9000/bucket/1'],
    ['https://store.example.com/v2/1', 'https://store.example.com/v2/1'],
    ['http://store.example.com/1', undefined],
    ['ftp://store.example.com/1', undefined],
    ['http://[half', undefined],
  ])('%s leads to %s', (location, url) => {
    const repository = below('https://nexus:8082');

    expect(resolveLocation(repository, from('https://nexus:8082'), location)?.href).toBe(url);
  });

  it.each([
    ['/v2/app/1', 'https://nexus/repository/dev/v2/app/1'],
    ['/repository/dev/v2/app/1', 'https://nexus/repository/dev/v2/app/1'],
    ['http://nexus:8081/repository/dev/v2/app/1', 'https://nexus/repository/dev/v2/app/1'],
  ])('%s below /repository/dev leads to %s', (location, url) => {
    const repository = below('https://nexus/repository/dev');

    expect(resolveLocation(repository, from('https://nexus'), location)?.href).toBe(url);
  });

  it('elsewhere is used as it is, query and all, and without credentials', async () => {
    const elsewhere = uploadsElsewhere();
    const { repository } = await opened([elsewhere], {
      users: { jenkins: { password: 'pa:ss wörd' } },
    });
    const { bytes, descriptor } = blobOf('a blob');

    const session = await openUpload(repository);
    const isStored = await finishUpload(repository, session, descriptor, bytes);

    expect([isStored, session.url.search]).toEqual([true, '?signature=do-not-log']);
    expect(
      elsewhere.requests.map(({ method, hasAuthorization }) => [method, hasAuthorization]),
    ).toEqual([['PUT', false]]);
  });

  it.each([undefined, 'http://[half'])(
    '%s is an answer that no registry may give',
    async (location) => {
      const peer = await startPeer(() => ({
        status: 202,
        ...(location && { headers: { location } }),
      }));

      await expect(openUpload(openUrl(peer.url))).rejects.toMatchObject({
        code: 'ODD_ANSWER',
        message: expect.stringContaining('an upload without a readable Location'),
      });
    },
  );
});

describe('two repositories', () => {
  it('are the same where host, path and name are', async () => {
    const { repository, server } = await opened([], { address: 'path-routing' });
    const other = openAt(server, 'other', 'app').repository;
    const again = openAt(server, 'dev', 'app').repository;

    expect([isSameRepository(repository, again), isSameRepository(repository, other)]).toEqual([
      true,
      false,
    ]);
    expect(isSameRegistry(repository, other)).toBe(true);
  });
});

it('an address of the API keeps the path of the registry and the query', () => {
  const repository = openUrl(new URL('https://nexus/repository/dev'), 'shop/checkout');

  expect(apiUrl(repository, 'tags/list?n=5&last=a').href).toBe(
    'https://nexus/repository/dev/v2/shop/checkout/tags/list?n=5&last=a',
  );
});
