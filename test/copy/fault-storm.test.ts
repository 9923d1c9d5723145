import { describe, expect, it, onTestFinished } from 'vitest';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import { describeWith } from '../support/parts.ts';
import { atRates } from '../support/proxy/fault-plan.ts';
import { cutDownload } from '../support/proxy/faults/cut-download.ts';
import { flippedByte } from '../support/proxy/faults/flipped-byte.ts';
import { htmlError } from '../support/proxy/faults/html-error.ts';
import { missingContentLength } from '../support/proxy/faults/missing-content-length.ts';
import { resetAfterUpload } from '../support/proxy/faults/reset-after-upload.ts';
import { resetBeforeAnswer } from '../support/proxy/faults/reset-before-answer.ts';
import { slowBytes } from '../support/proxy/faults/slow-bytes.ts';
import { tooManyRequests } from '../support/proxy/faults/too-many-requests.ts';
import { truncatedBody } from '../support/proxy/faults/truncated-body.ts';
import { unavailable } from '../support/proxy/faults/unavailable.ts';
import { wrongContentType } from '../support/proxy/faults/wrong-content-type.ts';
import { wrongDigestHeader } from '../support/proxy/faults/wrong-digest-header.ts';
import { started } from '../support/registry/started.ts';
import { digestsOf, readAll } from './contents.ts';
import { copyThrough, type Ends } from './faulty.ts';

const RATES = [
  { fault: tooManyRequests({ seconds: 0 }), rate: 0.05 },
  { fault: tooManyRequests({ seconds: 1 }), rate: 0.05 },
  { fault: unavailable(), rate: 0.05 },
  { fault: resetBeforeAnswer(), rate: 0.02 },
  { fault: htmlError(), rate: 0.01 },
  { fault: resetAfterUpload(), rate: 0.02 },
  { fault: cutDownload('fin'), rate: 0.02 },
  { fault: cutDownload('rst'), rate: 0.02 },
  { fault: truncatedBody(), rate: 0.01 },
  { fault: flippedByte(), rate: 0.01 },
  { fault: slowBytes({ pieces: 4, pauseMs: 2 }), rate: 0.01 },
  { fault: wrongDigestHeader(), rate: 0.01 },
  { fault: wrongContentType(), rate: 0.01 },
  { fault: missingContentLength(), rate: 0.01 },
] as const;

const image = buildImage({
  platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/riscv64'],
  sharedLayers: 1,
});
const before = buildImage({ seed: 'before' });
const AT_ONCE = 16;

/** Copies once for each seed, some at a time, and gives what each of them left at the destination. */
async function copyUnder(seeds: readonly number[], endsOf: (seed: number) => Ends) {
  const left = [...seeds];
  const found: (readonly string[] | undefined)[] = [];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let seed = left.pop(); seed !== undefined; seed = left.pop()) {
      const plans = { source: atRates(seed, RATES), destination: atRates(seed + 10_000, RATES) };
      await copyThrough(endsOf(seed), plans, image.root.digest);
      found.push(await readAll(endsOf(seed).to, 'done'));
    }
  });
  await Promise.all(workers);
  return found;
}

const seedsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => first + i);

describe('a copy under a storm of faults at two Nexus servers', () => {
  it('ends whole, whatever the seed', { timeout: 60_000 }, async () => {
    const seeds = seedsFrom(1, 140);
    const repository = { writePolicy: 'ALLOW_ONCE' } as const;
    const source = await started();
    const destination = await started({
      address: 'path-routing',
      repositories: Object.fromEntries(seeds.map((seed) => [`docker-${seed}`, repository])),
    });
    seedImage(source.store, 'docker-dev', 'app', image, ['1']);
    // Every other repository is in use, so that copies ask what is missing.
    for (const seed of seeds.filter((one) => one % 2 === 0)) {
      seedImage(destination.store, `docker-${seed}`, 'app', before, ['0']);
    }

    const found = await copyUnder(seeds, (seed) => ({
      from: source.target('docker-dev', 'app'),
      to: destination.target(`docker-${seed}`, 'app'),
    }));

    expect(found).toEqual(Array(140).fill(digestsOf(image)));
  });
});

describeWith(['docker-registry'], 'a copy under a storm of faults at two distributions', () => {
  it('ends whole, whatever the seed', { timeout: 60_000 }, async () => {
    const [source, destination] = [await startDockerRegistry(), await startDockerRegistry()];
    onTestFinished(source.close);
    onTestFinished(destination.close);
    await pushImage({ url: source.url, repository: 'app' }, image, ['1']);

    const found = await copyUnder(seedsFrom(1_001, 60), (seed) => ({
      from: { url: source.url, repository: 'app' },
      to: { url: destination.url, repository: `app-${seed}` },
    }));

    expect(found).toEqual(Array(60).fill(digestsOf(image)));
  });
});
