import { describe, expect, it } from 'vitest';
import { nullRealm } from '../support/registry/behaviours/null-realm.ts';
import { tooManySignIns } from '../support/registry/behaviours/too-many-sign-ins.ts';
import { patient } from './patient.ts';
import { runDoctor } from './run-doctor.ts';

describe.each(['basic', 'bearer'] as const)('the check of a %s sign-in', (signIn) => {
  it('passes with the right password', async () => {
    const { examine } = await patient([], { signIn });

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(0);
    expect(check('nexus', 'sign-in')?.finding).toBe('the credential "nexus" is accepted');
  });

  it('sends a wrong password once, and prints neither it nor its encodings', async () => {
    const { examine, registry } = await patient([], { signIn });
    const password = 'wrong secret';

    const { check, exitCode, out, err } = await examine({ password });

    const refused = registry.requests.filter(
      ({ headers, status }) => headers.authorization !== undefined && status === 401,
    );
    expect(refused).toHaveLength(1);
    expect(exitCode).toBe(77);
    expect(check('nexus', 'sign-in')?.outcome).toBe('fail');
    expect(check('dev', 'read')?.by).toBe('registry nexus');
    const basic = Buffer.from(`jenkins:${password}`).toString('base64');
    for (const secret of [password, basic, encodeURIComponent(password)]) {
      expect(out + err).not.toContain(secret);
    }
  });
});

describe('the check of the sign-in', () => {
  it('sends a wrong password once where reading needs none', async () => {
    const { examine, registry } = await patient([], {
      signIn: 'bearer',
      anonymous: { may: { docker: ['read'] } },
    });

    const { exitCode } = await examine({ password: 'wrong' });

    expect(registry.requests.filter(({ headers }) => headers.authorization)).toHaveLength(1);
    expect(exitCode).toBe(77);
  });

  it('does not try an account again that the same host has refused at another port', async () => {
    const { registry } = await patient([], { repositories: { docker: {}, other: {} } });
    const yaml = JSON.stringify({
      image: 'shop/checkout',
      registries: {
        first: { url: registry.url('docker'), credentials: 'nexus' },
        second: { url: registry.url('other'), credentials: 'nexus' },
      },
      environments: {
        dev: { repository: 'first/{image}', tags: ['{build}'] },
        qa: { from: 'dev', repository: 'second/{image}', tags: ['{build}'] },
      },
    });

    const { out, exitCode } = await runDoctor(yaml, {
      PROMOTE_IMAGE_NEXUS_USERNAME: 'jenkins',
      PROMOTE_IMAGE_NEXUS_PASSWORD: 'wrong',
    });

    expect(registry.requests.filter(({ headers }) => headers.authorization)).toHaveLength(1);
    expect(out).toContain('Not tried: jenkins@127.0.0.1 was refused at another port');
    expect(exitCode).toBe(77);
  });

  it('says that a host has locked sign-ins, without another attempt', async () => {
    const { examine, registry } = await patient([tooManySignIns(0)]);
    await examine({ password: 'wrong' });
    registry.clearRequests();

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(77);
    expect(check('nexus', 'address')?.finding).toContain('has locked sign-ins');
    expect(registry.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v2/']);
  });

  it('notes a realm that leads nowhere, since only docker itself needs it', async () => {
    const { examine } = await patient([nullRealm()], { signIn: 'bearer' });

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(0);
    expect(check('nexus', 'sign-in')).toMatchObject({
      outcome: 'note',
      remedy: expect.stringContaining('Capabilities → Base URL') as string,
    });
  });

  it('fails without a credential where one is named', async () => {
    const { examine } = await patient();

    const { check, exitCode } = await examine({ members: { credentials: 'absent' } });

    expect(exitCode).toBe(77);
    expect(check('nexus', 'sign-in')?.finding).toContain('needs the credential "absent"');
  });

  it('fails without a credential where one is wanted', async () => {
    const { examine, registry } = await patient();

    const { check, exitCode } = await examine({ members: { credentials: undefined } });

    expect(exitCode).toBe(77);
    expect(check('nexus', 'sign-in')?.remedy).toBe(
      'Name a Jenkins credential as `credentials` of registry nexus in promotion.yaml.',
    );
    expect(registry.requests).toHaveLength(1);
  });

  it('passes without a credential where everybody may', async () => {
    const { examine } = await patient([], { users: {}, anonymous: {} });

    const { check, exitCode } = await examine({ members: { credentials: undefined } });

    expect(exitCode).toBe(0);
    expect(check('nexus', 'sign-in')?.outcome).toBe('ok');
  });
});
