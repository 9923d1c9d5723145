import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../engine/http/request.ts';
import { describeAnswer, parseErrorBody } from '../../engine/registry/error-body.ts';

const DIGEST = `sha256:${'b'.repeat(64)}`;
const answer = (body: string | undefined): HttpResponse => ({
  status: 400,
  url: new URL('http://nexus'),
  header: () => undefined,
  headerValues: () => [],
  body: body === undefined ? undefined : Buffer.from(body),
  chunks: (async function* () {})(),
});

describe('the error of a registry', () => {
  it('is its code, message and detail', () => {
    const body = `{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown","detail":"${DIGEST}"}]}`;

    expect(parseErrorBody(answer(body))).toEqual({
      codes: ['BLOB_UNKNOWN'],
      words: `BLOB_UNKNOWN: blob unknown: ${DIGEST}`,
      digests: [DIGEST],
    });
  });

  it('names each digest once, wherever it stands', () => {
    const detail = [{ Digest: DIGEST }, { digest: DIGEST }, { digest: 'sha256:1234' }];
    const body = JSON.stringify({ errors: [{ code: 'X', message: 'm', detail }, { code: 'Y' }] });

    expect(parseErrorBody(answer(body))).toEqual({
      codes: ['X', 'Y'],
      words: 'X: m; Y',
      digests: [DIGEST],
    });
  });

  it.each([
    ['', 'HTTP 400'],
    [undefined, 'HTTP 400'],
    ['plain words\n', 'HTTP 400, plain words'],
    ['<html><title>413 Too Large</title><body>nginx</body>', 'HTTP 400, 413 Too Large'],
    ['<html><body><h1>Bad</h1> <p>Gateway</p></body></html>', 'HTTP 400, Bad Gateway'],
    ['{"errors":[]}', 'HTTP 400, {"errors":[]}'],
    ['{"errors":[7,{"code":8,"message":"m"}]}', 'HTTP 400, m'],
  ])('%j is described as %s', (body, words) => {
    expect(describeAnswer(answer(body))).toBe(words);
  });

  it('forges no line of a log, colours nothing and turns nothing around', () => {
    const message = 'a\r\nSUCCESS\u001b[32m\u009b1m\u202etxt\u2028\u0000z';
    const body = JSON.stringify({ errors: [{ code: 'X', message }] });

    expect(parseErrorBody(answer(body)).words).toBe('X: a SUCCESS [32m 1m txt z');
  });

  it('is one line of at most 301 characters, whatever the body', () => {
    const body = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 2_000 }),
      fc.json(),
      fc.jsonValue().map((errors) => JSON.stringify({ errors })),
      fc.jsonValue().map((errors) => JSON.stringify({ errors: [errors] })),
    );
    fc.assert(
      fc.property(body, (text) => {
        const { words } = parseErrorBody(answer(text));

        expect(words.length).toBeLessThanOrEqual(301);
        expect(words).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it.each(['<title', '<', '<title>', 'sha256:', ' ', '\u001b', '{"errors":[', 'sha256:aaaa'])(
    'of four megabytes of %j is read in no time',
    (piece) => {
      const { words } = parseErrorBody(answer(piece.repeat(4_000_000 / piece.length)));

      expect(words.length).toBeLessThanOrEqual(301);
    },
  );
});
