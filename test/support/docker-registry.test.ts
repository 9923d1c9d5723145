import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCertificateAuthority } from './certificates.ts';
import { hasDockerRegistry, startDockerRegistry } from './docker-registry.ts';

describe.skipIf(!(await hasDockerRegistry()))("Debian's docker-registry", () => {
  it('answers the version check as soon as it is started', async () => {
    const registry = await startDockerRegistry();
    onTestFinished(registry.close);

    const response = await fetch(`${registry.url}/v2/`);

    expect(response.status).toBe(200);
    expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
  });

  it('lets in the users it was given, and nobody else', async () => {
    const registry = await startDockerRegistry({ users: { jenkins: 'pa:ss' } });
    onTestFinished(registry.close);
    const authorization = `Basic ${Buffer.from('jenkins:pa:ss').toString('base64')}`;

    const anonymous = await fetch(`${registry.url}/v2/`);
    const signedIn = await fetch(`${registry.url}/v2/`, { headers: { authorization } });

    expect([anonymous.status, signedIn.status]).toEqual([401, 200]);
  });

  it('serves TLS with a certificate of a throw-away authority', async () => {
    const authority = await createCertificateAuthority();
    onTestFinished(authority.close);
    const registry = await startDockerRegistry({ tls: await authority.issue() });
    onTestFinished(registry.close);
    const ca = await readFile(authority.certFile);

    const status = await new Promise((resolve, reject) => {
      request(`${registry.url}/v2/`, { ca }, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end();
    });

    expect(status).toBe(200);
  });

  it('refuses to start on a configuration it cannot read, and says why', async () => {
    const start = startDockerRegistry({ env: { REGISTRY_LOG_LEVEL: 'no such level' } });

    await expect(start).rejects.toThrow(/docker-registry ended with 1/);
  });
});
