import { describe, expect, it } from 'vitest';
import { type AttestationSettings, attestation } from '../../engine/gates/attestation.ts';
import type { AttestationFact, GateContext } from '../../engine/gates/gate.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';
import { aKey } from './signed/a-key.ts';

const type = 'https://slsa.dev/provenance/v1';
const builder = 'https://jenkins.example.com/';
const provenance = (some: object = {}) => ({
  buildDefinition: {
    buildType: 'https://jenkins.example.com/build/v1',
    externalParameters: { branch: 'main' },
    resolvedDependencies: [{ uri: 'git+https://git.example.com/shop', score: 7.5 }],
  },
  runDetails: { builder: { id: builder }, metadata: { finishedOn: '2026-11-21T10:00:00Z' } },
  ...some,
});
const fact = (predicate: object, signers = ['ci'], predicateType = type): AttestationFact => ({
  signers,
  predicateType,
  predicate: predicate as Record<string, unknown>,
});
const broken: AttestationFact = { signers: [], problem: 'no known key verifies it' };
const attested = (...facts: readonly AttestationFact[]): Partial<GateContext> => ({
  sources: noSources({ trustedKeys: [aKey('ci'), aKey('qa')], attestations: async () => facts }),
});
const main = { path: 'buildDefinition.externalParameters.branch', is: 'main' };
const finished = ['runDetails', 'metadata', 'finishedOn'];

gateContract(attestation, [
  { settings: { type }, context: attested(fact(provenance())), outcome: 'pass' },
  { settings: { type }, context: attested(fact(provenance(), [])), outcome: 'fail' },
  { settings: { type }, context: attested(broken), outcome: 'fail' },
  {
    settings: { type, keys: ['ci'], where: [main], notOlderThan: { path: finished, age: '24h' } },
    context: attested(fact(provenance())),
    outcome: 'pass',
  },
  {
    settings: { type, where: [main] },
    context: attested(fact(provenance(), ['ci'], 'https://slsa.dev/provenance/v0.2')),
    outcome: 'fail',
  },
  ...['2026-11-21T11:59:59+00:00', '2026-11-21T10:00Z'].map((finishedOn) => ({
    settings: { type, notOlderThan: { path: 'finishedOn', age: '24h' } },
    context: attested(fact({ finishedOn })),
    outcome: 'pass' as const,
  })),
  // Without a zone it is some time within a day.
  ...['2026-11-21T11:00:00', '2026-11-21T11:00', '2026-11-21T11:00:00 Z'].map((finishedOn) => ({
    settings: { type, notOlderThan: { path: 'finishedOn', age: '24h' } },
    context: attested(fact({ finishedOn })),
    outcome: 'fail' as const,
  })),
]);

function evaluate(facts: readonly AttestationFact[], settings: Partial<AttestationSettings> = {}) {
  return attestation.evaluate({ ...NOTHING, ...attested(...facts) }, { type, ...settings });
}

describe('the gate attestation', () => {
  const branch = (name: string) =>
    fact({ ...provenance(), buildDefinition: { externalParameters: { branch: name } } });

  it('says who signed the one that passes', async () => {
    expect((await evaluate([fact(provenance())], { where: [main] })).because).toBe(
      'The attestation https://slsa.dev/provenance/v1 by ci fulfils 1 condition.',
    );
  });

  it('passes when one of several fulfils all', async () => {
    const finding = await evaluate([branch('feature/x'), branch('main')], { where: [main] });

    expect(finding.outcome).toBe('pass');
  });

  it('does not put one together from several', async () => {
    const id = { path: 'runDetails.builder.id', is: builder };
    const other = fact({ ...provenance(), runDetails: {} });

    const finding = await evaluate([branch('feature/x'), other], { where: [main, id] });

    expect(finding.because).toBe(
      'Of 2 attestations https://slsa.dev/provenance/v1, none fulfils all: buildDefinition.externalParameters.branch is "feature/x", not "main"; runDetails.builder.id is not there.',
    );
  });

  it('says why those that are there do not count', async () => {
    expect((await evaluate([broken])).because).toBe(
      'The image has no attestation https://slsa.dev/provenance/v1 that a known key signed; 1 of those there do not count (no known key verifies it).',
    );
  });

  it.each([
    [{ path: 'runDetails.builder.id', matches: 'https://jenkins\\..*' }, 'pass'],
    [{ path: 'runDetails.builder.id', matches: 'jenkins' }, 'fail'],
    [{ path: 'runDetails.builder.id', oneOf: ['a', builder] }, 'pass'],
    [{ path: 'runDetails.builder.id', oneOf: ['a', 'b'] }, 'fail'],
    [{ path: 'buildDefinition.resolvedDependencies.0.score', atLeast: 7, atMost: 8 }, 'pass'],
    [{ path: 'buildDefinition.resolvedDependencies.0.score', atMost: 7 }, 'fail'],
    [{ path: 'buildDefinition.resolvedDependencies.0.score', atLeast: 8 }, 'fail'],
    [{ path: 'buildDefinition.resolvedDependencies.0.score', is: '7.5' }, 'fail'],
    [{ path: 'buildDefinition.resolvedDependencies.0.uri', atLeast: 0 }, 'fail'],
    [{ path: 'buildDefinition.resolvedDependencies.1.score', atLeast: 0 }, 'fail'],
    [{ path: 'buildDefinition.resolvedDependencies.length', atLeast: 1 }, 'fail'],
    [{ path: 'constructor.name', is: 'Object' }, 'fail'],
    [{ path: '__proto__.constructor.name', matches: '.*' }, 'fail'],
  ])('checks %j: %s', async (condition, outcome) => {
    const finding = await evaluate([fact(provenance())], { where: [condition] });

    expect(finding.outcome).toBe(outcome);
  });

  it('fails when it is too old, or the field holds no time', async () => {
    const age = '1h';
    const old = await evaluate([fact(provenance())], { notOlderThan: { path: finished, age } });
    const none = await evaluate([fact(provenance())], {
      notOlderThan: { path: 'runDetails.builder.id', age },
    });

    expect(old.because).toContain('it was made 2 h ago, on 2026-11-21');
    expect(none.because).toContain('it does not say when it was made');
  });
});
