import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { answerSchemas } from '../../engine/answers/answer-schemas.ts';
import { nexusLandscape, workspaceIn } from '../commands/landscape.ts';
import { buildInQa } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import { hold } from './hold-step.ts';

const image = buildImage();

describe('a hold', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['of nothing', {}, 'It is not said what is held: an environment, or one image.'],
    [
      'of two things',
      { env: 'uat', fromBuild: 10 },
      'It is not clear what is held: `env` means everything that would enter it, and `fromBuild` means one image wherever it would go.',
    ],
    ['without a reason', { env: 'uat', reason: '' }, 'holdPromotions needs the option `reason`.'],
    ['in another state', { env: 'uat', state: 'paused' }, '`paused` is no state of a hold.'],
    [
      'that is released until later',
      { env: 'uat', state: 'released', until: '2d' },
      'A release has no end, so `until` says nothing here.',
    ],
    [
      'that ended',
      { env: 'uat', until: '2026-11-20' },
      "`until: '2026-11-20'` is no time to come.",
    ],
    [
      'of what builds push to',
      { env: 'dev' },
      'Nothing is promoted into dev: it has no `from`, so builds push there, and no hold would stop them.',
    ],
    ['of what is unknown', { env: 'uta' }, 'Unknown environment `uta`; did you mean `uat`?'],
  ])('%s is refused', async (_, options, sentence) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);

    const outcome = await hold(workspace, options);

    expect(outcome.exitCode).toBe(64);
    expect(outcome.log.split('\n')[0]).toBe(sentence);
    expect(landscape.prodServer.requests).toEqual([]);
  });

  it('asks for the credentials of what it writes to', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    const needs = async (options: Readonly<Record<string, unknown>>) =>
      (await (await workspace.run('needs hold', 'needs', { options })).file('needs.txt'))
        ?.split('\n')
        .map((line) => line.split(' ')[1]);

    expect(await needs({ env: 'uat', reason: 'x' })).toEqual(['nexus-prod']);
    expect(await needs({ fromBuild: 1, reason: 'x' })).toEqual(['nexus-dev', 'nexus-prod']);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['an environment', { env: 'uat', until: '2d' }],
    ['an image', { digest: image.root.digest }],
  ])('of %s has a result as its schema says', async (_, options) => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildInQa(landscape, workspace, image);
    const validate = new Ajv({ strict: true }).compile(answerSchemas['hold'] as object);

    const outcome = await hold(workspace, options);

    validate(JSON.parse((await outcome.file('result.json')) ?? ''));
    expect(validate.errors).toBeNull();
  });
});
