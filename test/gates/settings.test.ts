import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { promotionSchema, VALIDATOR_OPTIONS } from '../../engine/config/schema.ts';
import { changeTicket } from '../../engine/gates/change-ticket.ts';
import { freeze } from '../../engine/gates/freeze.ts';
import { order } from '../../engine/gates/order.ts';
import { soakTime } from '../../engine/gates/soak-time.ts';
import { verdict } from '../../engine/gates/verdict.ts';

const isValid = new Ajv(VALIDATOR_OPTIONS).compile(
  promotionSchema([changeTicket, freeze, order, soakTime, verdict], [], ['verdict']),
);
const takes = (gate: object): boolean =>
  isValid({
    image: 'app',
    registries: { nexus: { url: 'https://nexus.example.com' } },
    environments: { uat: { repository: 'nexus/{image}', tags: ['1'], gates: [gate] } },
  });

const once = { from: '2026-12-20T18:00', to: '2027-01-02T06:00', reason: 'Christmas' };
const weekly = { weekly: { from: 'fri 16:00', to: 'mon 07:00' }, reason: 'Weekend' };
const frozen = (window: object, zone = 'Europe/Berlin') => ({
  kind: 'freeze',
  zone,
  windows: [window],
});
const office = { zone: 'America/Argentina/Buenos_Aires', from: '09:00', to: '17:00' };
const soak = (hours: object) => ({ kind: 'soak-time', for: '16h', businessHours: hours });

describe('settings of gates about time and people', () => {
  it.each([
    [frozen(once)],
    [frozen(weekly)],
    [frozen(once, 'UTC')],
    [frozen(once, 'Etc/GMT+5')],
    [soak(office)],
    [soak({ ...office, days: ['mon-thu', 'sat'], holidays: ['2026-12-25'] })],
    [{ kind: 'verdict', mode: 'warn', name: 'qa-2', timeout: '99h' }],
  ])('are taken: %j', (gate) => {
    expect(takes(gate)).toBe(true);
  });

  it.each([
    ['no zone', { kind: 'freeze', windows: [once] }],
    ['no window', { kind: 'freeze', zone: 'UTC', windows: [] }],
    ['a zone that is none', frozen(once, '+02:00')],
    ['a zone with a space', frozen(once, 'Europe/New York')],
    ['a month too many', frozen({ ...once, to: '2027-13-02T06:00' })],
    ['an hour too many', frozen({ ...once, to: '2027-01-02T24:00' })],
    ['a day without time', frozen({ ...once, to: '2027-01-02' })],
    ['a time with a zone of its own', frozen({ ...once, to: '2027-01-02T06:00Z' })],
    ['an end alone', frozen({ to: once.to, reason: 'Christmas' })],
    ['a reason alone', frozen({ reason: 'Christmas' })],
    ['no reason', frozen({ from: once.from, to: once.to })],
    [
      'a weekday that is none',
      frozen({ ...weekly, weekly: { from: 'fr 16:00', to: 'mon 07:00' } }),
    ],
    ['half a week', frozen({ ...weekly, weekly: { from: 'fri 16:00' } })],
    ['hours without zone', soak({ from: '09:00', to: '17:00' })],
    ['an hour of one digit', soak({ ...office, from: '9:00' })],
    ['days in German', soak({ ...office, days: ['mo-fr'] })],
    ['a holiday without year', soak({ ...office, holidays: ['12-25'] })],
    ['no time at all', { kind: 'soak-time', in: 'qa' }],
    ['a time without unit', { kind: 'soak-time', for: '24' }],
    ['no environment', { kind: 'order', environments: [] }],
    ['an environment twice', { kind: 'order', environments: ['qa', 'qa'] }],
    ['no pattern', { kind: 'change-ticket' }],
    ['an unknown person to leave out', { kind: 'verdict', notBy: ['approver'] }],
    ['nobody who may', { kind: 'verdict', by: [] }],
    ['an unknown mode', { kind: 'verdict', mode: 'ignore' }],
    ['a time limit of days', { kind: 'verdict', timeout: '9d' }],
    ['a name of words', { kind: 'verdict', name: 'QA two' }],
  ])('are refused with %s', (_, gate) => {
    expect(takes(gate)).toBe(false);
  });
});
