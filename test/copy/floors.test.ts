import { beforeAll, expect, it } from 'vitest';
import { fetchManifest, pushManifest, resolveManifest } from '../../engine/registry/manifests.ts';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { describeWith } from '../support/parts.ts';
import { startProxy } from '../support/proxy/proxy.ts';
import { digestsOf, readAll } from './contents.ts';
import { copyKnowing, openServer } from './copying.ts';
import { kindsOf } from './request-kinds.ts';

const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
/** 2 common layers, and 2 layers and a config for each platform: U = 11 blobs, M = 4 manifests. */
const image = buildImage({ platforms: PLATFORMS, sharedLayers: 2, layersPerPlatform: 2 });
const { digest } = image.root;

describeWith(['docker-registry'], 'what a copy costs on distribution', () => {
  const servers = { source: '', destination: '' };
  let requestKinds = () => ({}) as Readonly<Record<string, number>>;
  let forget = () => {};

  beforeAll(async () => {
    const registries = await Promise.all([startDockerRegistry(), startDockerRegistry()]);
    const proxies = await Promise.all(registries.map(({ url }) => startProxy({ target: url })));
    servers.source = proxies[0]?.url ?? '';
    servers.destination = proxies[1]?.url ?? '';
    let seen = [0, 0];
    forget = () => {
      seen = proxies.map(({ requests }) => requests.length);
    };
    requestKinds = () => kindsOf(proxies.flatMap(({ requests }, i) => requests.slice(seen[i])));
    return () => Promise.all([...proxies, ...registries].map((one) => one.close()));
  });

  it('is 2 requests for a new tag in place', async () => {
    await pushImage({ url: servers.source, repository: 'tagged' }, image);
    const place = openServer(servers.source)('tagged');
    forget();

    const root = await fetchManifest(place, digest);
    await pushManifest(place, root, 'new');

    expect(requestKinds()).toEqual({ 'GET manifest': 1, 'PUT manifest': 1 });
  });

  it('is nothing beyond the question for a root that is there', async () => {
    await pushImage({ url: servers.source, repository: 'there' }, image);
    await pushImage({ url: servers.destination, repository: 'there' }, image);
    const source = openServer(servers.source)('there');
    const destination = openServer(servers.destination)('there');
    forget();

    const found = await resolveManifest(destination, digest);
    await copyKnowing({ source, destination, digest }, { hasRoot: found !== undefined });

    expect(requestKinds()).toEqual({ 'HEAD manifest': 1, 'GET manifest': 1 });
  });

  it('is U + 2M within a registry, by mounts', async () => {
    await pushImage({ url: servers.source, repository: 'near' }, image);
    const server = openServer(servers.source);
    forget();

    await copyKnowing({ source: server('near'), destination: server('near-too'), digest });

    expect(requestKinds()).toEqual({ 'GET manifest': 4, 'PUT manifest': 4, 'POST upload': 11 });
    expect(await readAll({ url: servers.source, repository: 'near-too' }, digest)).toEqual(
      digestsOf(image),
    );
  });

  it('is 2M where all blobs are there, once the registry has named missing ones', async () => {
    const other = buildImage({ seed: 'other' });
    await pushImage({ url: servers.source, repository: 'proven' }, image);
    await pushImage({ url: servers.source, repository: 'proven' }, other);
    await pushImage({ url: servers.destination, repository: 'proven' }, image);
    const source = openServer(servers.source)('proven');
    const destination = openServer(servers.destination)('proven');
    await pushManifest(destination, await fetchManifest(source, other.root.digest), 'probe');
    forget();

    await copyKnowing({ source, destination, digest });

    expect(requestKinds()).toEqual({ 'GET manifest': 4, 'PUT manifest': 4 });
  });

  it('is 3U + 2M where nothing is there', async () => {
    await pushImage({ url: servers.source, repository: 'far' }, image);
    const source = openServer(servers.source)('far');
    const destination = openServer(servers.destination)('far');
    forget();

    await copyKnowing({ source, destination, digest }, { isDestinationEmpty: true });

    expect(requestKinds()).toEqual({
      'GET manifest': 4,
      'PUT manifest': 4,
      'GET blob': 11,
      'POST upload': 11,
      'PUT upload': 11,
    });
    expect(await readAll({ url: servers.destination, repository: 'far' }, digest)).toEqual(
      digestsOf(image),
    );
  });

  it('is one refused manifest a platform, and 3 requests a missing blob, in a repository in use', async () => {
    const before = buildImage({ seed: 'before' });
    await pushImage({ url: servers.source, repository: 'used' }, image);
    await pushImage({ url: servers.destination, repository: 'used' }, before, ['1']);
    const source = openServer(servers.source)('used');
    const destination = openServer(servers.destination)('used');
    forget();

    await copyKnowing({ source, destination, digest });

    expect(requestKinds()).toEqual({
      'GET manifest': 4,
      'PUT manifest': 4 + 3,
      'GET blob': 11,
      'POST upload': 11,
      'PUT upload': 11,
    });
  });
});
