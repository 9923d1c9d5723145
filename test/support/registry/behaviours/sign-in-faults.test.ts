import { describe, expect, it } from 'vitest';
import { doubledPortRealm } from './doubled-port-realm.ts';
import { extraScope } from './extra-scope.ts';
import { nullRealm } from './null-realm.ts';
import { tooManySignIns } from './too-many-sign-ins.ts';
import { withBehaviour } from './with-behaviour.ts';
import { wrongRepositoryRealm } from './wrong-repository-realm.ts';

describe('faults of signing in', () => {
  const users = { jenkins: { password: 'secret' } };

  it.each([
    [nullRealm(), /realm="null:\/\/null\/v2\/token"/],
    [doubledPortRealm(), /realm="http:\/\/127\.0\.0\.1:(\d+):\1\/v2\/token"/],
    [wrongRepositoryRealm('other'), /realm="http:\/\/[^/]+\/repository\/other\/v2\/token"/],
    [extraScope(), /,scope="repository:\*:pull"$/],
  ])('the challenge is odd (%#)', async (behaviour, challenge) => {
    const { ask } = await withBehaviour(behaviour, { users, signIn: 'bearer' });

    const response = await ask('GET', 'manifests/1');

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(challenge);
  });

  it('after four failures even the right password is turned away', async () => {
    const { ask } = await withBehaviour(tooManySignIns(), { users });
    const signIn = (password: string) =>
      ask('GET', 'manifests/1', {
        headers: { authorization: `Basic ${btoa(`jenkins:${password}`)}` },
      });

    const failed = [];
    for (let i = 0; i < 4; i += 1) failed.push((await signIn('guess')).status);
    const right = await signIn('secret');

    expect(failed).toEqual([401, 401, 401, 401]);
    expect(right.status).toBe(429);
    expect(right.headers.get('retry-after')).toBe('30');
  });
});
