import { type Digest, digestOf } from '../oci/digest.ts';
import { isJsonObject } from '../oci/json.ts';
import type { Policy } from './configuration.ts';

/** SHA-256 of the policy's meaning, as JSON with sorted keys; the order of lists counts. */
export function policyDigest({
  registries,
  environments,
  hosts,
  signing,
  trust,
}: Omit<Policy, 'digest'>): Digest {
  const meaning = {
    registries: Object.fromEntries(
      [...registries].map(([name, registry]) => [name, { ...registry, url: registry.url.href }]),
    ),
    environments: Object.fromEntries(environments),
    // A policy of before there were hosts keeps its digest.
    hosts: hosts.size === 0 ? undefined : Object.fromEntries(hosts),
    signing,
    trust: trust && {
      ...trust,
      keys: trust.keys.map(({ key, ...named }) => ({ ...named, key: key.fingerprint })),
    },
  };
  return digestOf(Buffer.from(canonicalJson(meaning), 'utf8'));
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (!isJsonObject(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
