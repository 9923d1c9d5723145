import { request as tlsRequest } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCertificateAuthority } from '../certificates.ts';
import { started } from './started.ts';

describe('an address', () => {
  it.each([
    ['repository-path', '/repository/docker-dev', '/repository/docker-dev/v2/app/', undefined],
    ['path-routing', '', '/v2/docker-dev/app/', 'docker-dev'],
  ] as const)('by %s keeps its prefix in Location', async (address, path, base, prefix) => {
    const registry = await started({ address });
    const url = new URL(registry.url('docker-dev'));

    const response = await fetch(`${url.origin}${base}blobs/uploads/`, { method: 'POST' });

    expect(url.pathname.replace(/\/$/, '')).toBe(path);
    expect(registry.prefix('docker-dev')).toBe(prefix);
    expect(response.headers.get('location')).toMatch(new RegExp(`^${base}blobs/uploads/.+`));
  });

  it('can be TLS', async () => {
    const authority = await createCertificateAuthority();
    onTestFinished(authority.close);
    const registry = await started({ tls: await authority.issue() });

    const status = await new Promise((resolve, reject) => {
      const url = `${registry.url('docker-dev')}/v2/`;
      tlsRequest(url, { ca: authority.cert }, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end();
    });

    expect(status).toBe(200);
  });
});

describe('the log of requests', () => {
  it('tells what was asked and answered, until it is cleared', async () => {
    const registry = await started();

    await fetch(`${registry.url('docker-dev')}/v2/app/tags/list?n=5`);
    const [entry] = [...registry.requests];
    registry.clearRequests();

    expect(entry).toMatchObject({
      method: 'GET',
      path: '/v2/app/tags/list',
      query: { n: '5' },
      status: 404,
    });
    expect(registry.requests).toEqual([]);
  });
});
