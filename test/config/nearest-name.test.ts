import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestName, unknownName } from '../../engine/config/nearest-name.ts';

describe('the nearest name', () => {
  it.each([
    ['uta', ['dev', 'qa', 'uat'], 'uat'],
    ['UAT', ['dev', 'uat'], 'uat'],
    ['repositry', ['repository', 'registry'], 'repository'],
    ['soaktime', ['soak-time', 'verdict'], 'soak-time'],
    ['dve', ['dev', 'uat'], 'dev'],
    ['prod', ['dev', 'uat'], undefined],
    ['qa', ['dev', 'uat'], undefined],
    ['', ['a'], undefined],
    ['x', [], undefined],
    ['a'.repeat(65), ['a'.repeat(65)], undefined],
  ])('of %s among %j is %s', (name, candidates, nearest) => {
    expect(nearestName(name, candidates)).toBe(nearest);
  });

  it('is a name itself where it is among them', () => {
    const names = fc.array(fc.stringMatching(/^[a-z-]{1,20}$/), { minLength: 1 });

    fc.assert(
      fc.property(names, (candidates) => {
        for (const name of candidates) expect(nearestName(name, candidates)).toBe(name);
      }),
    );
  });

  it('is found after any one slip in a longer name', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{3,20}$/), fc.nat(19), (name, at) => {
        const index = at % name.length;
        const without = name.slice(0, index) + name.slice(index + 1);

        expect(nearestName(without, [name])).toBe(name);
        expect(nearestName(`${name.slice(0, index)}9${name.slice(index)}`, [name])).toBe(name);
        expect(nearestName(`${name.slice(0, index)}9${name.slice(index + 1)}`, [name])).toBe(name);
      }),
    );
  });

  it('is offered, or else what there is', () => {
    expect(unknownName('gate', 'verdct', ['verdict'])).toBe(
      'Unknown gate `verdct`; did you mean `verdict`?',
    );
    expect(unknownName('gate', 'x', ['verdict'])).toBe('Unknown gate `x`; known: `verdict`.');
    expect(unknownName('registry', 'x', [])).toBe('Unknown registry `x`; there is none.');
  });
});
