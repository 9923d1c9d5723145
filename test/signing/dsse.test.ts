import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preAuthenticationEncoding, readEnvelope } from '../../engine/signing/dsse.ts';

const sig = { keyid: 'anything', sig: 'c2lnbmVk' };
const envelope = { payloadType: 'application/x', payload: 'aGk_', signatures: [sig] };

describe('the bytes that are signed', () => {
  it('are those of the example in the specification', () => {
    const bytes = preAuthenticationEncoding(
      'http://example.com/HelloWorld',
      Buffer.from('hello world'),
    );

    expect(bytes.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('count bytes, not characters', () => {
    expect(preAuthenticationEncoding('ü', Buffer.from('€')).toString()).toBe('DSSEv1 2 ü 3 €');
  });
});

describe('an envelope', () => {
  it.each([
    ['standard base64 with padding', 'aD8/+g==', 'h??\ufffd'],
    ['standard base64 without it', 'aD8/+g', 'h??\ufffd'],
    ['URL-safe base64', 'aD8_-g', 'h??\ufffd'],
    ['URL-safe base64 with padding', 'aD8_-g==', 'h??\ufffd'],
    ['nothing', '', ''],
  ])('is read from %s', (_, payload, text) => {
    const read = readEnvelope({ ...envelope, payload });

    expect(typeof read === 'string' ? read : read.payload.toString()).toBe(text);
  });

  it('comes without what the signatures say about their keys', () => {
    expect(readEnvelope(envelope)).toEqual({
      payloadType: 'application/x',
      payload: Buffer.from('hi?'),
      signatures: [Buffer.from('signed')],
    });
  });

  it.each([
    ['a list', [], 'it is not a JSON object'],
    ['no type', { ...envelope, payloadType: undefined }, 'it has no payloadType'],
    ['a long type', { ...envelope, payloadType: 'x'.repeat(256) }, 'its payloadType is too long'],
    ['no signatures', { ...envelope, signatures: [] }, 'it has no signatures'],
    ['signatures that are none', { ...envelope, signatures: 'c2ln' }, 'it has no signatures'],
    [
      'many signatures',
      { ...envelope, signatures: Array(21).fill(sig) },
      'it has 21 signatures; we read 20 at most',
    ],
    [
      'an empty signature',
      { ...envelope, signatures: [{ sig: '' }] },
      'a signature in it is not base64',
    ],
    [
      'a signature of no form',
      { ...envelope, signatures: [sig, 7] },
      'a signature in it is not base64',
    ],
  ])('is none with %s', (_, json, why) => {
    expect(readEnvelope(json)).toBe(why);
  });

  it.each([
    ['mixed alphabets', 'aD8/-g=='],
    ['a line break', 'aD8/\n+g=='],
    ['wrong padding', 'aD8/+g='],
    ['bits left over', 'aD8/+h=='],
    ['a lone digit', 'aD8/+'],
    ['a number', 7],
    ['more than 8 MiB', Buffer.alloc(8 * 1024 * 1024 + 1).toString('base64')],
  ])('is none where its payload has %s', (_, payload) => {
    expect(readEnvelope({ ...envelope, payload })).toBe(
      'its payload is not base64 of at most 8 MiB',
    );
  });

  it('holds 1 MiB', () => {
    const payload = Buffer.alloc(1024 * 1024, 7);

    const read = readEnvelope({ ...envelope, payload: payload.toString('base64') });

    expect(typeof read === 'string' ? read : read.payload.equals(payload)).toBe(true);
  });

  it('gives back any payload that was written into it', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('base64', 'base64url'), (bytes, alphabet) => {
        const payload = Buffer.from(bytes);

        const read = readEnvelope({ ...envelope, payload: payload.toString(alphabet as 'base64') });

        expect(read).toMatchObject({ payload });
      }),
    );
  });

  it('is read, or refused in words, whatever it is', () => {
    const member = fc.oneof(fc.jsonValue(), fc.base64String(), fc.constant([sig]));
    const hostile = fc.record(
      { payloadType: member, payload: member, signatures: member },
      { requiredKeys: [] },
    );

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), hostile), (json) => {
        expect(['string', 'object']).toContain(typeof readEnvelope(json));
      }),
    );
  });
});
