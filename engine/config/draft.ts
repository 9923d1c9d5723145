import { isJsonObject, type JsonObject } from '../oci/json.ts';
import type { Path } from './problem.ts';

/** A text of the file and where it stands. */
export interface Text {
  readonly path: Path;
  readonly text: string;
}

export interface DraftRegistry {
  readonly name: string;
  readonly url?: Text;
  readonly prefix?: Text;
  readonly credentials?: Text;
}

export interface DraftHost {
  readonly name: string;
  readonly path: Path;
  readonly url?: Text;
  readonly context?: Text;
  readonly credentials?: Text;
  readonly isInsecure: boolean;
}

export interface DraftEnvironment {
  readonly name: string;
  readonly path: Path;
  readonly hasFrom: boolean;
  readonly from: readonly Text[];
  readonly repositories: readonly Text[];
  readonly tags: readonly Text[];
  /** Of `runsOn`, and of the targets in `deploy`. */
  readonly hosts: readonly Text[];
  readonly runsOn: readonly Text[];
  readonly pullFrom: readonly Text[];
  readonly hasCandidate: boolean;
}

/** The texts of a promotion.yaml that may break the schema elsewhere, so that all problems are told at once. */
export interface Draft {
  /** Of `image` or `images`. */
  readonly images: readonly Text[];
  /** Which of the two the file has; undefined where the file is no mapping at all. */
  readonly imageMembers: readonly string[] | undefined;
  readonly registries: readonly DraftRegistry[];
  readonly hosts: readonly DraftHost[];
  readonly environments: readonly DraftEnvironment[];
}

export function readDraft(value: unknown): Draft {
  const root = isJsonObject(value) ? value : {};
  return {
    images: ['image', 'images'].flatMap((name) => textsIn(root, name, [])),
    imageMembers: isJsonObject(value)
      ? ['image', 'images'].filter((name) => Object.hasOwn(value, name))
      : undefined,
    registries: namedIn(root, 'registries').map(({ name, path, settings }) => ({
      name,
      ...textIn(settings, 'url', path),
      ...textIn(settings, 'prefix', path),
      ...textIn(settings, 'credentials', path),
    })),
    hosts: namedIn(root, 'hosts').map(({ name, path, settings }) => ({
      name,
      path,
      ...textIn(settings, 'url', path),
      ...textIn(settings, 'context', path),
      ...textIn(settings, 'credentials', path),
      isInsecure: settings['insecure'] === true,
    })),
    environments: namedIn(root, 'environments').map(({ name, path, settings }) => ({
      name,
      path,
      hasFrom: Object.hasOwn(settings, 'from'),
      from: textsIn(settings, 'from', path),
      repositories: textsIn(settings, 'repository', path),
      tags: textsIn(settings, 'tags', path),
      hosts: [...textsIn(settings, 'runsOn', path), ...hostsOfTargets(settings, path)],
      runsOn: textsIn(settings, 'runsOn', path),
      pullFrom: textsIn(settings, 'pullFrom', path),
      hasCandidate: Object.hasOwn(settings, 'candidate'),
    })),
  };
}

function hostsOfTargets({ deploy }: JsonObject, path: Path): readonly Text[] {
  if (!Array.isArray(deploy)) return [];
  return deploy.flatMap((target: unknown, index) =>
    isJsonObject(target) ? textsIn(target, 'host', [...path, 'deploy', index]) : [],
  );
}

function namedIn(
  root: JsonObject,
  member: string,
): readonly { readonly name: string; readonly path: Path; readonly settings: JsonObject }[] {
  const named = root[member];
  if (!isJsonObject(named)) return [];
  return Object.entries(named).map(([name, settings]) => ({
    name,
    path: [member, name],
    settings: isJsonObject(settings) ? settings : {},
  }));
}

function textIn<Name extends string>(
  settings: JsonObject,
  name: Name,
  path: Path,
): { readonly [key in Name]?: Text } {
  const [text] = typeof settings[name] === 'string' ? textsIn(settings, name, path) : [];
  return text === undefined ? {} : ({ [name]: text } as { readonly [key in Name]: Text });
}

/** The text, or the texts of the list, at `name`. */
function textsIn(settings: JsonObject, name: string, path: Path): readonly Text[] {
  const value = settings[name];
  if (typeof value === 'string') return [{ path: [...path, name], text: value }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown, index) =>
    typeof item === 'string' ? [{ path: [...path, name, index], text: item }] : [],
  );
}
