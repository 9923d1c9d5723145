import { describe, expect, it } from 'vitest';
import type { GateContext, SignatureFact } from '../../engine/gates/gate.ts';
import { type SignatureSettings, signature } from '../../engine/gates/signature.ts';
import type { TrustedKey } from '../../engine/signing/trusted-key.ts';
import { keyPair } from '../signing/keys.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';
import { aKey } from './signed/a-key.ts';

const ci = aKey('ci');
const qa = aKey('qa');
const stranger = { signers: [], problem: 'no known key verifies it' };
const { publicPem } = keyPair();

/** An image with these signatures, as far as the keys that were asked for made them. */
function signed(
  facts: readonly SignatureFact[],
  trustedKeys: readonly TrustedKey[] = [ci, qa],
): Partial<GateContext> {
  const signatures = async (keys: readonly TrustedKey[]) =>
    facts.map((fact) => {
      const signers = fact.signers.filter((name) => keys.some((key) => key.name === name));
      return signers.length > 0 || fact.problem !== undefined ? { ...fact, signers } : stranger;
    });
  return { sources: noSources({ trustedKeys, signatures }) };
}

gateContract(signature, [
  { context: signed([{ signers: ['ci'] }]), outcome: 'pass' },
  { settings: { keys: ['qa'] }, context: signed([{ signers: ['ci'] }]), outcome: 'fail' },
  { settings: { atLeast: 2 }, context: signed([{ signers: ['ci'] }]), outcome: 'fail' },
  {
    settings: { keys: ['ci', 'qa'], atLeast: 2 },
    context: signed([{ signers: ['ci'] }, { signers: ['qa'] }]),
    outcome: 'pass',
  },
  {
    settings: { publicKeys: [publicPem] },
    context: signed([{ signers: ['publicKeys[0]'] }], []),
    outcome: 'pass',
  },
  { context: signed([], []), outcome: 'fail' },
]);

describe('the gate signature', () => {
  const evaluate = (context: Partial<GateContext>, settings: SignatureSettings = {}) =>
    signature.evaluate({ ...NOTHING, ...context }, settings);

  it('names who signed', async () => {
    const both = signed([{ signers: ['ci'] }, { signers: ['qa'] }]);

    expect((await evaluate(both)).because).toBe('The image is signed by ci, qa.');
  });

  it('says that there is no signature at all', async () => {
    expect(await evaluate(signed([]))).toEqual({
      outcome: 'fail',
      because: 'The image has no signature.',
      remedy: 'Sign it by its digest (cosign sign --key … repository@sha256:…) with ci, qa.',
    });
  });

  it('says whose signatures count, and why others do not', async () => {
    const facts = signed([{ signers: ['ci'] }, stranger, stranger]);

    expect((await evaluate(facts, { atLeast: 2 })).because).toBe(
      'The image must be signed with 2 keys of ci, qa; only ci has (no known key verifies it).',
    );
  });

  it('counts two signatures by one key, and two names of one key, once', async () => {
    const alias = { ...ci, name: 'ci-again' };
    const twice = signed([{ signers: ['ci', 'ci-again'] }, { signers: ['ci'] }], [ci, alias]);

    expect((await evaluate(twice, { atLeast: 2 })).outcome).toBe('fail');
  });

  it('does not take trusted keys where it was given others', async () => {
    const finding = await evaluate(signed([{ signers: ['ci'] }]), { publicKeys: [publicPem] });

    expect(finding.outcome).toBe('fail');
  });

  it('is an error with a name that no key has, or a key that is none', async () => {
    await expect(evaluate(signed([]), { keys: ['ci', 'prod'] })).rejects.toThrow(
      '`trust.keys` has no key prod; it has ci, qa',
    );
    await expect(
      evaluate(signed([]), { publicKeys: ['-----BEGIN PUBLIC KEY-----\nAAAA'] }),
    ).rejects.toThrow('publicKeys[0] cannot be used as a public key');
  });
});
