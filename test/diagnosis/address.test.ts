import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { busy } from '../support/registry/behaviours/busy.ts';
import { patient } from './patient.ts';

/** Something that is no registry. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the check of the address', () => {
  it('names Nexus where it shows itself', async () => {
    const { examine } = await patient();

    const { check, exitCode } = await examine();

    expect(check('nexus', 'address')).toEqual({
      check: 'address',
      outcome: 'ok',
      finding: 'Nexus answers',
    });
    expect(exitCode).toBe(0);
  });

  it('fails where nobody answers, and asks nothing further', async () => {
    const { examine, registry } = await patient();
    const url = registry.url('docker');
    await registry.close();

    const { check, exitCode } = await examine({ url });

    expect(exitCode).toBe(69);
    expect(check('nexus', 'address')?.finding).toMatch(/did not answer.*ECONNREFUSED/);
    expect(check('nexus', 'sign-in')).toEqual({
      check: 'sign-in',
      outcome: 'blocked',
      by: 'address',
    });
    expect(check('qa', 'write')).toEqual({
      check: 'write',
      outcome: 'blocked',
      by: 'registry nexus',
    });
  });

  it('fails where it belongs to something else', async () => {
    const { examine } = await patient();
    const url = await serve((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<title>Welcome</title>');
    });

    const { check, exitCode } = await examine({ url });

    expect(exitCode).toBe(78);
    expect(check('nexus', 'address')?.finding).toContain(
      'answers, but not as a Docker registry (HTTP 200, Welcome to /v2/)',
    );
  });

  it('fails where it redirects, since a push follows no redirect', async () => {
    const { examine } = await patient();
    const url = await serve((_, response) => {
      response
        .writeHead(301, { location: 'https://nexus.example.com/v2/?token=do-not-print' })
        .end();
    });

    const { check, exitCode, out } = await examine({ url });

    expect(exitCode).toBe(78);
    expect(check('nexus', 'address')?.finding).toBe(
      `${url} redirects to https://nexus.example.com/v2/ (HTTP 301); a push follows no redirect.`,
    );
    expect(out).not.toContain('do-not-print');
  });

  it('fails where the registry is down behind a proxy', async () => {
    const { examine } = await patient([busy(502, undefined, {})]);

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(69);
    expect(check('nexus', 'address')?.finding).toMatch(/cannot answer now \(HTTP 502, 502\)/);
  });
});
