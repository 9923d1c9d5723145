import { labelOf } from '../../engine/evidence/record-tag.ts';
import { MANIFEST_MEDIA_TYPES } from '../../engine/oci/media-types.ts';
import type { Landscape, Place } from './landscape.ts';

/** Tag to digest, as another client sees them; records, and the index of referrers, are left out. */
type Tags = Readonly<Record<string, string>>;

/** Tags of one repository; empty where it is absent. */
export async function tagsOf(place: Place, repository = 'shop/checkout'): Promise<Tags> {
  const names = (await tagNames(place, repository)).filter(
    (name) => labelOf(name) === undefined && !/^sha256-[0-9a-f]{64}$/.test(name),
  );
  const entries = names.map(async (name) => {
    const response = await ask(place, repository, `manifests/${name}`, 'HEAD');
    return [name, response.headers.get('docker-content-digest') ?? ''] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Labels of the records of a repository, such as `verdict-accepted`, in the order of their tags; without its journals. */
export async function recordsOf(
  place: Place,
  repository = 'shop/checkout',
): Promise<readonly string[]> {
  const names = await tagNames(place, repository);
  return names.sort().flatMap((name) => (/^(?:env|hold)-/.test(name) ? [] : (labelOf(name) ?? [])));
}

/** Everything that a promotion in the landscape may have tagged. */
export async function allTags({ dev, prod }: Landscape) {
  const repositories = ['shop/checkout', 'shop/checkout-qa', 'shop/checkout-eu'];
  const places = [
    ['dev', dev],
    ['prod', prod],
  ] as const;
  const entries = places.flatMap(([name, place]) =>
    repositories.map(async (one) => [`${name} ${one}`, await tagsOf(place, one)] as const),
  );
  const found = await Promise.all(entries);
  return Object.fromEntries(found.filter(([, tags]) => Object.keys(tags).length > 0));
}

async function tagNames(place: Place, repository: string): Promise<string[]> {
  const response = await ask(place, repository, 'tags/list');
  if (response.status === 404) return [];
  if (response.status !== 200) throw new Error(`tags of ${repository}: ${response.status}`);
  const { tags } = (await response.json()) as { tags: string[] | null };
  return tags ?? [];
}

/** Basic works with both kinds of sign-in. */
function ask(place: Place, repository: string, path: string, method = 'GET') {
  const { url, prefix, credentials } = place;
  const name = [...(prefix === undefined ? [] : [prefix]), repository].join('/');
  const basic = Buffer.from(`${credentials?.username}:${credentials?.password}`);
  return fetch(`${url}/v2/${name}/${path}`, {
    method,
    headers: {
      accept: MANIFEST_MEDIA_TYPES.join(', '),
      ...(credentials && { authorization: `Basic ${basic.toString('base64')}` }),
    },
  });
}
