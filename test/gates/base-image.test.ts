import { describe, expect, it } from 'vitest';
import { baseImage } from '../../engine/gates/base-image.ts';
import { parseDigest } from '../../engine/oci/digest.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';
import { platform, withImage } from './image-facts.ts';

const layer = (digit: string) => `sha256:${digit.repeat(64)}`;
const named = (name: string, digest?: string) => ({
  'org.opencontainers.image.base.name': name,
  ...(digest && { 'org.opencontainers.image.base.digest': digest }),
});
const of = (name: string, digest?: string) =>
  withImage([platform({ annotations: named(name, digest) })]);
const on = (...diffIds: string[]) => withImage([platform({ diffIds: diffIds.map(layer) })]);
const approved = (...patterns: string[]) => ({ approved: patterns });
const JDK = 'nexus.example.com/base/jdk';
const DEBIAN = { name: 'debian:12', diffIds: [layer('1'), layer('2')] };
const known = (...bases: object[]) => ({ layersOf: bases });
const dated = (created: string) => ({
  ...known({ ...DEBIAN, created }),
  notOlderThan: '60d',
});

const newestOf = { newestOf: [{ repository: 'nexus-prod/base/jdk', environment: 'prod' }] };
/** An image of these layers, where others were promoted as the base on 2026-11-18. */
const onBase = (diffIds: readonly string[], ...baseDiffIds: string[]) => {
  const { sources = noSources() } = on(...diffIds);
  const base = platform({ diffIds: baseDiffIds.map(layer) });
  const placed = {
    name: JDK,
    digest: parseDigest(layer('b')),
    at: new Date('2026-11-18T09:00:00Z'),
    image: { digest: parseDigest(layer('b')), annotations: {}, platforms: [base] },
  };
  return { sources: { ...sources, placedLast: async () => placed } };
};
const onNewest = (...diffIds: string[]) => onBase(diffIds, '1', '2');

gateContract(baseImage, [
  ...[
    [JDK, `${JDK}:21`],
    [`${JDK}:21`, `${JDK}:21`],
    [`${JDK}:2*`, `${JDK}:21`],
    ['nexus.example.com/base/*', `${JDK}:21`],
    ['nexus.example.com/**', `${JDK}:21`],
    ['*.example.com/base/jdk', `${JDK}:21`],
    ['**', 'debian'],
    ['debian:12', 'docker.io/library/debian:12'],
    ['docker.io/library/debian', 'debian:12'],
    ['bitnami/*', 'index.docker.io/bitnami/redis:7'],
    ['localhost:5000/base', 'localhost:5000/base:1'],
    ['debian:latest', 'debian'],
  ].map(([pattern = '', name = '']) => ({
    settings: approved(pattern),
    context: of(name),
    outcome: 'pass' as const,
  })),
  ...[
    [`${JDK}:21`, `${JDK}:17`],
    [JDK, `${JDK}-evil:21`],
    [JDK, `evil.example.com/${JDK}:21`],
    ['nexus.example.com/base/*', 'nexus.example.com/base/team/jdk:21'],
    ['debian:12', 'evil.example.com/debian:12'],
    ['debian:12', 'debian'],
    ['debian', 'bitnami/debian'],
    ['debian', ' '],
    ['debian', ''],
  ].map(([pattern = '', name = '']) => ({
    settings: approved(pattern),
    context: of(name),
    outcome: 'fail' as const,
  })),
  {
    settings: approved(`${JDK}@${layer('7')}`),
    context: of(`${JDK}:21`, layer('7')),
    outcome: 'pass',
  },
  {
    settings: approved(`${JDK}@${layer('7')}`),
    context: of(`${JDK}@${layer('7')}`),
    outcome: 'pass',
  },
  { settings: approved(`${JDK}@${layer('7')}`), context: of(`${JDK}:21`), outcome: 'fail' },
  {
    settings: approved(`${JDK}@${layer('7')}`),
    context: of(`${JDK}:21`, layer('8')),
    outcome: 'fail',
  },
  {
    settings: approved(`${JDK}@${layer('7')}`),
    context: of(`${JDK}@${layer('8')}`, layer('7')),
    outcome: 'fail',
  },
  { settings: known(DEBIAN), context: on('1', '2', '3'), outcome: 'pass' },
  { settings: known(DEBIAN), context: on('1', '2'), outcome: 'pass' },
  { settings: known(DEBIAN), context: on('1'), outcome: 'fail' },
  { settings: known(DEBIAN), context: on('3', '1', '2'), outcome: 'fail' },
  { settings: { ...known(DEBIAN), ...approved('debian') }, context: of('debian'), outcome: 'pass' },
  { settings: dated('2026-11-01'), context: on('1', '2', '3'), outcome: 'pass' },
  { settings: dated('2026-09-01'), context: on('1', '2', '3'), outcome: 'fail' },
  { settings: dated('2027-01-01'), context: on('1', '2', '3'), outcome: 'fail' },
  { settings: newestOf, context: onNewest('1', '2'), outcome: 'pass' },
  { settings: newestOf, context: onNewest('1', '3'), outcome: 'fail' },
  { settings: newestOf, context: onBase(['1', '2']), outcome: 'fail' },
  { settings: { ...newestOf, notOlderThan: '7d' }, context: onNewest('1', '2'), outcome: 'pass' },
  { settings: { ...newestOf, notOlderThan: '1d' }, context: onNewest('1', '2'), outcome: 'fail' },
  { settings: {}, context: of('debian'), outcome: 'error' },
  { settings: { notOlderThan: '60d' }, context: of('debian'), outcome: 'error' },
]);

describe('the gate base-image', () => {
  const evaluate = (settings: Parameters<typeof baseImage.evaluate>[1], context: object) =>
    baseImage.evaluate({ ...NOTHING, ...context }, settings);

  it('says what the base is, and how that is known', async () => {
    const image = withImage(
      [platform({ diffIds: [layer('1'), layer('2')] }), platform({ platform: 'linux/arm64' })],
      named('debian:12'),
    );

    const finding = await evaluate({ ...approved('debian'), ...{ layersOf: [DEBIAN] } }, image);

    expect(finding).toEqual({
      outcome: 'pass',
      because:
        'The base image is debian:12 by its layers, docker.io/library/debian:12 by its annotations (all 2 platforms).',
    });
  });

  it('says which base is not approved, and where none is named', async () => {
    const image = withImage([
      platform({ annotations: named('alpine:3') }),
      platform({ platform: 'linux/arm64' }),
    ]);

    expect(await evaluate(approved('debian'), image)).toEqual({
      outcome: 'fail',
      because:
        'The base image does not pass: it names docker.io/library/alpine:3 as its base (linux/amd64); it names no base (linux/arm64).',
      remedy:
        'Build on an approved base, with a builder that names it in annotations (Buildah does; docker buildx build --annotation), or have the base approved.',
    });
  });

  it('believes neither index nor manifest where the other says something else', async () => {
    const image = withImage([platform({ annotations: named('debian:12') })], named('evil:1'));

    expect(await evaluate(approved('debian'), image)).toMatchObject({
      outcome: 'fail',
      because:
        'The base image does not pass: it names docker.io/library/debian:12, docker.io/library/evil:1 as its base (linux/amd64).',
    });
  });

  it('says that it cannot know how old a base is that is only named', async () => {
    const settings = { ...approved('debian'), notOlderThan: '60d' };

    expect(await evaluate(settings, of('debian:12'))).toEqual({
      outcome: 'fail',
      because:
        'The base image does not pass: how old docker.io/library/debian:12 is cannot be known from the image (linux/amd64).',
      remedy:
        'An image does not tell how old its base is: list the base under `layersOf` with its diffIds and the day it was `created`.',
    });
  });

  it('goes by the base with most layers', async () => {
    const jdk = { name: 'jdk:21', diffIds: [...DEBIAN.diffIds, layer('3')], created: '2026-08-01' };
    const bases = [{ ...DEBIAN, created: '2026-11-01' }, jdk, { name: 'x', diffIds: [layer('1')] }];

    const finding = await evaluate(
      { layersOf: bases, notOlderThan: '60d' },
      on('1', '2', '3', '4'),
    );

    expect(finding).toEqual({
      outcome: 'fail',
      because:
        'The base image does not pass: jdk:21 may be 60d old, but it was made 112 d 12 h ago, on 2026-08-01 (linux/amd64).',
      remedy: 'Build the image again on a current base, and promote that one.',
    });
  });
});
