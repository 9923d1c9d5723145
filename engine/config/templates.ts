import { digestOf, hexOf } from '../oci/digest.ts';

/** What a template may name in braces; a repository's template knows only `image`. */
export const PLACEHOLDERS = ['image', 'build', 'commit', 'version', 'branch'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What is known of the image; an empty text counts as not known. */
export type TemplateValues = { readonly image: string } & {
  readonly [P in Exclude<Placeholder, 'image'>]?: string | undefined;
};

/** A tag could not be made, since the template needs a value that is not known. */
export interface UnrenderedTag {
  readonly missing: string;
  readonly because: string;
}

export type TemplatePart =
  | { readonly kind: 'text' | 'stray brace'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: string };

export const TAG_LENGTH_LIMIT = 128;
/** One character and the mark: what a value takes at least when it has to be cut. */
export const SHORTEST_CUT = 14;

const BUILD_BOUND: ReadonlySet<string> = new Set<Placeholder>(['build', 'commit', 'version']);
const MARKED = /-[0-9a-f]{12}$/;
/** Names of records, of cosign's signatures, and of the journal: an image there would hide what they say. */
const OF_RECORDS = /^(sha256-[0-9a-f]{64}|env-[a-z0-9-]+\.)/;

/**
 * The tag that a checked template stands for.
 *
 * A value that is no tag text (`feature/x`) is changed, the same way for every placeholder, `{image}` included:
 * each run of other characters becomes `-`, leading `.` and `-` go, and `-` with the first 12 digits of the value's
 * SHA-256 is appended, so that `feature/x`, `feature-x` and `Feature/x` never share a tag. The digits are appended
 * as well where the tag would be over 128 characters and the value was cut, and to a value that ends as if they had been.
 * For example `{branch}-{build}` gives `feature-x-217d2bf51f16-10` for branch `feature/x`, build 10.
 */
export function renderTag(template: string, values: TemplateValues): string | UnrenderedTag {
  const parts = templateParts(template);
  const texts: { readonly text: string; readonly isValue: boolean }[] = [];
  for (const part of parts) {
    if (part.kind !== 'placeholder') {
      texts.push({ text: part.text, isValue: false });
      continue;
    }
    const value = isPlaceholder(part.name) ? values[part.name] : undefined;
    if (value === undefined || value === '') {
      const because = `The tag template \`${template}\` needs a ${part.name}, and none is known.`;
      return { missing: part.name, because };
    }
    texts.push({ text: value, isValue: true });
  }
  const room = roomForEachValue(
    texts.map(({ text, isValue }) => (isValue ? tagTextOf(text).length : 0)),
    TAG_LENGTH_LIMIT -
      texts.reduce((sum, { text, isValue }) => sum + (isValue ? 0 : text.length), 0),
  );
  const tag = texts.map(({ text, isValue }) => (isValue ? tagTextOf(text, room) : text)).join('');
  if (!OF_RECORDS.test(tag)) return tag;
  const [value] = parts.filter((part) => part.kind === 'placeholder');
  const because = `The tag template \`${template}\` would give \`${tag}\`, which only a record can be called.`;
  return { missing: value?.kind === 'placeholder' ? value.name : 'name', because };
}

/** The path of a repository for one image. */
export function renderRepositoryPath(template: string, image: string): string {
  return template.replaceAll('{image}', () => image);
}

/** True where the tag names one build, so that it may never move to another digest. */
export function isBuildBound(template: string): boolean {
  return templateParts(template).some(
    (part) => part.kind === 'placeholder' && BUILD_BOUND.has(part.name),
  );
}

export function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}

/** The template in its parts, in order; braces that make no pair are parts of their own. */
export function templateParts(template: string): readonly TemplatePart[] {
  return [...template.matchAll(/\{([^{}]*)\}|[{}]|[^{}]+/g)].map(([text, name]) => {
    if (name !== undefined) return { kind: 'placeholder', name };
    return { kind: text === '{' || text === '}' ? 'stray brace' : 'text', text };
  });
}

function tagTextOf(value: string, room = Number.POSITIVE_INFINITY): string {
  const legal = value.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '');
  if (legal === value && value.length <= room && !MARKED.test(value)) return value;
  const mark = `-${hexOf(digestOf(Buffer.from(value, 'utf8'))).slice(0, 12)}`;
  return `${(legal === '' ? 'x' : legal).slice(0, room - mark.length)}${mark}`;
}

/** The longest length that, as a limit for every value, makes them fit: long values pay before short ones. */
function roomForEachValue(lengths: readonly number[], total: number): number {
  let room = TAG_LENGTH_LIMIT;
  const taken = () => lengths.reduce((sum, length) => sum + Math.min(length, room), 0);
  while (room > SHORTEST_CUT && taken() > total) room--;
  return room;
}
