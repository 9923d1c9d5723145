import { describe, expect, it } from 'vitest';
import { changed, problemIn, refusalOf } from './support.ts';

describe('the way of an image', () => {
  it.each([
    [
      'an unknown source',
      'from: qa',
      'from: aq',
      'line 16, column 11: environments.uat.from: Unknown environment `aq`; did you mean `qa`?',
    ],
    [
      'a source that is like none',
      'from: qa',
      'from: [staging]',
      'line 16, column 12: environments.uat.from[0]: Unknown environment `staging`; known: `dev`, `qa`.',
    ],
    [
      'an environment that is its own source',
      'from: qa',
      'from: [qa, uat]',
      'line 16, column 16: environments.uat.from[1]: `uat` cannot come from itself.',
    ],
    [
      'a circle',
      'from: dev',
      'from: [dev, uat]',
      'line 10, column 11: environments.qa.from: The environments go in a circle, `qa` ← `uat` ← `qa`: each waits for the other.',
    ],
    [
      'a name that is none',
      '  uat:',
      '  UAT:',
      'line 15, column 3: environments.UAT: `UAT` must be a name of lower-case letters, digits and "-", at most 40, that starts with a letter or digit.',
    ],
  ])('is refused with %s', (_, from, to, sentence) => {
    expect(problemIn(changed(from, to))).toBe(sentence);
  });

  it('needs an environment to start from', () => {
    const lines = refusalOf(changed('  dev:\n', '  dev:\n    from: uat\n')).split('\n');

    expect(lines.slice(1)).toEqual([
      '  line 5, column 1: environments: Every environment has a `from`, so no image could ever come in; leave it out of the one that builds push to.',
      '  line 7, column 11: environments.dev.from: The environments go in a circle, `dev` ← `uat` ← `qa` ← `dev`: each waits for the other.',
    ]);
  });
});

describe('a gate or approval', () => {
  it.each([
    [
      'kind: verdict',
      'kind: verdcit',
      'environments.uat.gates[0]: Unknown gate `verdcit`; did you mean `verdict`?',
    ],
    ['is: accepted', 'is: accept', 'environments.uat.gates[0].is: `accept` has to be `accepted`.'],
    [
      'is: accepted',
      'in: accepted',
      'environments.uat.gates[0].in: Unknown setting `in`; did you mean `is`?',
    ],
    [
      '- kind: build-result',
      '- build-result',
      'environments.qa.gates[0]: `build-result` must be a mapping; write `kind: build-result`.',
    ],
    [
      '- kind: build-result',
      '- accept: [SUCCESS]',
      'environments.qa.gates[0]: A gate needs a `kind`: one of `age`,',
    ],
    [
      '[uat-leads]',
      '[]',
      'environments.uat.approval.submitters: The list needs at least one entry.',
    ],
    [
      '[uat-leads]',
      "['alice,bob']",
      'environments.uat.approval.submitters[0]: `alice,bob` must be one Jenkins user or group, without a comma.',
    ],
    [
      'submitters: [uat-leads], ',
      '',
      'environments.uat.approval: `submitters` is missing: Jenkins users and groups; any one of them may approve.',
    ],
    [
      '[requester]',
      '[comitter]',
      'environments.uat.approval.notBy[0]: `comitter` is none of `requester`, `committer`; did you mean `committer`?',
    ],
    [
      '24h',
      '0h',
      'environments.uat.approval.timeout: `0h` must be a whole number with m, h or d, for example 90m, 24h or 3d.',
    ],
    [
      '24h',
      '60',
      'environments.uat.approval.timeout: `60` must be a whole number with m, h or d, for example 90m, 24h or 3d.',
    ],
  ])('is refused with %s → %s', (from, to, sentence) => {
    expect(problemIn(changed(from, to))).toMatch(/^line \d+, column \d+: /);
    expect(problemIn(changed(from, to))).toContain(sentence);
  });
});

describe('settings that stand elsewhere, or in later releases', () => {
  it.each(['notify: []', 'hosts: {}', 'trust: {}'])(
    'are refused, since they would do nothing: %s',
    (setting) => {
      const name = setting.split(':')[0];

      expect(problemIn(changed('from: dev', `from: dev\n    ${setting}`))).toContain(
        `environments.qa.${name}: Unknown setting \`${name}\``,
      );
    },
  );
});
