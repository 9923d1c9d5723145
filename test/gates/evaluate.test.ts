import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMON_GATE_SETTINGS } from '../../engine/config/environment-schema.ts';
import { Failure } from '../../engine/failures.ts';
import {
  evaluateGates,
  type GateFinding,
  type GateRequest,
  isRefusing,
  labelOfGate,
} from '../../engine/gates/evaluate.ts';
import type { Gate } from '../../engine/gates/gate.ts';
import { gates } from '../../engine/gates/index.ts';
import { NOTHING } from './contract.ts';

function gateThat(kind: string, evaluate: Gate<never>['evaluate']): Gate<never> {
  return { kind, settings: { type: 'object', description: 'A gate.', properties: {} }, evaluate };
}

const request = (kind: string): GateRequest => ({
  kind,
  settings: {},
  mode: 'refuse',
  timeoutMs: 300_000,
});

const REPAIR =
  'Repair what it asks, then run this stage again; a gate that cannot tell does not pass.';

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

  it('has settings of its own besides those of every gate', () => {
    const taken = gates.flatMap(({ kind, settings }) =>
      Object.keys(settings.properties)
        .filter((name) => name in COMMON_GATE_SETTINGS || name === 'kind')
        .map((name) => `${kind}.${name}`),
    );

    expect(taken).toEqual([]);
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
      { kind: 'strict', mode: 'refuse', outcome: 'fail', because: 'No.', remedy: 'Wait.' },
      { kind: 'slow', mode: 'refuse', outcome: 'pass', because: 'It is slow.' },
    ]);
  });

  it.each([
    [
      'throws',
      new Failure('X', 'unavailable', 'sonar.example.com did not answer.', 'Wait.'),
      'sonar.example.com did not answer',
      'Wait.',
    ],
    ['throws something odd', 'text', 'text', REPAIR],
    ['throws an error without words', new TypeError(''), 'TypeError', REPAIR],
  ])('counts a gate that %s as one that could not tell', async (_, error, words, remedy) => {
    const known = [gateThat('broken', () => Promise.reject(error))];

    const findings = await evaluateGates(known, [request('broken')], NOTHING);

    expect(findings).toEqual([
      {
        kind: 'broken',
        mode: 'refuse',
        outcome: 'error',
        because: `The gate could not tell: ${words}.`,
        remedy,
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

  it('keeps the name and the mode of each', async () => {
    const known = [gateThat('age', async () => ({ outcome: 'pass', because: 'It is young.' }))];
    const named: GateRequest = { ...request('age'), name: 'strict', mode: 'warn' };

    expect(await evaluateGates(known, [named, request('age')], NOTHING)).toEqual([
      { kind: 'age', name: 'strict', mode: 'warn', outcome: 'pass', because: 'It is young.' },
      { kind: 'age', mode: 'refuse', outcome: 'pass', because: 'It is young.' },
    ]);
  });

  it('waits no longer than the gate may take, and tells it so', async () => {
    const reasons: unknown[] = [];
    const known = [
      gateThat('deaf', ({ signal }) => {
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        return new Promise(() => {});
      }),
      gateThat('quick', async () => ({ outcome: 'pass', because: 'It is quick.' })),
    ];
    const hasty = { ...request('deaf'), timeoutMs: 20 };

    const findings = await evaluateGates(known, [hasty, request('quick')], NOTHING);

    expect(findings).toEqual([
      {
        kind: 'deaf',
        mode: 'refuse',
        outcome: 'error',
        because: 'The gate did not answer within 0.02 seconds.',
        remedy:
          'Find out why what it asks is slow, then run this stage again; `timeout` of the gate gives it longer.',
      },
      { kind: 'quick', mode: 'refuse', outcome: 'pass', because: 'It is quick.' },
    ]);
    expect(reasons).toHaveLength(1);
  });

  it('blames the time limit, not what a gate makes of it', async () => {
    const known = [
      gateThat('eager', ({ signal }) => {
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('socket hang up')));
        });
      }),
    ];

    const [finding] = await evaluateGates(known, [{ ...request('eager'), timeoutMs: 20 }], NOTHING);

    expect(finding?.because).toBe('The gate did not answer within 0.02 seconds.');
  });

  it('ends a gate together with the run that asks', async () => {
    const run = new AbortController();
    const known = [
      gateThat('patient', ({ signal }) => {
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      }),
    ];

    const findings = evaluateGates(known, [request('patient')], { ...NOTHING, signal: run.signal });
    run.abort(new Error('the build was stopped'));

    expect((await findings)[0]?.because).toBe('The gate could not tell: the build was stopped.');
  });
});

describe('a finding', () => {
  const passed: GateFinding = { kind: 'age', mode: 'refuse', outcome: 'pass', because: 'Young.' };
  const failed: GateFinding = { ...passed, outcome: 'fail', remedy: 'Wait.' };
  const forced = { by: 'erin', reason: 'Payments are down.' };

  it.each([
    ['of a gate that passed', passed, false],
    ['of a gate that failed', failed, true],
    ['of a gate that could not tell', { ...failed, outcome: 'error' as const }, true],
    ['of a gate that only warns', { ...failed, mode: 'warn' as const }, false],
    ['that somebody forced', { ...failed, forced }, false],
  ])('%s refuses the promotion: %#', (_, finding, expected) => {
    expect(isRefusing(finding)).toBe(expected);
  });

  it('is named by its kind, and by its name where it has one', () => {
    expect(labelOfGate(passed)).toBe('age');
    expect(labelOfGate({ ...passed, name: 'strict' })).toBe('age (strict)');
  });
});
