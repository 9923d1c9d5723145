import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { collectBlobsOnce } from '../support/registry/behaviours/collect-blobs-once.ts';
import { lyingBlobHead } from '../support/registry/behaviours/lying-blob-head.ts';
import { started } from '../support/registry/started.ts';
import { digestsOf, readAll } from './contents.ts';
import { copyKnowing, open } from './copying.ts';

const image = buildImage({
  platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
  sharedLayers: 1,
  layersPerPlatform: 2,
});
const before = buildImage({ seed: 'before' });

async function landscape(source: readonly Behaviour[], destination: readonly Behaviour[] = []) {
  const from = await started({ behaviours: source });
  const to = await started({ behaviours: destination });
  seedImage(from.store, 'docker-dev', 'app', image);
  const target = to.target('docker-dev', 'app');
  const ends = { source: open(from.target('docker-dev', 'app')), destination: open(target) };
  return { from, to, target, job: { ...ends, digest: image.root.digest } };
}

describe('the blobs of an image', () => {
  it('are in flight together, of all platforms, and each of them once', {
    timeout: 10_000,
  }, async () => {
    // 10 blobs; one goes ahead to find out what the registry can do.
    const { from, target, job } = await landscape([answersTogether(9)]);

    await copyKnowing(job, { isDestinationEmpty: true });

    const downloads = from.requests.filter(({ path }) => path.includes('/blobs/'));
    expect(downloads).toHaveLength(10);
    expect(await readAll(target, job.digest)).toEqual(digestsOf(image));
  });

  it('wait for the bytes of the first, whose upload shows how to send the others', async () => {
    const beside: string[] = [];
    const { target, job } = await landscape([answersFirstSlowly(beside)]);

    await copyKnowing(job, { isDestinationEmpty: true });

    expect(beside).toEqual([]);
    expect(await readAll(target, job.digest)).toEqual(digestsOf(image));
  });

  it.each([
    ['that the registry has wrongly said to have', lyingBlobHead(), {}],
    ['that were collected after they were sent', collectBlobsOnce(), { isDestinationEmpty: true }],
  ])('%s are sent again without being asked for', async (_, behaviour, known) => {
    const { to, target, job } = await landscape([], [behaviour]);
    seedImage(to.store, 'docker-dev', 'app', before, ['0']);

    await copyKnowing(job, known);

    const questions = to.requests.filter(
      ({ method, path }) => method === 'HEAD' && path.includes('/blobs/'),
    );
    const repeated = questions.filter(({ path }, i) =>
      questions.some((one, j) => j < i && one.path === path),
    );
    expect(repeated).toEqual([]);
    expect(await readAll(target, job.digest)).toEqual(digestsOf(image));
  });
});

/** Takes its time for the first blob, and notes which others are asked for meanwhile. */
function answersFirstSlowly(beside: string[]): Behaviour {
  let isFirst = true;
  let isAnswering = false;
  return {
    async answer({ method, path, route }) {
      if (method !== 'GET' || route.kind !== 'blob') return undefined;
      if (isAnswering) beside.push(path);
      if (!isFirst) return undefined;
      isFirst = false;
      isAnswering = true;
      await sleep(50);
      isAnswering = false;
      return undefined;
    },
  };
}

/** Answers no blob, after the first, until that many are asked for. */
function answersTogether(count: number): Behaviour {
  let asked = 0;
  let release = () => {};
  const complete = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    async answer({ method, route }) {
      if (method !== 'GET' || route.kind !== 'blob') return undefined;
      asked += 1;
      if (asked === 1) return undefined;
      if (asked > count) release();
      await complete;
      return undefined;
    },
  };
}
