import { describe, expect, it } from 'vitest';
import { started } from './started.ts';

function basic(name: string, password: string) {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}

describe('signing in', () => {
  const users = {
    jenkins: { password: 'secret', may: { dev: ['read'] } },
    admin: { password: 'root' },
  } as const;

  it("is challenged in Nexus's form and needs the privilege for the method", async () => {
    const registry = await started({ repositories: { dev: {} }, users });
    const ask = (method: string, path: string, headers = {}) =>
      fetch(`${registry.url('dev')}${path}`, { method, headers });

    const anonymous = await ask('GET', '/v2/');
    const wrong = await ask('GET', '/v2/', basic('jenkins', 'guess'));
    const reader = await ask('POST', '/v2/app/blobs/uploads/', basic('jenkins', 'secret'));
    const writer = await ask('POST', '/v2/app/blobs/uploads/', basic('admin', 'root'));

    expect([anonymous, wrong, reader, writer].map(({ status }) => status)).toEqual([
      401, 401, 403, 202,
    ]);
    expect(anonymous.headers.get('www-authenticate')).toBe(
      'BASIC realm="Sonatype Nexus Repository Manager"',
    );
    expect(registry.requests[2]?.headers.authorization).toBe('Basic');
  });

  it('by token takes an opaque one, and Basic all the same', async () => {
    const registry = await started({ repositories: { dev: {} }, users, signIn: 'bearer' });
    const origin = registry.url('dev');

    const challenged = await fetch(`${origin}/v2/`);
    const issued = await fetch(`${origin}/v2/token`, { headers: basic('jenkins', 'secret') });
    const reply = (await issued.json()) as { token: string };
    const authorization = `Bearer ${reply.token}`;
    const signedIn = await fetch(`${origin}/v2/`, { headers: { authorization } });
    const preemptive = await fetch(`${origin}/v2/`, { headers: basic('jenkins', 'secret') });

    expect(challenged.headers.get('www-authenticate')).toBe(
      `Bearer realm="${origin}/v2/token",service="${origin}/v2/token"`,
    );
    expect(Object.keys(reply)).toEqual(['token']);
    expect([challenged, signedIn, preemptive].map(({ status }) => status)).toEqual([401, 200, 200]);
  });

  it('by token works under path routing, from the realm of a repository', async () => {
    const registry = await started({
      repositories: { dev: {} },
      users,
      signIn: 'bearer',
      address: 'path-routing',
    });
    const origin = registry.url('dev');

    const challenged = await fetch(`${origin}/v2/`);
    const issued = await fetch(`${origin}/repository/dev/v2/token`, {
      headers: basic('jenkins', 'secret'),
    });
    const { token } = (await issued.json()) as { token: string };
    const listed = await fetch(`${origin}/v2/dev/app/tags/list`, {
      headers: { authorization: `Bearer ${token}` },
    });

    expect(challenged.headers.get('www-authenticate')).toContain(
      `realm="${origin}/repository/dev/v2/token"`,
    );
    expect(listed.status).toBe(404);
  });

  it('lets visitors do what anonymous may', async () => {
    const registry = await started({
      repositories: { dev: {} },
      users,
      anonymous: { may: { dev: ['read'] } },
    });

    const read = await fetch(`${registry.url('dev')}/v2/app/tags/list`);
    const write = await fetch(`${registry.url('dev')}/v2/app/blobs/uploads/`, { method: 'POST' });

    expect([read.status, write.status]).toEqual([404, 401]);
  });
});
