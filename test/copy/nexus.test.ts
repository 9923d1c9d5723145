import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import { failure, page } from '../support/registry/answer.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { collectBlobsOnce } from '../support/registry/behaviours/collect-blobs-once.ts';
import { groupRepository } from '../support/registry/behaviours/group-repository.ts';
import { headManifest500 } from '../support/registry/behaviours/head-manifest-500.ts';
import { interruptedUpload } from '../support/registry/behaviours/interrupted-upload.ts';
import { lyingBlobHead } from '../support/registry/behaviours/lying-blob-head.ts';
import { missingPrefixInLocation } from '../support/registry/behaviours/missing-prefix-in-location.ts';
import { mountsBlobs } from '../support/registry/behaviours/mounts-blobs.ts';
import { noOneRequestUpload } from '../support/registry/behaviours/no-one-request-upload.ts';
import { proxyBodyLimit } from '../support/registry/behaviours/proxy-body-limit.ts';
import { readOnlyMode } from '../support/registry/behaviours/read-only-mode.ts';
import { redeployWording } from '../support/registry/behaviours/redeploy-wording.ts';
import { refusesMounts } from '../support/registry/behaviours/refuses-mounts.ts';
import { sharedLayerRace } from '../support/registry/behaviours/shared-layer-race.ts';
import { uncheckedManifests } from '../support/registry/behaviours/unchecked-manifests.ts';
import { uploadsElsewhere } from '../support/registry/behaviours/uploads-elsewhere.ts';
import type { RegistryOptions } from '../support/registry/start-registry.ts';
import { started } from '../support/registry/started.ts';
import type { WritePolicy } from '../support/registry/write-policy.ts';
import { digestsOf, readAll } from './contents.ts';
import { copy, copyAndTag, open, openServer } from './copying.ts';

const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'], sharedLayers: 2 });
const before = buildImage({ seed: 'before' });
const { digest } = image.root;

async function landscape(
  behaviours: readonly Behaviour[],
  { writePolicy = 'ALLOW_ONCE', ...more }: RegistryOptions & { writePolicy?: WritePolicy } = {},
) {
  const from = await started();
  const to = await started({ repositories: { hosted: { writePolicy } }, behaviours, ...more });
  seedImage(from.store, 'docker-dev', 'app', image, ['1']);
  const target = to.target('hosted', 'app');
  return {
    from,
    to,
    target,
    ends: { source: open(from.target('docker-dev', 'app')), destination: open(target), digest },
  };
}

describe('a copy to Nexus under "Disable redeploy"', () => {
  it('sends every layer of many, though the registry names them one at a time', async () => {
    const many = buildImage({
      seed: 'many',
      layersPerPlatform: 9,
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    const { from, to, target, ends } = await landscape([]);
    seedImage(from.store, 'docker-dev', 'app', many);
    seedImage(to.store, 'hosted', 'app', before, ['0']);

    await copy({ ...ends, digest: many.root.digest });

    expect(await readAll(target, many.root.digest)).toEqual(digestsOf(many));
  });

  it.each([
    ['loses a race for a shared layer', [sharedLayerRace()]],
    ['loses every such race', [sharedLayerRace({})]],
    ['is told so in newer words', [sharedLayerRace({}), redeployWording(409)]],
    ['is told wrongly that blobs are there', [lyingBlobHead()]],
    ['cannot ask for a manifest', [headManifest500()]],
    ['cannot ask for a blob', [headBlob500()]],
    ['has its blobs collected before the manifest comes', [collectBlobsOnce()]],
    ['is cut inside an upload', [noOneRequestUpload(), interruptedUpload(100)]],
    ['finds that manifests are taken unseen', [uncheckedManifests()]],
    ['has to upload elsewhere', [noOneRequestUpload(), uploadsElsewhere()]],
  ])('ends whole where it %s', async (_, behaviours) => {
    const { to, target, ends } = await landscape(behaviours);
    seedImage(to.store, 'hosted', 'app', before, ['0']);

    await copyAndTag(ends, '1');

    expect(await readAll(target, '1')).toEqual(digestsOf(image));
  });

  it('goes on below /repository/<name> where Location leaves that out', async () => {
    const { target, ends } = await landscape([missingPrefixInLocation(), noOneRequestUpload()], {
      address: 'repository-path',
    });

    await copyAndTag(ends, '1');

    expect(await readAll(target, '1')).toEqual(digestsOf(image));
  });

  it.each([
    ['succeeds', [mountsBlobs()]],
    ['opens a session instead', []],
    ['is refused with 400', [refusesMounts(400)]],
    ['is refused with 404', [refusesMounts(404)]],
  ])(
    'between two names of one repository moves nothing where a mount %s',
    async (_, behaviours) => {
      const server = await started({
        repositories: { hosted: { writePolicy: 'ALLOW_ONCE' } },
        behaviours,
      });
      seedImage(server.store, 'hosted', 'app', image, ['1']);
      const near = openServer(server.url('hosted'));

      await copy({ source: near('app'), destination: near('app-qa'), digest });

      expect(await readAll(server.target('hosted', 'app-qa'), digest)).toEqual(digestsOf(image));
      const downloads = server.requests.filter(
        ({ method, path }) => method === 'GET' && path.includes('/app/blobs/'),
      );
      expect(downloads).toEqual([]);
    },
  );

  it('between two repositories of one server sends what no mount brings', async () => {
    const server = await started({
      repositories: { dev: {}, prod: { writePolicy: 'ALLOW_ONCE' } },
      address: 'path-routing',
    });
    seedImage(server.store, 'dev', 'app', image, ['1']);
    const near = openServer(server.url('dev'));

    await copy({ source: near('dev/app'), destination: near('prod/app'), digest });

    expect(await readAll(server.target('prod', 'app'), digest)).toEqual(digestsOf(image));
  });
});

describe('a copy that Nexus does not take', () => {
  it.each([
    [
      'over a limit of the proxy before it',
      [proxyBodyLimit(600)],
      {},
      'TOO_LARGE',
      /client_max_body_size/,
    ],
    ['read-only by policy', [], { writePolicy: 'DENY' }, 'READ_ONLY', /Deployment policy/],
    ['read-only as a server', [readOnlyMode()], {}, 'REGISTRY_FAULT', /when it is well/],
    [
      'a group',
      [groupRepository('hosted', [])],
      {},
      'GROUP_REPOSITORY',
      /hosted repository behind the group/,
    ],
    [
      'losing every upload',
      [noOneRequestUpload(), interruptedUpload(1, {})],
      {},
      'UPLOAD_LOST',
      /log of that registry/,
    ],
    ['losing every blob', [forgetsBlobs()], {}, 'STILL_MISSING', /blob store/],
  ] as const)('fails with its own sentence: %s', async (_, behaviours, options, code, remedy) => {
    const { ends } = await landscape(behaviours, options);

    const copying = copy(ends);

    await expect(copying).rejects.toMatchObject({
      name: 'Failure',
      code,
      remedy: expect.stringMatching(remedy),
    });
  });
});

describe('a copy to a registry that says that something is unknown, and not what', () => {
  it('sends what there is to send, and leaves foreign layers alone', async () => {
    const foreign = buildImage({ foreignLayerUrls: ['https://layers.example.com/windows.tar'] });
    const { from, to, target, ends } = await landscape([lyingBlobHead(), silentErrors()]);
    seedImage(from.store, 'docker-dev', 'app', foreign);
    seedImage(to.store, 'hosted', 'app', before, ['0']);

    await copy({ ...ends, digest: foreign.root.digest });

    expect(await readAll(target, foreign.root.digest)).toEqual(digestsOf(foreign));
  });
});

describe('two copies at once', () => {
  it.each(['ALLOW', 'ALLOW_ONCE'] as const)(
    'of one digest both succeed under %s',
    async (writePolicy) => {
      const { from, target, ends } = await landscape([], { writePolicy });
      const other = {
        ...ends,
        source: open(from.target('docker-dev', 'app')),
        destination: open(target),
      };

      await Promise.all([copyAndTag(ends, '1'), copyAndTag(other, '1')]);

      expect(await readAll(target, '1')).toEqual(digestsOf(image));
    },
  );

  it('of two digests into one tag leave one of them there, whole', async () => {
    const { from, target, ends } = await landscape([], { writePolicy: 'ALLOW' });
    seedImage(from.store, 'docker-dev', 'app', before);
    const other = {
      source: open(from.target('docker-dev', 'app')),
      destination: open(target),
      digest: before.root.digest,
    };

    await Promise.all([copyAndTag(ends, 'latest'), copyAndTag(other, 'latest')]);

    const found = await readAll(target, 'latest');
    expect([digestsOf(image), digestsOf(before)]).toContainEqual(found);
  });
});

function headBlob500(): Behaviour {
  return {
    answer: ({ method, route }) =>
      method === 'HEAD' && route.kind === 'blob' ? page(500, 'Server Error') : undefined,
  };
}

/** Refuses a manifest for its blobs without a digest, as zot does. */
function silentErrors(): Behaviour {
  return {
    alter({ method, route }, { status }) {
      if (method !== 'PUT' || route.kind !== 'manifest' || status !== 400) return undefined;
      return failure(404, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry');
    },
  };
}

/** Takes every upload, and has none of them when a manifest comes. */
function forgetsBlobs(): Behaviour {
  return {
    answer({ method, route, repository }, { store }) {
      if (method !== 'PUT' || route.kind !== 'manifest') return undefined;
      for (const digest of store.blobs(repository)) store.deleteBlob(repository, digest);
      return undefined;
    },
  };
}
