import { describe, expect, it } from 'vitest';
import { changed, parse, problemIn } from './support.ts';

const QA_GATE = '      - kind: build-result\n';
const withGate = (yaml: string) => changed(QA_GATE, `      - ${yaml}\n`);

describe('the settings of every gate', () => {
  it('are told apart from those of its kind', () => {
    const text = withGate(
      '{ kind: build-result, name: ci, mode: warn, timeout: 2h, accept: [SUCCESS] }',
    );

    expect(parse(text).policy.environments.get('qa')?.gates).toEqual([
      {
        kind: 'build-result',
        name: 'ci',
        mode: 'warn',
        timeoutMs: 7_200_000,
        settings: { accept: ['SUCCESS'] },
      },
    ]);
  });

  it('refuse, after five minutes, unless said', () => {
    expect(parse(withGate('kind: build-result')).policy.environments.get('qa')?.gates).toEqual([
      { kind: 'build-result', mode: 'refuse', timeoutMs: 300_000, settings: {} },
    ]);
  });

  it('are part of what the policy means', () => {
    const digestOf = (yaml: string) => parse(withGate(yaml)).policy.digest;

    expect(digestOf('{ kind: build-result, mode: warn }')).not.toBe(digestOf('kind: build-result'));
    expect(digestOf('{ kind: build-result, mode: refuse }')).toBe(digestOf('kind: build-result'));
  });

  it.each([
    ['{ kind: verdict, mode: warning }', '`warning` is none of `refuse`, `warn`.'],
    [
      '{ kind: verdict, timeout: 5 }',
      '`5` must be a whole number with m or h, for example 5m or 2h.',
    ],
    ['{ kind: verdict, name: QA two }', 'must be a name of lower-case letters'],
    [
      '{ kind: freeze, zone: Europe/New York, windows: [{ reason: x, weekly: { from: fri 16:00, to: mon 07:00 } }] }',
      '`Europe/New York` must be a time zone, for example Europe/Berlin or UTC.',
    ],
    [
      '{ kind: freeze, zone: UTC, windows: [{ reason: x, from: 2026-12-20 18:00, to: 2026-12-21T18:00 }] }',
      '`2026-12-20 18:00` must be a day and a time of the zone, for example 2026-12-20T18:00.',
    ],
    [
      '{ kind: freeze, zone: UTC, windows: [{ reason: x, from: 2026-12-20T18:00 }] }',
      'Beside `from` there has to be `to`.',
    ],
  ])('are refused where they make no sense: %s', (yaml, sentence) => {
    expect(problemIn(withGate(yaml))).toContain(sentence);
  });
});
