import { describe, expect, it } from 'vitest';
import {
  type BusinessHours,
  describeHours,
  openingsFrom,
} from '../../../engine/gates/calendar/business-hours.ts';

const OFFICE: BusinessHours = { zone: 'Europe/Berlin', from: '09:00', to: '17:00' };

function first(many: number, since: string, hours: BusinessHours): readonly string[] {
  const openings = openingsFrom(new Date(since), hours);
  return Array.from({ length: many }, () => {
    const { from, to } = openings.next().value;
    return `${from.toISOString().slice(0, 16)} to ${to.toISOString().slice(0, 16)}`;
  });
}

describe('business hours', () => {
  it('begin in the middle, and go on after the weekend', () => {
    expect(first(2, '2026-11-20T12:30:00Z', OFFICE)).toEqual([
      '2026-11-20T12:30 to 2026-11-20T16:00',
      '2026-11-23T08:00 to 2026-11-23T16:00',
    ]);
  });

  it('are by the clocks of the zone, before and after they change', () => {
    const hours = { ...OFFICE, days: ['fri-mon'] };

    expect(first(4, '2026-10-23T00:00:00Z', hours)).toEqual([
      '2026-10-23T07:00 to 2026-10-23T15:00',
      '2026-10-24T07:00 to 2026-10-24T15:00',
      '2026-10-25T08:00 to 2026-10-25T16:00',
      '2026-10-26T08:00 to 2026-10-26T16:00',
    ]);
  });

  it('are the shorter reading where clocks change within', () => {
    const night = { ...OFFICE, days: ['sun'], from: '01:30', to: '02:30' };

    expect(first(1, '2026-10-25T00:00:00+02:00', night)).toEqual([
      '2026-10-24T23:30 to 2026-10-25T00:30',
    ]);
    expect(first(1, '2026-03-29T00:00:00+01:00', night)).toEqual([
      '2026-04-04T23:30 to 2026-04-05T00:30',
    ]);
  });

  it('leave out holidays', () => {
    const hours = { ...OFFICE, holidays: ['2026-12-25', '2027-01-01'] };

    expect(first(2, '2026-12-24T16:00:00Z', hours)).toEqual([
      '2026-12-28T08:00 to 2026-12-28T16:00',
      '2026-12-29T08:00 to 2026-12-29T16:00',
    ]);
  });

  it.each([
    ['begin after they end', { ...OFFICE, to: '09:00' }, 'they begin at 09:00 and end at 09:00'],
    ['have a holiday that is no day', { ...OFFICE, holidays: ['2026-02-30'] }, 'no day 2026-02-30'],
    ['are nowhere', { ...OFFICE, zone: 'Mars/Olympus' }, 'no time zone "Mars/Olympus"'],
  ])('cannot be counted where they %s', (_, hours, words) => {
    expect(() => first(1, '2026-11-20T12:00:00Z', hours)).toThrow(words);
  });

  it('stand in a sentence', () => {
    const hours = { ...OFFICE, days: ['mon-thu', 'sat'], holidays: ['2026-12-25'] };

    expect(describeHours(hours)).toBe('mon-thu, sat 09:00–17:00 Europe/Berlin, without 1 holiday');
    expect(describeHours(OFFICE)).toBe('mon-fri 09:00–17:00 Europe/Berlin');
  });
});
