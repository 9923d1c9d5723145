import { expect, it, onTestFinished } from 'vitest';
import { createCertificateAuthority } from '../support/certificates.ts';
import { describeWith } from '../support/parts.ts';
import { patient } from './patient.ts';

async function tlsPatient(hosts?: readonly string[]) {
  const authority = await createCertificateAuthority();
  onTestFinished(authority.close);
  return { authority, ...(await patient([], { tls: await authority.issue(hosts) })) };
}

describeWith(['openssl'], 'the check of the certificate', () => {
  it('passes with the authority that `ca` names', async () => {
    const { authority, examine } = await tlsPatient();

    const { check, exitCode } = await examine({ members: { ca: authority.certFile } });

    expect(exitCode).toBe(0);
    expect(check('nexus', 'certificate')).toEqual({
      check: 'certificate',
      outcome: 'ok',
      finding: `trusted, with ${authority.certFile}`,
    });
  });

  it('fails for an authority that nobody named, and sends no password there', async () => {
    const { examine, registry } = await tlsPatient();

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(69);
    expect(check('nexus', 'address')?.outcome).toBe('ok');
    expect(check('nexus', 'certificate')?.finding).toContain('is not trusted');
    expect(check('nexus', 'certificate')?.remedy).toContain('`ca` of this registry');
    expect(check('nexus', 'sign-in')?.by).toBe('certificate');
    expect(registry.requests).toEqual([]);
  });

  it('tells a certificate for another name from an unknown authority', async () => {
    const { authority, examine } = await tlsPatient(['nexus.example.com']);

    const { check } = await examine({ members: { ca: authority.certFile } });

    expect(check('nexus', 'certificate')?.remedy).toContain('have one issued for 127.0.0.1');
  });

  it('fails for a file of authorities that is not there', async () => {
    const { examine } = await tlsPatient();

    const { check, exitCode } = await examine({ members: { ca: 'absent.pem' } });

    expect(exitCode).toBe(78);
    expect(check('nexus', 'certificate')?.finding).toContain('absent.pem cannot be used');
  });
});
