import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyStatement } from '../../../engine/evidence/signatures/verify-statement.ts';
import { createBundle, readBundle } from '../../../engine/signing/bundle.ts';
import { keyPair } from '../../signing/keys.ts';
import { NOW, subject } from '../repositories.ts';
import { IN_TOTO, statement, TESTED } from './attach.ts';

const { signing, public: key } = keyPair('ed25519');

function verified(payload: Buffer) {
  const envelope = readBundle(createBundle(IN_TOTO, payload, signing));
  if (typeof envelope === 'string') return envelope;
  return verifyStatement(envelope, subject.digest, [{ name: 'qa', key }], NOW);
}

describe('a signed statement', () => {
  it('is read in the version that cosign writes, too', () => {
    const older = statement(TESTED, { _type: 'https://in-toto.io/Statement/v0.1' });

    expect(verified(older)).toEqual(verified(statement(TESTED)));
    expect(verified(older)).toMatchObject({ signers: ['qa'] });
  });

  it('is about this image or refused in words, whatever its signer wrote', () => {
    const json = JSON.parse(statement(TESTED).toString()) as Record<string, unknown>;
    const member = (name: string) => fc.oneof(fc.jsonValue(), fc.constant(json[name]));
    const hostile = fc.record({
      _type: member('_type'),
      subject: member('subject'),
      predicateType: member('predicateType'),
      predicate: member('predicate'),
    });

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), hostile), (value) => {
        const found = verified(Buffer.from(JSON.stringify(value)));

        expect(typeof found === 'string' ? subject.digest : found.statement.digest).toBe(
          subject.digest,
        );
      }),
      { numRuns: 500 },
    );
  });
});
