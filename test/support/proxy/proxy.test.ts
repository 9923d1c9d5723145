import { describe, expect, it, onTestFinished } from 'vitest';
import { firstTimes } from './fault-plan.ts';
import { unavailable } from './faults/unavailable.ts';
import { startOrigin } from './origin.ts';
import { type ProxyOptions, startProxy } from './proxy.ts';

const BLOB = '/v2/app/blobs/sha256:abc';
const CONTENT = 'layer content';

async function start(options: Omit<ProxyOptions, 'target'> = {}) {
  const origin = await startOrigin(CONTENT);
  onTestFinished(origin.close);
  const proxy = await startProxy({ target: origin.url, ...options });
  onTestFinished(proxy.close);
  return { origin, proxy };
}

describe('the proxy', () => {
  it('hands on content and uploads unchanged, and keeps the Host that the client named', async () => {
    const { origin, proxy } = await start();

    const download = await fetch(`${proxy.url}${BLOB}`);
    const content = await download.text();
    const upload = await fetch(`${proxy.url}${BLOB}`, { method: 'PUT', body: 'sent' });

    expect(content).toBe('layer content');
    expect(download.headers.get('content-length')).toBe('13');
    expect(origin.uploads).toEqual(['sent']);
    expect(upload.headers.get('x-host')).toBe(new URL(proxy.url).host);
  });

  it('turns a Location at the registry into one at itself', async () => {
    const { proxy } = await start();

    const answer = await fetch(`${proxy.url}/v2/app/blobs/uploads/`, { method: 'POST' });

    expect(answer.headers.get('location')).toBe('/v2/app/blobs/uploads/1?state=a');
  });

  it('writes down every request with its status and sizes', async () => {
    const { proxy } = await start({ faults: firstTimes(1, unavailable()) });

    await fetch(`${proxy.url}/v2/`);
    await (await fetch(`${proxy.url}${BLOB}`)).text();
    await fetch(`${proxy.url}/v2/app/manifests/1.0`, { method: 'PUT', body: '{}' });

    expect(proxy.requests).toEqual([
      {
        ordinal: 1,
        method: 'GET',
        path: '/v2/',
        status: 503,
        bytesUp: 0,
        bytesDown: 0,
        fault: 'unavailable',
      },
      {
        ordinal: 2,
        method: 'GET',
        path: BLOB,
        status: 200,
        bytesUp: 0,
        bytesDown: 13,
        fault: undefined,
      },
      {
        ordinal: 3,
        method: 'PUT',
        path: '/v2/app/manifests/1.0',
        status: 201,
        bytesUp: 2,
        bytesDown: 0,
        fault: undefined,
      },
    ]);
  });

  it('calls at the request that it was told to stop after, once', async () => {
    const calls: number[] = [];
    const { proxy } = await start({
      stopAfter: { answered: 2, call: () => calls.push(proxy.requests.length) },
    });

    for (const _ of [1, 2, 3]) await (await fetch(`${proxy.url}${BLOB}`)).text();

    expect(calls).toEqual([2]);
  });

  it('answers 502 when the registry is gone', async () => {
    const { origin, proxy } = await start();
    await origin.close();

    const answer = await fetch(`${proxy.url}${BLOB}`);

    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain('ECONNREFUSED');
  });
});
