import { describe, expect, it, onTestFinished } from 'vitest';
import { firstTimes } from '../fault-plan.ts';
import { startOrigin } from '../origin.ts';
import { startProxy } from '../proxy.ts';
import type { Fault } from './fault.ts';
import { faults } from './index.ts';
import { tooManyRequests } from './too-many-requests.ts';
import { unavailable } from './unavailable.ts';

const BLOB = '/v2/app/blobs/sha256:abc';
const CONTENT = '0123456789'.repeat(1000);

async function meet(fault: Fault) {
  const origin = await startOrigin(CONTENT);
  onTestFinished(origin.close);
  const proxy = await startProxy({ target: origin.url, faults: firstTimes(1, fault) });
  onTestFinished(proxy.close);
  const ask = () => download(`${proxy.url}${BLOB}`);
  const put = () => fetch(`${proxy.url}${BLOB}`, { method: 'PUT', body: 'sent' });
  return { origin, proxy, ask, put };
}

/** All that a client can see of an answer. */
async function download(url: string) {
  const response = await fetch(url);
  let received = '';
  let error: string | undefined;
  try {
    for await (const chunk of response.body ?? []) received += Buffer.from(chunk).toString();
  } catch (thrown) {
    error = String((thrown as Error).cause ?? thrown);
  }
  return { status: response.status, headers: response.headers, received, error };
}

describe.each(faults.map((fault) => [fault.name, fault] as const))('%s', (name, fault) => {
  it('strikes the request it is planned for and leaves the next one alone', async () => {
    const { proxy, ask, put } = await meet(fault);
    const isForUploads = fault.concerns({ method: 'PUT', path: BLOB });
    const isForDownloads = fault.concerns({ method: 'GET', path: BLOB });

    await (isForDownloads ? ask() : put()).catch(() => undefined);
    const next = await ask();

    expect([isForUploads, isForDownloads]).toContain(true);
    expect(proxy.requests.map((request) => request.fault)).toEqual([name, undefined]);
    expect(next).toMatchObject({ status: 200, received: CONTENT, error: undefined });
  });
});

describe('what a client sees of', () => {
  const meetNamed = (name: string) => meet(faults.find((fault) => fault.name === name) as Fault);

  it('too-many-requests is 429 with a time to wait, in seconds or as a date', async () => {
    const seconds = await (await meet(tooManyRequests({ seconds: 3 }))).ask();
    const date = await (await meet(tooManyRequests({ dateInSeconds: 60 }))).ask();

    expect([seconds.status, seconds.headers.get('retry-after')]).toEqual([429, '3']);
    expect(seconds.received).toContain('TOOMANYREQUESTS');
    expect(date.headers.get('retry-after')).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  });

  it('unavailable is 503, with a time to wait only when told one', async () => {
    const without = await (await meet(unavailable())).ask();
    const withTime = await (await meet(unavailable({ seconds: 2 }))).ask();

    expect([without.status, without.headers.get('retry-after')]).toEqual([503, null]);
    expect([withTime.status, withTime.headers.get('retry-after')]).toEqual([503, '2']);
  });

  it('html-error is a page', async () => {
    const answer = await (await meetNamed('html-error')).ask();

    expect(answer.status).toBe(502);
    expect(answer.received).toContain('<h1>Bad Gateway</h1>');
  });

  it('reset-before-answer is a failed request that the registry never saw', async () => {
    const { origin, put } = await meetNamed('reset-before-answer');

    await expect(put()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(origin.uploads).toEqual([]);
  });

  it('reset-after-upload is a failed request that the registry carried out', async () => {
    const { origin, put } = await meetNamed('reset-after-upload');

    await expect(put()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(origin.uploads).toEqual(['sent']);
  });

  it.each([
    ['cut-download-fin', 'other side closed'],
    ['cut-download-rst', 'ECONNRESET'],
  ])('%s is half a body and %s', async (name, message) => {
    const answer = await (await meetNamed(name)).ask();

    expect(answer.headers.get('content-length')).toBe('10000');
    expect(answer.received).toBe(CONTENT.slice(0, 5000));
    expect(answer.error).toContain(message);
  });

  it('truncated-body is half a body that looks whole', async () => {
    const answer = await (await meetNamed('truncated-body')).ask();

    expect(answer.headers.get('content-length')).toBe('5000');
    expect(answer).toMatchObject({ received: CONTENT.slice(0, 5000), error: undefined });
  });

  it('flipped-byte is the body with one byte changed', async () => {
    const answer = await (await meetNamed('flipped-byte')).ask();

    expect(answer.received).toBe(`1${CONTENT.slice(1)}`);
  });

  it('slow-bytes is the whole body', async () => {
    const answer = await (await meetNamed('slow-bytes')).ask();

    expect(answer.received).toBe(CONTENT);
  });

  it.each([
    ['wrong-digest-header', 'docker-content-digest', `sha256:${'0'.repeat(64)}`],
    ['wrong-content-type', 'content-type', 'text/plain'],
    ['missing-content-length', 'content-length', null],
  ])('%s is the whole body under a wrong header', async (name, header, value) => {
    const answer = await (await meetNamed(name)).ask();

    expect(answer.headers.get(header)).toBe(value);
    expect(answer).toMatchObject({ status: 200, received: CONTENT, error: undefined });
  });
});
