import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../engine/failures.ts';
import { evaluateGates } from '../../engine/gates/evaluate.ts';
import type { Gate } from '../../engine/gates/gate.ts';
import { gates } from '../../engine/gates/index.ts';
import { NOTHING } from './contract.ts';

function gateThat(kind: string, evaluate: Gate<never>['evaluate']): Gate<never> {
  return { kind, settings: { type: 'object', description: 'A gate.', properties: {} }, evaluate };
}

const request = (kind: string) => ({ kind, settings: {} });

describe('every gate in the list', () => {
  it.each(gates.map(({ kind }) => kind))(
    'has a test file that holds it to the contract: %s',
    (kind) => {
      const file = new URL(`${kind}.test.ts`, import.meta.url);

      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8')).toContain('gateContract(');
    },
  );

  it('has a kind of its own', () => {
    const kinds = gates.map(({ kind }) => kind);

    expect(new Set(kinds).size).toBe(kinds.length);
  });
});

describe('asking the gates', () => {
  it('gives every finding, in the order of the policy', async () => {
    const known = [
      gateThat('slow', async () => ({ outcome: 'pass', because: 'It is slow.' })),
      gateThat('strict', async () => ({ outcome: 'fail', because: 'No.', remedy: 'Wait.' })),
    ];

    const findings = await evaluateGates(known, [request('strict'), request('slow')], NOTHING);

    expect(findings).toEqual([
      { kind: 'strict', outcome: 'fail', because: 'No.', remedy: 'Wait.' },
      { kind: 'slow', outcome: 'pass', because: 'It is slow.' },
    ]);
  });

  it.each([
    [
      'throws',
      new Failure('X', 'unavailable', 'sonar.example.com did not answer.', 'Wait.'),
      'sonar.example.com did not answer',
    ],
    ['throws something odd', 'text', 'text'],
    ['throws an error without words', new TypeError(''), 'TypeError'],
  ])('counts a gate that %s as one that could not tell', async (_, error, words) => {
    const known = [gateThat('broken', () => Promise.reject(error))];

    const findings = await evaluateGates(known, [request('broken')], NOTHING);

    expect(findings).toEqual([
      {
        kind: 'broken',
        outcome: 'error',
        because: `The gate could not tell: ${words}.`,
        remedy:
          'Repair what it asks, then run this stage again; a gate that cannot tell does not pass.',
      },
    ]);
  });

  it('counts a gate that throws before it waits, and one that is unknown, the same way', async () => {
    const known = [
      gateThat('hasty', () => {
        throw new Error('too early');
      }),
    ];

    const findings = await evaluateGates(known, [request('hasty'), request('gone')], NOTHING);

    expect(findings.map(({ outcome, because }) => `${outcome}: ${because}`)).toEqual([
      'error: The gate could not tell: too early.',
      'error: The gate could not tell: there is no gate of kind gone.',
    ]);
  });
});
