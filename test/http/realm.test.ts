import { describe, expect, it } from 'vitest';
import { parseRealm } from '../../engine/http/realm.ts';

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
