import { describe, expect, it } from 'vitest';
import { diffImages, type ImageDiff, isSame } from '../../engine/answers/diff.ts';
import { parseDigest } from '../../engine/oci/digest.ts';
import type { ImageFacts, PlatformFacts } from '../../engine/registry/image-facts.ts';
import { platform } from '../gates/image-facts.ts';

const digest = (digit: string) => parseDigest(`sha256:${digit.repeat(64)}`);
const layer = (digit: string, sizeBytes = 100) => ({ digest: digest(digit), sizeBytes });

function imageOf(platforms: readonly PlatformFacts[], digit = 'a'): ImageFacts {
  return { digest: digest(digit), annotations: {}, platforms };
}

describe('the diff of two images', () => {
  it('counts layers that were kept, added and removed, with their sizes', () => {
    const before = imageOf([platform({ layers: [layer('1', 50), layer('2', 30)] })]);
    const after = imageOf([platform({ layers: [layer('1', 50), layer('3', 7), layer('4', 8)] })]);

    const { platforms } = diffImages(before, after);

    expect(platforms).toMatchObject([
      {
        change: 'both',
        sizeBytes: { before: 80, after: 65 },
        layers: { kept: 1, added: 2, removed: 1, addedBytes: 15, removedBytes: 30 },
      },
    ]);
  });

  it('counts a layer that comes twice twice', () => {
    const before = imageOf([platform({ layers: [layer('1')] })]);
    const after = imageOf([platform({ layers: [layer('1'), layer('1')] })]);

    expect(diffImages(before, after).platforms[0]?.layers).toMatchObject({ kept: 1, added: 1 });
  });

  it('names platforms that were gained and lost', () => {
    const before = imageOf([
      platform({ platform: 'linux/amd64' }),
      platform({ platform: 'linux/s390x' }),
    ]);
    const after = imageOf([
      platform({ platform: 'linux/amd64' }),
      platform({ platform: 'linux/arm64' }),
    ]);

    const { platforms } = diffImages(before, after);

    expect(platforms.map(({ platform, change }) => [platform, change])).toEqual([
      ['linux/amd64', 'both'],
      ['linux/arm64', 'gained'],
      ['linux/s390x', 'lost'],
    ]);
  });

  it('tells what of the configuration is new, gone or another', () => {
    const before = platform({
      ...{ user: 'root', env: ['A=1', 'B=2'], labels: { team: 'shop' } },
      ...{ exposedPorts: ['80/tcp'], entrypoint: ['/run'], command: ['serve'] },
    });
    const after = platform({
      ...{ user: '1000', env: ['B=3', 'C=4'], labels: { team: 'shop', tier: 'web' } },
      ...{ exposedPorts: ['8080/tcp'], entrypoint: ['/run'], workingDir: '/srv' },
    });

    expect(diffImages(imageOf([before]), imageOf([after])).platforms[0]).toMatchObject({
      env: [
        { name: 'A', before: '1' },
        { name: 'B', before: '2', after: '3' },
        { name: 'C', after: '4' },
      ],
      labels: [{ name: 'tier', after: 'web' }],
      settings: [
        { name: 'command', before: '["serve"]' },
        { name: 'user', before: 'root', after: '1000' },
        { name: 'workingDir', after: '/srv' },
      ],
      ports: { added: ['8080/tcp'], removed: ['80/tcp'] },
    });
  });

  it.each([
    ['DB_PASSWORD=hunter2', '(hidden)'],
    ['GITHUB_TOKEN=abc', '(hidden)'],
    ['aws_secret_access_key=abc', '(hidden)'],
    ['MAIL=https://jo:word@mail.example.com', 'https://(hidden)@mail.example.com'],
    ['DATA=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '(hidden)'],
    ['CERT=-----BEGIN PRIVATE KEY-----', '(hidden)'],
    ['X=ghp_0123456789abcdef', '(hidden)'],
    ['PATH=/usr/bin', '/usr/bin'],
    ['AUTHOR=carol', 'carol'],
    ['KEYBOARD=de', 'de'],
  ])('shows of %s: %s', (entry, shown) => {
    const diff = diffImages(imageOf([platform()]), imageOf([platform({ env: [entry] })]));

    expect(diff.platforms[0]?.env[0]?.after).toBe(shown);
  });

  it('hides the words of a command line that follow such a name', () => {
    const command = ['serve', '--password', 'hunter2', '--api-key=abc', '--port=80'];

    const { platforms } = diffImages(imageOf([platform()]), imageOf([platform({ command })]));

    expect(platforms[0]?.settings).toEqual([
      {
        name: 'command',
        after: '["serve","--password","(hidden)","--api-key=(hidden)","--port=80"]',
      },
    ]);
  });

  it('sees that a hidden value is another', () => {
    const before = imageOf([platform({ env: ['DB_PASSWORD=a'] })]);
    const after = imageOf([platform({ env: ['DB_PASSWORD=b'] })]);

    expect(diffImages(before, after).platforms[0]?.env).toEqual([
      { name: 'DB_PASSWORD', before: '(hidden)', after: '(hidden)' },
    ]);
  });

  it('gains every platform where nothing was before', () => {
    const diff = diffImages(undefined, imageOf([platform()]));

    expect(diff.before).toBeUndefined();
    expect(diff.platforms).toMatchObject([{ change: 'gained', sizeBytes: { after: 1_000_000 } }]);
  });
});

describe('any diff', () => {
  const random = randomly(7);
  const images = Array.from({ length: 40 }, () => anyImage(random));

  it('of an image with itself is empty', () => {
    expect(images.filter((image) => !isSame(diffImages(image, image)))).toEqual([]);
  });

  it('is another where something differs', () => {
    const pairs = images.slice(1).map((image, i) => diffImages(images[i], image));

    expect(pairs.filter(isSame)).toEqual([]);
  });

  it('swaps when its sides are swapped', () => {
    for (const [i, after] of images.entries()) {
      const before = images[i - 1] ?? after;

      expect(diffImages(after, before)).toEqual(swapped(diffImages(before, after), before));
    }
  });
});

function swapped(diff: ImageDiff, before: ImageFacts): ImageDiff {
  const turn = <Sides extends { readonly before?: unknown; readonly after?: unknown }>(
    sides: Sides,
  ): Sides => {
    const { before, after, ...rest } = sides;
    const turned = { ...rest, ...(after !== undefined && { before: after }) };
    return { ...turned, ...(before !== undefined && { after: before }) } as Sides;
  };
  const turns = { both: 'both', gained: 'lost', lost: 'gained' } as const;
  return {
    before: diff.after,
    after: before.digest,
    annotations: diff.annotations.map(turn),
    platforms: diff.platforms.map((one) => ({
      ...one,
      change: turns[one.change],
      sizeBytes: turn(one.sizeBytes),
      layers: {
        kept: one.layers.kept,
        ...{ added: one.layers.removed, removed: one.layers.added },
        ...{ addedBytes: one.layers.removedBytes, removedBytes: one.layers.addedBytes },
      },
      env: one.env.map(turn),
      labels: one.labels.map(turn),
      settings: one.settings.map(turn),
      ports: { added: one.ports.removed, removed: one.ports.added },
    })),
  };
}

/** The same sequence each time; numbers below `most`. */
function randomly(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * most);
  };
}

function anyImage(random: (most: number) => number): ImageFacts {
  const some = (words: readonly string[]) => words.filter(() => random(2) === 0);
  const names = ['linux/amd64', 'linux/arm64', 'windows/amd64', 'windows/amd64'];
  const [first = '', ...others] = names;
  return {
    digest: digest(String(random(10))),
    annotations: Object.fromEntries(some(['x', 'y']).map((name) => [name, String(random(100))])),
    platforms: [first, ...some(others)].map((name) =>
      platform({
        platform: name,
        layers: Array.from({ length: 1 + random(5) }, () =>
          layer('012345'[random(6)] ?? '', random(999)),
        ),
        user: some(['root'])[0] ?? '',
        env: some(['A', 'B', 'DB_PASSWORD']).map((name) => `${name}=${random(100)}`),
        labels: Object.fromEntries(some(['l', 'm']).map((name) => [name, String(random(100))])),
        exposedPorts: some(['80/tcp', '443/tcp']),
        entrypoint: some(['run', 'walk']),
      }),
    ),
  };
}
