import { describe, expect, it } from 'vitest';
import { labels } from '../../engine/gates/labels.ts';
import { gateContract, NOTHING } from './contract.ts';
import { platform, withImage } from './image-facts.ts';

const COMMIT = '9fceb02d0ae598e95dc970b74767f19372d61af8';
const REVISION = 'org.opencontainers.image.revision';
const of = (...all: Readonly<Record<string, string>>[]) =>
  withImage(
    all.map((written, i) =>
      platform({ platform: `linux/${['amd64', 'arm64', '386'][i]}`, labels: written }),
    ),
  );
const evaluate = (settings: Parameters<typeof labels.evaluate>[1], context: object) =>
  labels.evaluate({ ...NOTHING, ...context }, settings);

gateContract(labels, [
  { settings: { required: ['team'] }, context: of({ team: 'shop' }), outcome: 'pass' },
  { settings: { required: ['team'] }, context: of({ team: ' ' }), outcome: 'fail' },
  { settings: { required: ['constructor'] }, context: of({}), outcome: 'fail' },
  { settings: { matching: { team: 'shop|pay' } }, context: of({ team: 'pay' }), outcome: 'pass' },
  { settings: { matching: { team: 'shop' } }, context: of({ team: 'workshop' }), outcome: 'fail' },
  { settings: { matching: { team: '.*' } }, context: of({}), outcome: 'fail' },
  {
    settings: { matching: { team: '.*' } },
    context: of({ team: 'x'.repeat(4_097) }),
    outcome: 'fail',
  },
  {
    settings: { commit: true },
    context: { ...of({ [REVISION]: COMMIT }), build: { commit: COMMIT } },
    outcome: 'pass',
  },
  {
    settings: { commit: true },
    context: { ...of({}), build: { commit: COMMIT } },
    outcome: 'fail',
  },
  { settings: { commit: true }, context: of({ [REVISION]: COMMIT }), outcome: 'fail' },
  { settings: {}, context: of({ team: 'shop' }), outcome: 'error' },
]);

describe('the gate labels', () => {
  it('says which label is wrong on which platform', async () => {
    const settings = { required: ['team', 'owner'], matching: { version: '[0-9]+' } };
    const context = of(
      { team: 'shop', version: '1' },
      { team: 'shop', version: '1\u001b[31m' },
      { team: '', version: '2' },
    );

    expect(await evaluate(settings, context)).toEqual({
      outcome: 'fail',
      because:
        'Labels are not as required: there is no owner (every platform); version is "1 [31m" and does not match [0-9]+ (linux/arm64); team is empty (linux/386).',
      remedy:
        'Set them in the build (docker build --label name=value), and promote the image of a new build.',
    });
  });

  it('names the commit that was built and the one on the label', async () => {
    const context = { ...of({ [REVISION]: 'abc' }), build: { commit: COMMIT, number: '10' } };

    expect(await evaluate({ commit: true }, context)).toMatchObject({
      because: `Labels are not as required: ${REVISION} is "abc", but build 10 was made of ${COMMIT} (linux/amd64).`,
    });
  });

  it('does not pass where nobody recorded the commit', async () => {
    expect(await evaluate({ commit: true }, of({ [REVISION]: COMMIT }))).toEqual({
      outcome: 'fail',
      because:
        'Labels are not as required: the build record names no commit to compare with (linux/amd64).',
      remedy:
        'Record builds by recordImage in a job that checks out from git, so that their commit is known.',
    });
  });

  it('lists eight problems and counts the others', async () => {
    const required = Array.from({ length: 20 }, (_, i) => `label-${i}`);

    expect(await evaluate({ required }, of({}))).toMatchObject({
      because: expect.stringMatching(/label-7 \(linux\/amd64\) and 12 more\.$/),
    });
  });

  it('cannot tell by an expression that is none', async () => {
    const evaluating = evaluate({ matching: { team: '(' } }, of({ team: 'shop' }));

    await expect(evaluating).rejects.toThrow(
      'a setting is no regular expression: /(/u: Unterminated group',
    );
  });
});
