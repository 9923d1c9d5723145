import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Envelope, preAuthenticationEncoding } from '../../engine/signing/dsse.ts';
import { sign } from '../../engine/signing/signature.ts';
import { verifyEnvelope } from '../../engine/signing/verify-envelope.ts';
import { keyPair } from './keys.ts';

const AT = new Date('2026-11-21T12:00:00Z');
const [anna, bert, carl] = [keyPair('ecdsa'), keyPair('ed25519'), keyPair('rsa')];
const payload = Buffer.from('{"a":1}');
const signedBy = (...pairs: readonly (typeof anna)[]): Envelope => ({
  payloadType: 'application/x',
  payload,
  signatures: pairs.map(({ signing }) =>
    sign(signing, preAuthenticationEncoding('application/x', payload)),
  ),
});
const keys = [
  { name: 'anna', key: anna.public },
  { name: 'bert', key: bert.public },
];
const key = anna.public;

describe('an envelope with signatures', () => {
  it('is the word of every trusted key that made one of them', () => {
    expect(verifyEnvelope(signedBy(carl, bert, anna), keys, AT)).toEqual({
      signers: ['anna', 'bert'],
      payloadType: 'application/x',
      payload,
    });
  });

  it('is nobody’s word where no trusted key made one', () => {
    expect(verifyEnvelope(signedBy(carl), keys, AT)).toEqual({
      signers: [],
      problem: 'no known key verifies it',
    });
  });

  it('is nobody’s word where no key is trusted', () => {
    expect(verifyEnvelope(signedBy(anna), [], AT).signers).toEqual([]);
  });

  it.each([
    [
      'over',
      { until: new Date('2025-12-31T00:00:00Z') },
      'key qa-2025 verifies it but was valid only until 2025-12-31T00:00:00.000Z',
    ],
    [
      'to come',
      { from: new Date('2027-01-01T00:00:00Z') },
      'key qa-2025 verifies it but is valid only from 2027-01-01T00:00:00.000Z',
    ],
  ])('is nobody’s word where the time of its key is %s', (_, span, problem) => {
    const found = verifyEnvelope(signedBy(anna), [{ name: 'qa-2025', key, ...span }], AT);

    expect(found).toEqual({ signers: [], problem });
  });

  it('counts on the first and on the last moment of its key', () => {
    const found = verifyEnvelope(signedBy(anna), [{ name: 'qa', key, from: AT, until: AT }], AT);

    expect(found.signers).toEqual(['qa']);
  });

  it('does not count at a time that is none', () => {
    const found = verifyEnvelope(
      signedBy(anna),
      [{ name: 'qa', key, until: AT }],
      new Date(Number.NaN),
    );

    expect(found.signers).toEqual([]);
  });

  it('counts for the keys in time where another is out of time', () => {
    const old = { name: 'old', key: bert.public, until: new Date('2025-12-31T00:00:00Z') };

    const found = verifyEnvelope(signedBy(anna, bert), [old, { name: 'anna', key }], AT);

    expect(found.signers).toEqual(['anna']);
  });

  it.each([
    ['ecdsa', anna],
    ['ed25519', bert],
    ['rsa', carl],
  ])('is not verified with any bit of its payload, type or %s signature changed', (_, pair) => {
    const trusted = [{ name: 'one', key: pair.public }];
    const envelope = signedBy(pair);
    const flip = (bytes: Buffer, bit: number) => {
      const changed = Buffer.from(bytes);
      const at = (bit >> 3) % bytes.length;
      changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
      return changed;
    };

    fc.assert(
      fc.property(fc.nat(4_095), fc.constantFrom('payload', 'type', 'signature'), (bit, part) => {
        const { payloadType, signatures } = envelope;
        const changed = {
          payload: part === 'payload' ? flip(payload, bit) : payload,
          payloadType:
            part === 'type' ? flip(Buffer.from(payloadType), bit).toString('latin1') : payloadType,
          signatures: part === 'signature' ? signatures.map((one) => flip(one, bit)) : signatures,
        };

        expect(verifyEnvelope(changed, trusted, AT)).toEqual({
          signers: [],
          problem: 'no known key verifies it',
        });
      }),
      { numRuns: 500 },
    );
  });

  it('is not verified by bytes that are no signature at all', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }), (bytes) => {
        const signatures = bytes.map((one) => Buffer.from(one));

        expect(verifyEnvelope({ ...signedBy(), signatures }, keys, AT).signers).toEqual([]);
      }),
    );
  });
});
