import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { promotionSchema, VALIDATOR_OPTIONS } from '../../engine/config/schema.ts';
import { Failure } from '../../engine/failures.ts';
import type { Gate, GateContext, GateOutcome, GateSources } from '../../engine/gates/gate.ts';
import { parseDigest } from '../../engine/oci/digest.ts';

/** One finding to look at: what the gate is told, and what it has to say. */
export interface GateSample {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly context: Partial<GateContext>;
  readonly outcome: GateOutcome['outcome'];
}

/** What a gate is told when nothing at all is known. */
export const NOTHING: GateContext = {
  image: 'shop/checkout',
  environment: 'uat',
  from: 'qa',
  digest: parseDigest(`sha256:${'a'.repeat(64)}`),
  verdicts: [],
  approvals: [],
  placements: [],
  build: {},
  requestedIn: {},
  now: new Date('2026-11-21T12:00:00Z'),
  sources: noSources(),
  signal: new AbortController().signal,
};

/** Sources that have nothing; a sample replaces those that it needs. */
export function noSources(some: Partial<GateSources> = {}): GateSources {
  const unavailable = async () => {
    throw new Failure('UNREACHABLE', 'unavailable', 'nexus.example.com did not answer.', 'Wait.');
  };
  return {
    image: unavailable,
    placedLast: unavailable,
    signatures: async () => [],
    attestations: async () => [],
    trustedKeys: [],
    workspace: join(tmpdir(), 'no-such-workspace'),
    get: unavailable,
    runProgram: async () => ({ exitCode: undefined, stdout: '', stderr: '' }),
    ...some,
  };
}

/** What holds for every gate; its own file says in samples when it passes and when not. */
export function gateContract(gate: Gate<never>, samples: readonly GateSample[]): void {
  const { kind } = gate;
  const isValid = validatorFor(gate);

  describe(`the gate ${kind}, as every gate,`, () => {
    it('has a kind that YAML and tags can spell', () => {
      expect(kind).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    });

    it('describes itself and each setting in a sentence', () => {
      const { description, properties } = gate.settings;
      const sentences = [description, ...Object.values(properties).map(describedAs)];

      expect(sentences.filter((sentence) => !isSentence(sentence))).toEqual([]);
    });

    it('takes the settings of its samples, and no unknown one', () => {
      for (const { settings = {} } of samples) {
        expect(isValid({ kind, ...settings })).toBe(true);
        expect(isValid({ kind, ...settings, unheardOf: 1 })).toBe(false);
      }
    });

    it('has samples of passing and of failing', () => {
      const outcomes = samples.map(({ outcome }) => outcome);

      expect(outcomes).toContain('pass');
      expect(outcomes).toContain('fail');
    });

    it('never passes on nothing', async () => {
      for (const { settings = {} } of samples) {
        // A gate that throws has outcome `error`.
        const outcome = evaluate(settings, {}).then((finding) => finding.outcome);
        expect(await outcome.catch(() => 'error')).not.toBe('pass');
      }
    });

    it('says what it found in whole sentences, and what to do unless it passes', async () => {
      for (const { settings = {}, context, outcome } of samples) {
        const finding = await evaluate(settings, context);

        expect(finding.outcome).toBe(outcome);
        expect(finding.because).toSatisfy(isSentence);
        expect('remedy' in finding).toBe(outcome !== 'pass');
        if ('remedy' in finding) expect(finding.remedy).toSatisfy(isSentence);
      }
    });
  });

  function evaluate(settings: Readonly<Record<string, unknown>>, context: Partial<GateContext>) {
    return gate.evaluate({ ...NOTHING, ...context }, settings as never);
  }
}

/** Whether a gate as promotion.yaml writes it is taken by the published schema. */
function validatorFor(gate: Gate<never>): (settings: object) => boolean {
  const validate = new Ajv(VALIDATOR_OPTIONS).compile(promotionSchema([gate], [], ['verdict']));
  return (settings) =>
    validate({
      image: 'app',
      registries: { nexus: { url: 'https://nexus.example.com' } },
      environments: { dev: { repository: 'nexus/{image}', tags: ['1'], gates: [settings] } },
    });
}

function describedAs(property: object): string {
  return 'description' in property ? String(property.description) : 'nothing';
}

/** Starts like one, ends like one, says more than a word, and holds nothing that was left unfilled. */
function isSentence(text: string): boolean {
  return (
    /^[A-Z`].{8,}[.…)]$/s.test(text) && !/\.\.$|undefined|null|NaN|\[object|Invalid Date/.test(text)
  );
}
