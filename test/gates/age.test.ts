import { describe, expect, it } from 'vitest';
import { age } from '../../engine/gates/age.ts';
import { gateContract, NOTHING } from './contract.ts';
import { platform, withImage } from './image-facts.ts';

const { created: _, ...undated } = platform();
const of = (...days: string[]) =>
  withImage(days.map((day) => platform({ created: new Date(day) })));
const MONTH = { atMost: '30d' };

gateContract(age, [
  { settings: MONTH, context: of('2026-11-20'), outcome: 'pass' },
  { settings: MONTH, context: of('2026-10-22T12:00:00Z'), outcome: 'pass' },
  { settings: MONTH, context: of('2026-11-21T12:04:59Z'), outcome: 'pass' },
  { settings: MONTH, context: of('2026-10-22T11:59:59Z'), outcome: 'fail' },
  { settings: { atMost: '90m' }, context: of('2026-11-21T10:29:59Z'), outcome: 'fail' },
  { settings: { atMost: '24h' }, context: of('2026-11-21', '2026-11-20'), outcome: 'fail' },
  { settings: MONTH, context: withImage([undated]), outcome: 'fail' },
  { settings: MONTH, context: of('1970-01-01T00:00:00Z'), outcome: 'fail' },
  { settings: MONTH, context: of('0001-01-01T00:00:00Z'), outcome: 'fail' },
  { settings: MONTH, context: of('1980-01-01T00:00:01Z'), outcome: 'fail' },
  { settings: MONTH, context: of('2026-11-21T12:05:01Z'), outcome: 'fail' },
  { settings: MONTH, context: of('not a date'), outcome: 'fail' },
]);

describe('the gate age', () => {
  const evaluate = (context: object) => age.evaluate({ ...NOTHING, ...context }, MONTH);

  it('goes by the oldest platform', async () => {
    const image = withImage([
      platform(),
      platform({ platform: 'linux/arm64', created: new Date('2026-10-30T08:30:00Z') }),
    ]);

    expect(await evaluate(image)).toEqual({
      outcome: 'pass',
      because: 'The image (all 2 platforms) was made 22 d 3 h ago; at most 30d are allowed.',
    });
  });

  it('says how old the image is', async () => {
    expect(await evaluate(of('2026-10-07'))).toEqual({
      outcome: 'fail',
      because:
        'The image is not known to be at most 30d old: it was made 45 d 12 h ago, on 2026-10-07 (linux/amd64).',
      remedy: 'Build the image again, on a current base image, and promote that one.',
    });
  });

  it.each([
    [
      '1970-01-01',
      'it says 1970-01-01, a placeholder that builders write so that builds are reproducible',
    ],
    ['2036-01-01', 'it says 2036-01-01, which is to come'],
  ])('does not take %s for a date', async (day, why) => {
    expect(await evaluate(of(day))).toEqual({
      outcome: 'fail',
      because: `The image is not known to be at most 30d old: ${why} (linux/amd64).`,
      remedy:
        'Have the builder write the true date (Jib: creationTime; buildx: SOURCE_DATE_EPOCH), or do without this gate for reproducible images.',
    });
  });
});
