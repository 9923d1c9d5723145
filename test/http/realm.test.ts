import { describe, expect, it } from 'vitest';
import { parseRealm } from '../../engine/http/realm.ts';
import { signInTo, visit } from './connected.ts';
import { at, PULL, PUSH, tokenRegistry } from './token-registry.ts';

const REGISTRY = new URL('https://nexus.example.com:8082');
const parse = (realm: string, hosts: readonly string[] = []) =>
  parseRealm(realm, REGISTRY, 'sent', hosts).href;

describe('the realm of a registry with https', () => {
  it.each([
    ['https://nexus.example.com:8082/v2/token', []],
    ['https://nexus.example.com/v2/token', []],
    ['https://auth.example.com/token', ['auth.example.com']],
    ['https://auth.example.com/token', ['Auth.Example.Com:443']],
    ['https://auth.example.com:8443/token', ['auth.example.com']],
  ])('may be %s with signInHosts %j', (realm, hosts) => {
    expect(parse(realm, hosts)).toBe(realm);
  });

  it.each([
    ['http://nexus.example.com:8082/v2/token', [], 'we do not leave https for plain http'],
    ['https://nexus.example.com.evil.net/token', [], 'go to no other host'],
    ['https://evil.net/nexus.example.com', [], 'go to no other host'],
    ['https://auth.example.com:8443/token', ['auth.example.com:443'], 'go to no other host'],
    ['javascript:alert(1)', [], 'that is no address of the web'],
  ])('may not be %s with signInHosts %j', (realm, hosts, why) => {
    expect(() => parse(realm, hosts)).toThrow(
      expect.objectContaining({ code: 'REALM_REFUSED', message: expect.stringContaining(why) }),
    );
  });

  it('is told in one line, without control characters', () => {
    expect(() => parse('\u009b31m\u202ehttps://x'.repeat(100))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^[^\p{C}]{1,300}$/u) }),
    );
  });
});

describe('a realm', () => {
  it.each([
    ['null://null/v2/token', 'that is no address of the web'],
    ['http://nexus:8082:8082/v2/token', 'that is no address'],
    ['', 'that is no address'],
    ['/v2/token', 'that is no address'],
    ['file:///etc/passwd', 'that is no address of the web'],
    ['http://user@127.0.0.1/token', 'it holds a user name'],
    ['https://auth.example.com/token', 'go to no other host'],
  ])('%j is refused before anything is sent there', async (realm, why) => {
    const peer = await tokenRegistry({ realm: () => realm });
    const { session } = signInTo(peer.url);

    const sending = [PULL, PUSH].map((scopes) => session.send(at(peer), scopes));

    await Promise.allSettled(sending);
    await expect(sending[0]).rejects.toMatchObject({
      code: 'REALM_REFUSED',
      kind: 'denied',
      message: expect.stringContaining(why),
      remedy: expect.stringContaining('`signInHosts`'),
    });
    expect(peer.log).toEqual(['GET /v2/app Basic']);
  });

  it.each([['localhost'], ['LOCALHOST'], ['localhost:PORT']])(
    'on another host is asked where signInHosts names it as %s',
    async (allowed) => {
      const peer = await tokenRegistry({ realm: ({ port }) => `http://localhost:${port}/token` });
      const { session } = signInTo(peer.url, [allowed.replace('PORT', peer.url.port)]);

      const response = await session.send(at(peer), PULL);

      expect(response.status).toBe(200);
    },
  );

  it('on another host is refused where signInHosts names another port of it', async () => {
    const peer = await tokenRegistry({ realm: ({ port }) => `http://localhost:${port}/token` });
    const { session } = signInTo(peer.url, ['localhost:1']);

    await expect(session.send(at(peer), PULL)).rejects.toMatchObject({ code: 'REALM_REFUSED' });
  });

  it('on another host is asked without credentials where there are none', async () => {
    const peer = await tokenRegistry({ realm: ({ port }) => `http://localhost:${port}/token` });

    const response = await visit(peer.url).send(at(peer), PULL);

    expect(response.status).toBe(200);
  });
});
