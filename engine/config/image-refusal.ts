import { Failure } from '../failures.ts';
import { isRepositoryName } from '../oci/reference.ts';
import { mayName } from './applications.ts';
import type { Configuration, Policy, RepositoryTemplate } from './configuration.ts';
import { listed, quoted } from './problem.ts';
import { renderRepositoryPath } from './templates.ts';

/** @throws Failure IMAGE_NOT_ALLOWED where the policy does not let an application name the image */
export function requireImage(configuration: Configuration, image: string): void {
  const because = imageRefusal(configuration, image);
  if (because === undefined) return;
  throw new Failure(
    'IMAGE_NOT_ALLOWED',
    'usage',
    `The image that the step names cannot be promoted here: ${because}.`,
    'Name an image of your own; which ones an application may name is said by the owner of the policy.',
  );
}

/** Why an image may not be named, without a full stop; undefined where it may. */
export function imageRefusal(
  { policy, application }: Configuration,
  image: string,
): string | undefined {
  const patterns = application.mayName;
  if (patterns === undefined) return undefined;
  if (!mayName(patterns, image)) {
    return `${quoted(image)} is none of ${listed(patterns)}, which \`applications.image\` of the policy lists`;
  }
  return twinRefusal(policy, image, patterns);
}

/**
 * With `{image}` in dev and `{image}-qa` in qa, an image named `cart-qa` would be built into what is the qa
 * repository of `cart`, past its gates. Of two such images only the shorter name can be used.
 */
function twinRefusal(
  policy: Policy,
  image: string,
  patterns: readonly string[],
): string | undefined {
  const templates = [...policy.environments.values()].flatMap(({ name, repositories }) =>
    repositories.map((template) => ({ environment: name, template })),
  );
  for (const own of templates) {
    const place = renderRepositoryPath(placeOf(policy, own.template), image);
    for (const other of templates) {
      const twin = imageAt(placeOf(policy, other.template), place);
      if (twin === undefined || twin.length >= image.length || !mayName(patterns, twin)) continue;
      return `${quoted(image)} would have in ${quoted(own.environment)} the repository that ${quoted(twin)} has in ${quoted(other.environment)} by the policy`;
    }
  }
  return undefined;
}

/** Registry and path with `{image}` still in it: the same for one place under two names. */
export function placeOf({ registries }: Policy, { registry, path }: RepositoryTemplate): string {
  const { url, prefix } = registries.get(registry) ?? {};
  return [url?.href.replace(/\/+$/, '') ?? registry, prefix, path]
    .filter((part) => part !== undefined)
    .join('/');
}

/** The image whose repository a place is. */
function imageAt(template: string, place: string): string | undefined {
  const [before = '', ...after] = template.split('{image}').map(escaped);
  if (after.length === 0) return undefined;
  const [first = '', ...more] = after;
  const again = more.map((text) => `\\1${text}`).join('');
  const image = new RegExp(`^${before}(.+)${first}${again}$`).exec(place)?.[1];
  return image !== undefined && isRepositoryName(image) ? image : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
