import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import { mountsBlobs } from '../support/registry/behaviours/mounts-blobs.ts';
import type { Registry, RegistryOptions } from '../support/registry/start-registry.ts';
import { started } from '../support/registry/started.ts';
import { digestsOf, readAll } from './contents.ts';
import { copyKnowing, openServer } from './copying.ts';
import { kindsOf } from './request-kinds.ts';

const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
/** 2 common layers, and 2 layers and a config for each platform: U = 11 blobs, M = 4 manifests. */
const image = buildImage({ platforms: PLATFORMS, sharedLayers: 2, layersPerPlatform: 2 });
const { digest } = image.root;

async function embedded(options: RegistryOptions = {}) {
  const source = await started();
  const destination = await started(options);
  const target = source.target('docker-dev', 'shop/checkout');
  return {
    source,
    destination,
    from: openServer(target.url)('shop/checkout'),
    server: openServer(destination.url('docker-dev')),
    kinds: () => kindsOf([...source.requests, ...destination.requests]),
  };
}

describe('what a copy costs on Nexus', () => {
  it('is 2U + 2M where nothing is there, by uploads in one request', async () => {
    const { source, from, server, kinds } = await embedded();
    seedImage(source.store, 'docker-dev', 'shop/checkout', image);

    const destination = server('shop/checkout');
    await copyKnowing({ source: from, destination, digest }, { isDestinationEmpty: true });

    expect(kinds()).toEqual({
      'GET manifest': 4,
      'PUT manifest': 4,
      'GET blob': 11,
      'POST upload': 11,
    });
  });

  it('holds one upload more where records follow, the config of theirs, which goes first', async () => {
    const { source, destination, from, server, kinds } = await embedded();
    seedImage(source.store, 'docker-dev', 'shop/checkout', image);

    await copyKnowing(
      { source: from, destination: server('shop/checkout'), digest },
      { isDestinationEmpty: true, isRecorded: true },
    );

    expect(kinds()).toMatchObject({ 'GET blob': 11, 'POST upload': 12 });
    const empty = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    expect(destination.store.hasBlob('docker-dev', empty)).toBe(true);
  });

  it('sends a blob that every image of the repository has but once, and asks where it cannot mount', async () => {
    const images = ['a', 'b', 'c'].map((seed) =>
      buildImage({ seed, sharedLayers: 3, sharedSeed: 'base' }),
    );
    const { source, destination, server, kinds } = await embedded({
      repositories: { 'docker-dev': { writePolicy: 'ALLOW_ONCE' } },
    });
    const sourceServer = openServer(source.url('docker-dev'));
    for (const [i, one] of images.entries()) seedImage(source.store, 'docker-dev', `app-${i}`, one);

    await copyKnowing(
      images.map((one, i) => ({
        source: sourceServer(`app-${i}`),
        destination: server(`app-${i}`),
        digest: one.root.digest,
      })),
      { isDestinationEmpty: true },
    );

    // 3 shared layers, and a layer and a config of each image.
    expect(kinds()['GET blob']).toBe(9);
    for (const [i, one] of images.entries()) {
      expect(await readAll(destination.target('docker-dev', `app-${i}`), one.root.digest)).toEqual(
        digestsOf(one),
      );
    }
  });

  it('moves each shared blob of a release set once, and mounts it elsewhere', async () => {
    const images = ['a', 'b', 'c'].map((seed) =>
      buildImage({ seed, sharedLayers: 3, sharedSeed: 'base' }),
    );
    const { source, server, kinds } = await embedded({ behaviours: [mountsBlobs()] });
    const sourceServer = openServer(source.url('docker-dev'));
    for (const [i, one] of images.entries()) seedImage(source.store, 'docker-dev', `app-${i}`, one);

    await copyKnowing(
      images.map((one, i) => ({
        source: sourceServer(`app-${i}`),
        destination: server(`app-${i}`),
        digest: one.root.digest,
      })),
      { isDestinationEmpty: true },
    );

    // 9 blobs sent, and 3 shared ones mounted in two more repositories.
    expect(kinds()).toMatchObject({ 'GET blob': 9 });
    expect(kinds()['HEAD blob']).toBe(undefined);
  });

  it('sends no bytes to another name in the same repository, though mounts are not done', async () => {
    const { source, kinds } = await embedded();
    seedImage(source.store, 'docker-dev', 'shop/checkout', image);
    const server = openServer(source.url('docker-dev'));

    await copyKnowing(
      { source: server('shop/checkout'), destination: server('shop/checkout-qa'), digest },
      { isDestinationEmpty: true },
    );

    expect(kinds()).toEqual({
      'GET manifest': 4,
      'PUT manifest': 4,
      'POST upload': 1,
      'DELETE upload': 1,
      'HEAD blob': 11,
    });
  });

  it('asks for one token a registry and scope, however many transfers wait', async () => {
    const source = await started({ signIn: 'bearer' });
    const destination = await started({ signIn: 'bearer' });
    seedImage(source.store, 'docker-dev', 'app', image);

    await copyKnowing({
      source: openServer(source.url('docker-dev'))('app'),
      destination: openServer(destination.url('docker-dev'))('app'),
      digest,
    });

    const scopesAsked = ({ requests }: Registry) =>
      requests.filter(({ path }) => path.endsWith('/token')).map(({ query }) => query['scope']);
    expect(scopesAsked(source)).toEqual(['repository:app:pull']);
    expect(scopesAsked(destination).sort()).toEqual([
      'repository:app:pull',
      'repository:app:pull,push',
    ]);
    expect(destination.store.blobs('docker-dev')).toHaveLength(11);
  });
});
