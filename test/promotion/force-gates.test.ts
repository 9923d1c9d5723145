import { describe, expect, it } from 'vitest';
import { Failure } from '../../engine/failures.ts';
import type { GateFinding } from '../../engine/gates/evaluate.ts';
import { forceGates } from '../../engine/promotion/force-gates.ts';

const soak: GateFinding = {
  kind: 'soak-time',
  mode: 'refuse',
  outcome: 'fail',
  because: 'In qa for 1 h.',
  remedy: 'Wait.',
};
const passed: GateFinding = { kind: 'verdict', mode: 'refuse', outcome: 'pass', because: 'Good.' };
const christmas: GateFinding = { ...soak, kind: 'freeze', name: 'christmas', because: 'Frozen.' };
const weekend: GateFinding = { ...christmas, name: 'weekend' };
const findings = [soak, passed, christmas, weekend];

const allowed = { by: ['Erin', 'frank'], gates: ['soak-time', 'freeze', 'verdict'] };
const forced = { by: 'erin', reason: 'Payments are down.' };
const ask = (gates: readonly string[]) => ({ gates, ...forced });

function refusalOf(result: readonly GateFinding[] | Failure): readonly string[] {
  if (!(result instanceof Failure)) return expect.fail('It was forced.');
  return [result.kind, result.message, result.remedy];
}

describe('forcing gates', () => {
  it('marks those that are named, with who did it and why', () => {
    const request = { ...ask(['soak-time']), reason: ' Payments are down.\n' };

    expect(forceGates(findings, request, allowed)).toEqual([
      { ...soak, forced },
      passed,
      christmas,
      weekend,
    ]);
  });

  it('takes the name of one gate, or the kind of several', () => {
    expect(forceGates(findings, ask(['weekend']), allowed)).toEqual([
      soak,
      passed,
      christmas,
      { ...weekend, forced },
    ]);
    expect(forceGates(findings, ask(['freeze']), allowed)).toEqual([
      soak,
      passed,
      { ...christmas, forced },
      { ...weekend, forced },
    ]);
  });

  it('forces a gate that could not tell, too', () => {
    const broken: GateFinding = { ...soak, outcome: 'error' };

    expect(forceGates([broken], ask(['soak-time']), allowed)).toEqual([{ ...broken, forced }]);
  });

  it('says that a gate did not need it', () => {
    const warning: GateFinding = { ...soak, mode: 'warn' };

    expect(forceGates([passed, warning], ask(['verdict', 'soak-time']), allowed)).toEqual([
      { ...passed, because: 'Good. It did not need to be forced: it passed.' },
      { ...warning, because: 'In qa for 1 h. It did not need to be forced: it only warns.' },
    ]);
  });

  it('leaves everything as it is when nothing is named', () => {
    expect(forceGates(findings, { gates: [], by: undefined, reason: undefined }, undefined)).toBe(
      findings,
    );
  });

  it.each([
    ['soaktime', 'Did you mean soak-time?'],
    ['cristmas', 'Did you mean christmas?'],
    ['size', 'Name one of: soak-time, verdict, christmas, freeze, weekend.'],
  ])('knows no gate %s', (name, remedy) => {
    expect(refusalOf(forceGates(findings, ask([name, 'soak-time']), allowed))).toEqual([
      'usage',
      `\`force\` names "${name}", and no gate of this environment has that kind or name.`,
      remedy,
    ]);
  });

  it.each([undefined, '', ' \n'])('wants a reason: %j', (reason) => {
    expect(refusalOf(forceGates(findings, { ...ask(['soak-time']), reason }, allowed))).toEqual([
      'usage',
      'Gates are to be forced, and no reason is given.',
      "Say why, for those who ask later: promoteImage(…, reason: '…').",
    ]);
  });

  it('is for those alone whom the policy names', () => {
    expect(
      refusalOf(forceGates(findings, { ...ask(['soak-time']), by: 'alice' }, allowed)),
    ).toEqual([
      'refused',
      'alice may not force gates here.',
      'Have one of Erin, frank start this build.',
    ]);
  });

  it('is for nobody where nobody is known, or the policy is silent', () => {
    const nobody = { ...ask(['soak-time']), by: undefined };

    expect(refusalOf(forceGates(findings, nobody, allowed))[1]).toBe(
      'soak-time cannot be forced: Jenkins does not say who asks for this promotion.',
    );
    expect(refusalOf(forceGates(findings, ask(['soak-time']), undefined))[1]).toBe(
      'soak-time cannot be forced: the policy lets nobody force a gate here.',
    );
  });

  it('is not for gates that the policy keeps, by whatever name', () => {
    const some = { ...allowed, gates: ['soak-time', 'christmas'] };

    expect(refusalOf(forceGates(findings, ask(['soak-time', 'christmas']), some))).toEqual([
      'refused',
      'Gate freeze (christmas) cannot be forced by anybody.',
      'The policy lets only these be forced: soak-time, christmas. Do what the gate asks for.',
    ]);
  });
});
