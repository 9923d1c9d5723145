import { describe, expect, it } from 'vitest';
import { addDays, instantOf, localTimeOf, weekdayOf } from '../../../engine/gates/calendar/zone.ts';

const at = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[-T:]/).map(Number);
  return { year, month, day, hour, minute };
};

describe('a time that clocks show', () => {
  it.each([
    ['2026-01-15T12:00', 'Europe/Berlin', '2026-01-15T11:00Z'],
    ['2026-07-15T12:00', 'Europe/Berlin', '2026-07-15T10:00Z'],
    ['2026-07-15T00:00', 'America/New_York', '2026-07-15T04:00Z'],
    ['2026-07-15T12:00', 'Asia/Kathmandu', '2026-07-15T06:15Z'],
    ['2026-07-15T12:00', 'Pacific/Kiritimati', '2026-07-14T22:00Z'],
    ['2026-07-15T12:00', 'UTC', '2026-07-15T12:00Z'],
    ['2024-02-29T23:59', 'Europe/Berlin', '2024-02-29T22:59Z'],
  ])('is one instant: %s %s is %s', (local, zone, instant) => {
    const expected = new Date(instant);

    expect(instantOf(at(local), zone, 'earlier')).toEqual(expected);
    expect(instantOf(at(local), zone, 'later')).toEqual(expected);
    expect(localTimeOf(expected, zone)).toEqual(at(local));
  });

  it.each([
    ['exists twice', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-25T01:30Z'],
    ['never is', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T00:30Z', '2026-03-29T01:30Z'],
    [
      'exists twice',
      '2026-11-01T01:00',
      'America/New_York',
      '2026-11-01T05:00Z',
      '2026-11-01T06:00Z',
    ],
    ['never is', '2026-03-08T02:00', 'America/New_York', '2026-03-08T06:00Z', '2026-03-08T07:00Z'],
    [
      'never is, by half an hour',
      '2026-10-04T02:10',
      'Australia/Lord_Howe',
      '2026-10-03T15:10Z',
      '2026-10-03T15:40Z',
    ],
  ])('has two readings where it %s: %s %s', (_, local, zone, earlier, later) => {
    expect(instantOf(at(local), zone, 'earlier')).toEqual(new Date(earlier));
    expect(instantOf(at(local), zone, 'later')).toEqual(new Date(later));
  });

  it.each([
    ['2026-03-29T01:59', '2026-03-29T00:59Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00Z'],
    ['2026-10-25T01:59', '2026-10-24T23:59Z'],
    ['2026-10-25T03:00', '2026-10-25T02:00Z'],
  ])('has one reading right before and after a change: %s', (local, instant) => {
    expect(instantOf(at(local), 'Europe/Berlin', 'earlier')).toEqual(new Date(instant));
    expect(instantOf(at(local), 'Europe/Berlin', 'later')).toEqual(new Date(instant));
  });

  it('is of a zone that there is', () => {
    expect(() => localTimeOf(new Date(0), 'Europe/Berln')).toThrow(
      'there is no time zone "Europe/Berln"',
    );
  });
});

describe('a day of the calendar', () => {
  it('is followed by the next, over months, years and leap days', () => {
    expect(addDays(at('2026-12-31T09:30'), 1)).toEqual(at('2027-01-01T09:30'));
    expect(addDays(at('2024-03-01T00:00'), -1)).toEqual(at('2024-02-29T00:00'));
  });

  it('knows its weekday', () => {
    expect(weekdayOf(at('2026-11-21T00:00'))).toBe(6);
  });
});
