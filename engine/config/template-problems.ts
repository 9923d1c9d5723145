import { isRepositoryName, isTag, REPOSITORY_NAME_RULE } from '../oci/reference.ts';
import type { RepositoryTemplate } from './configuration.ts';
import { nearestName, unknownName } from './nearest-name.ts';
import { listed, quoted } from './problem.ts';
import {
  isPlaceholder,
  PLACEHOLDERS,
  renderRepositoryPath,
  SHORTEST_CUT,
  TAG_LENGTH_LIMIT,
  templateParts,
} from './templates.ts';

/** Every registry by name, with its prefix if it has one. */
type Prefixes = ReadonlyMap<string, string | undefined>;

const NAME_LENGTH_LIMIT = 255;

/** What is wrong with the `image` of the file. */
export function problemOfImage(image: string): string | undefined {
  if (isRepositoryName(image)) return undefined;
  if (isRepositoryName(image.toLowerCase())) {
    return `${quoted(image)} has upper-case letters; registries take lower case only: ${quoted(image.toLowerCase())}.`;
  }
  if (/[:@]/.test(image)) {
    return `${quoted(image)} must be the name alone, for example \`shop/checkout\`, without registry, tag or digest.`;
  }
  return `${quoted(image)} is no image name: ${REPOSITORY_NAME_RULE}.`;
}

/** Why no tag can ever come of a template; each reason a sentence. */
export function problemsOfTagTemplate(template: string): readonly string[] {
  const parts = templateParts(template);
  const wrongBraces = problemsOfBraces(template, (name) => {
    if (isPlaceholder(name)) return undefined;
    const nearest = nearestName(name.trim(), PLACEHOLDERS);
    const hint = nearest === undefined ? '.' : `; did you mean ${quoted(`{${nearest}}`)}?`;
    return `Unknown placeholder ${quoted(`{${name}}`)}${hint} A tag may hold ${bracedList()}.`;
  });
  if (wrongBraces.length > 0) return wrongBraces;
  if (template === '') return ['The tag is empty.'];

  const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  const wrong = /[^A-Za-z0-9_.-]/u.exec(text)?.[0];
  if (wrong !== undefined) {
    return [
      `${quoted(template)} can be no tag: it holds ${quoted(wrong)}, and only letters, digits, "_", "." and "-" are allowed.`,
    ];
  }
  if (/^[.-]/.test(template)) {
    return [
      `${quoted(template)} can be no tag: it must not start with ${quoted(template.charAt(0))}.`,
    ];
  }
  if (/^(sha256-([0-9a-f]{64}|\{)|env-[a-z0-9-]*(\.|\{(branch|version|image)\}))/.test(template)) {
    return [`${quoted(template)} could come out as the name of a record; begin it otherwise.`];
  }
  const values = parts.filter(({ kind }) => kind === 'placeholder').length;
  if (text.length + values * SHORTEST_CUT > TAG_LENGTH_LIMIT || (values === 0 && !isTag(text))) {
    const room = values > 0 ? `, and each placeholder needs room for ${SHORTEST_CUT}` : '';
    return [
      `${quoted(template)} is too long: a tag has at most ${TAG_LENGTH_LIMIT} characters${room}.`,
    ];
  }
  return [];
}

/** What is wrong with `registry/path`; `image` is undefined where it is itself wrong. */
export function problemsOfRepositoryTemplate(
  template: string,
  image: string | undefined,
  prefixes: Prefixes,
): readonly string[] {
  if (template.includes('://')) {
    return [`${quoted(template)} is a URL; name a registry instead, as in ${exampleOf(prefixes)}.`];
  }
  const { registry, path } = splitRepository(template);
  if (path === undefined) {
    return [`${quoted(template)} must be registry and repository, as in ${exampleOf(prefixes)}.`];
  }
  const unknownRegistry = prefixes.has(registry)
    ? []
    : [unknownName('registry', registry, [...prefixes.keys()])];
  const wrongBraces = problemsOfBraces(path, (name) => {
    if (name === 'image') return undefined;
    const unknown = isPlaceholder(name)
      ? `${quoted(`{${name}}`)} cannot stand in a repository`
      : `Unknown placeholder ${quoted(`{${name}}`)}`;
    return `${unknown}; only \`{image}\` can.`;
  });
  if (wrongBraces.length > 0) return [...unknownRegistry, ...wrongBraces];

  const rendered = renderRepositoryPath(path, image ?? 'image');
  const prefix = prefixes.get(registry);
  const full = prefix === undefined ? rendered : `${prefix}/${rendered}`;
  return [...unknownRegistry, ...problemsOfPath(path, rendered, full)];
}

/** The registry's name and the path below it; no path where there is no slash. */
export function splitRepository(template: string): {
  readonly registry: string;
  readonly path: string | undefined;
} {
  const slash = template.indexOf('/');
  if (slash === -1) return { registry: template, path: undefined };
  return { registry: template.slice(0, slash), path: template.slice(slash + 1) };
}

/** The template of a text that was checked. */
export function repositoryTemplate(template: string): RepositoryTemplate {
  const { registry, path = '' } = splitRepository(template);
  return { registry, path };
}

function problemsOfPath(path: string, rendered: string, full: string): readonly string[] {
  if (full.length > NAME_LENGTH_LIMIT) {
    return [
      `The repository ${quoted(full)} is too long: at most ${NAME_LENGTH_LIMIT} characters, prefix included.`,
    ];
  }
  if (isRepositoryName(rendered)) return [];
  const shown = path === rendered ? quoted(path) : `${quoted(path)}, here ${quoted(rendered)},`;
  if (isRepositoryName(rendered.toLowerCase())) {
    return [`${shown} has upper-case letters; registries take lower case only.`];
  }
  if (/:[^/]*$/.test(rendered)) return [`${shown} holds a tag; list tags under \`tags\`.`];
  return [`${shown} is no repository name: ${REPOSITORY_NAME_RULE}.`];
}

function problemsOfBraces(
  template: string,
  judge: (name: string) => string | undefined,
): readonly string[] {
  const parts = templateParts(template);
  const stray = parts.find(({ kind }) => kind === 'stray brace');
  if (stray?.kind === 'stray brace') {
    const partner = stray.text === '{' ? 'is not closed' : 'has no `{` before it';
    return [`${quoted(template)} has a ${quoted(stray.text)} that ${partner}.`];
  }
  return parts.flatMap((part) => (part.kind === 'placeholder' ? (judge(part.name) ?? []) : []));
}

function bracedList(): string {
  return listed(PLACEHOLDERS.map((name) => `{${name}}`));
}

function exampleOf(prefixes: Prefixes): string {
  return quoted(`${[...prefixes.keys()][0] ?? 'registry'}/{image}`);
}
