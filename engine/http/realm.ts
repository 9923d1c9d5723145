import { realmRefused } from './sign-in-failures.ts';

const PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/**
 * The address where a registry wants its tokens fetched.
 * @param credentials whether credentials would go there; without any, every host may be asked
 * @param signInHosts `host` or `host:port`, allowed besides the registry's own host
 * @throws Failure REALM_REFUSED: credentials go to no host that only an answer named
 */
export function parseRealm(
  text: string,
  registry: URL,
  credentials: 'sent' | 'none',
  signInHosts: readonly string[],
): URL {
  const refuse = (why: string) => realmRefused(registry, text, why);
  if (!URL.canParse(text)) throw refuse('that is no address');
  const realm = new URL(text);
  if (realm.protocol !== 'https:' && realm.protocol !== registry.protocol) {
    throw refuse(
      realm.protocol === 'http:'
        ? 'we do not leave https for plain http'
        : 'that is no address of the web',
    );
  }
  if (realm.username !== '' || realm.password !== '') throw refuse('it holds a user name');
  const { hostname } = realm;
  const withPort = `${hostname}:${realm.port || PORTS[realm.protocol]}`;
  const allowed = [registry.hostname, ...signInHosts.map((host) => host.toLowerCase())];
  if (credentials === 'sent' && !allowed.includes(hostname) && !allowed.includes(withPort)) {
    throw refuse(`the credentials of ${registry.host} go to no other host`);
  }
  return realm;
}
