import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { promotionSchema, VALIDATOR_OPTIONS } from '../../engine/config/schema.ts';
import type {
  DeployContext,
  DeployOutcome,
  DeploySources,
  DeployTarget,
} from '../../engine/deploy/target.ts';
import { failed } from '../../engine/deploy/within-limit.ts';
import { Failure } from '../../engine/failures.ts';
import { parseDigest } from '../../engine/oci/digest.ts';
import { createTestClock } from '../http/clock.ts';

/** One deployment to look at; `failed` where the target throws, too. */
export interface TargetSample {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly context: Partial<DeployContext>;
  readonly state: DeployOutcome['state'];
}

const DIGEST = parseDigest(`sha256:${'a'.repeat(64)}`);

/** A deployment of which nothing more is known than what has to be. */
export const NOTHING: DeployContext = {
  image: 'shop/checkout',
  environment: 'uat',
  digest: DIGEST,
  repository: 'nexus.example.com/shop/checkout',
  tag: '10-uat',
  reference: `nexus.example.com/shop/checkout:10-uat@${DIGEST}`,
  build: {},
  key: 'b7e1-1',
  isDryRun: false,
  sources: noSources(),
  signal: new AbortController().signal,
  print: () => {},
};

/** Sources that have nothing; a sample replaces those that it needs. */
export function noSources(some: Partial<DeploySources> = {}): DeploySources {
  const unavailable = async () => {
    throw new Failure('UNREACHABLE', 'unavailable', 'hosts.example.com did not answer.', 'Wait.');
  };
  return {
    send: unavailable,
    secret: () => {
      throw new Failure('CREDENTIALS_ABSENT', 'denied', 'There is no such credential.', 'Make it.');
    },
    engine: unavailable,
    pullCredentials: async () => undefined,
    runProgram: async () => ({ exitCode: undefined, stdout: '', stderr: '' }),
    workspace: join(tmpdir(), 'no-such-workspace'),
    clock: createTestClock(),
    ...some,
  };
}

/** What holds for every target; its own file says in samples when it succeeds and when not. */
export function targetContract(target: DeployTarget<never>, samples: readonly TargetSample[]) {
  const { kind } = target;
  const isValid = validatorFor(target);

  describe(`the target ${kind}, as every target,`, () => {
    it('has a kind that YAML and tags can spell', () => {
      expect(kind).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    });

    it('describes itself and each setting in a sentence', () => {
      const { description, properties } = target.settings;
      const sentences = [description, ...Object.values(properties).map(describedAs)];

      expect(sentences.filter((sentence) => !isSentence(sentence))).toEqual([]);
    });

    it('takes the settings of its samples, and no unknown one', () => {
      for (const { settings } of samples) {
        expect(isValid({ kind, ...settings })).toBe(true);
        expect(isValid({ kind, ...settings, unheardOf: 1 })).toBe(false);
      }
    });

    it('has a name for what it runs that fits into a line', () => {
      for (const { settings } of samples) {
        expect(target.nameOf(settings as never, 'swarm-uat', 'shop/checkout')).toMatch(
          /^[a-z][^\n]{2,200}$/,
        );
      }
    });

    it('has samples of succeeding and of failing', () => {
      const states = samples.map(({ state }) => state);

      expect(states).toContain('succeeded');
      expect(states).toContain('failed');
    });

    it('never succeeds where nobody answers', async () => {
      for (const { settings } of samples) {
        const outcome = deploy(settings, {}).then(({ state }) => state);
        expect(await outcome.catch(() => 'failed')).not.toBe('succeeded');
      }
    });

    it('says how it went in whole sentences, and what to do unless it succeeded', async () => {
      for (const { settings, context, state } of samples) {
        const outcome = await deploy(settings, context).catch(failed);

        expect(outcome.state).toBe(state);
        expect(outcome.message).toSatisfy(isSentence);
        expect('remedy' in outcome).toBe(state !== 'succeeded');
        if ('remedy' in outcome) expect(outcome.remedy).toSatisfy(isSentence);
      }
    });
  });

  function deploy(settings: Readonly<Record<string, unknown>>, context: Partial<DeployContext>) {
    return target.deploy({ ...NOTHING, ...context }, settings as never);
  }
}

/** Whether a target as promotion.yaml writes it is taken by the published schema. */
function validatorFor(target: DeployTarget<never>): (settings: object) => boolean {
  const validate = new Ajv(VALIDATOR_OPTIONS).compile(promotionSchema([], [target], ['verdict']));
  return (settings) =>
    validate({
      image: 'app',
      registries: { nexus: { url: 'https://nexus.example.com' } },
      environments: { dev: { repository: 'nexus/{image}', tags: ['1'], deploy: [settings] } },
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
