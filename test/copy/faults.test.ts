import { beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import { atRates, type FaultPlan, firstTimes } from '../support/proxy/fault-plan.ts';
import { calledUnknown } from '../support/proxy/faults/called-unknown.ts';
import type { Fault } from '../support/proxy/faults/fault.ts';
import { flippedByte } from '../support/proxy/faults/flipped-byte.ts';
import { faults } from '../support/proxy/faults/index.ts';
import { tooManyRequests } from '../support/proxy/faults/too-many-requests.ts';
import { unavailable } from '../support/proxy/faults/unavailable.ts';
import { type Registry, startRegistry } from '../support/registry/start-registry.ts';
import { digestsOf, readAll } from './contents.ts';
import { copyThrough, type Ends } from './faulty.ts';

const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'], sharedLayers: 1 });
const always = (fault: Fault) => atRates(1, [{ fault, rate: 1 }]);

/** Three manifests and three blobs, but not the first answer, since a server that never gave one is given up soon. */
function often(fault: Fault): FaultPlan {
  const manifests = firstTimes(3, fault, ({ ordinal, path }) => ordinal > 1 && !isBlob(path));
  const blobs = firstTimes(3, fault, ({ path }) => isBlob(path));
  return (request) => manifests(request) ?? blobs(request);
}

const isBlob = (path: string) => path.includes('/blobs/');

let source: Registry;
let destination: Registry;
let ordinal = 0;

beforeAll(async () => {
  const repositories = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`docker-${i}`, { writePolicy: 'ALLOW_ONCE' } as const]),
  );
  source = await startRegistry();
  destination = await startRegistry({ repositories, address: 'path-routing' });
  seedImage(source.store, 'docker-dev', 'app', image, ['1']);
  return () => Promise.all([source.close(), destination.close()]);
});

/** The image at the source, and a repository that nothing was copied to yet. */
function ends(): Ends {
  ordinal += 1;
  return {
    from: source.target('docker-dev', 'app'),
    to: destination.target(`docker-${ordinal}`, 'app'),
  };
}

describe.each(faults.map((fault) => [fault.name, fault] as const))('the fault %s', (_, fault) => {
  it('at the source is overcome', async () => {
    const places = ends();

    await copyThrough(places, { source: often(fault) }, image.root.digest);

    expect(await readAll(places.to, 'done')).toEqual(digestsOf(image));
  });

  it('at the destination is overcome', async () => {
    const places = ends();

    await copyThrough(places, { destination: often(fault) }, image.root.digest);

    expect(await readAll(places.to, 'done')).toEqual(digestsOf(image));
  });
});

describe('content that the registry calls unknown when the tag is put on', () => {
  const atTag = (times: number) =>
    firstTimes(times, calledUnknown(), ({ path }) => path.endsWith('/done'));

  it('for a moment is asked about again', async () => {
    const places = ends();

    await copyThrough(places, { destination: atTag(3) }, image.root.digest);

    expect(await readAll(places.to, 'done')).toEqual(digestsOf(image));
  });

  it('each time is told, and the tag is not there', async () => {
    const places = ends();

    const copying = copyThrough(places, { destination: atTag(1000) }, image.root.digest);

    await expect(copying).rejects.toMatchObject({ name: 'Failure', code: 'STILL_MISSING' });
    expect(await readAll(places.to, 'done')).toBe(undefined);
  });
});

describe('a fault without end', () => {
  it.each([
    ['source', 'unavailable', unavailable(), 'REGISTRY_FAULT'],
    ['destination', 'unavailable', unavailable(), 'REGISTRY_FAULT'],
    ['source', 'too busy', tooManyRequests({ seconds: 1 }), 'REGISTRY_FAULT'],
    ['destination', 'asks for hours', tooManyRequests({ seconds: 7_200 }), 'TOO_BUSY'],
    ['source', 'corrupt', flippedByte(), 'CONTENT_DIFFERS'],
  ] as const)('at the %s, which is %s, is told as such', async (side, _, fault, code) => {
    const places = ends();

    const copying = copyThrough(places, { [side]: always(fault) }, image.root.digest);

    await expect(copying).rejects.toMatchObject({ name: 'Failure', code });
    expect(await readAll(places.to, 'done')).toBe(undefined);
  });

  it.each([
    ['blobs that are corrupt', flippedByte(), 'source', 'GET', 'BLOB_DIFFERS'],
    ['uploads that cannot be opened', unavailable(), 'destination', 'POST', 'REGISTRY_FAULT'],
  ] as const)(
    'of %s ends in its own failure, and nothing of it is kept',
    async (_, fault, side, method, code) => {
      const places = ends();
      const plan = firstTimes(
        Number.POSITIVE_INFINITY,
        fault,
        (request) => request.method === method && isBlob(request.path),
      );

      const copying = copyThrough(places, { [side]: plan }, image.root.digest);

      await expect(copying).rejects.toMatchObject({ name: 'Failure', code });
      const { prefix = '' } = places.to;
      expect(destination.store.blobs(prefix)).toEqual([]);
    },
  );
});
