import type { Digest } from '../oci/digest.ts';
import type { ImageFacts, PlatformFacts } from '../registry/image-facts.ts';
import { maskedSetting, maskedWords } from './diff-secrets.ts';

/** A setting on either side; absent where it is not there. */
export interface Changed {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/** What is only on one side. */
export interface Exchanged {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** One platform on both sides, or on one. */
export interface PlatformDiff {
  readonly platform: string;
  readonly change: 'both' | 'gained' | 'lost';
  /** Compressed, as it is pulled. */
  readonly sizeBytes: { readonly before?: number; readonly after?: number };
  /** Who has the image before pulls `addedBytes`. */
  readonly layers: {
    readonly kept: number;
    readonly added: number;
    readonly removed: number;
    readonly addedBytes: number;
    readonly removedBytes: number;
  };
  /** Values that look like secrets are masked. */
  readonly env: readonly Changed[];
  readonly labels: readonly Changed[];
  /** `user`, `entrypoint`, `command`, `workingDir`. */
  readonly settings: readonly Changed[];
  readonly ports: Exchanged;
}

/** What differs between two images; from undefined to an image, all of it is gained. */
export interface ImageDiff {
  readonly before?: Digest;
  readonly after: Digest;
  readonly platforms: readonly PlatformDiff[];
  readonly annotations: readonly Changed[];
}

/** Pure: the diff of an image with itself has no change, and the other way round the sides are swapped. */
export function diffImages(before: ImageFacts | undefined, after: ImageFacts): ImageDiff {
  const [old, now] = [named(before?.platforms ?? []), named(after.platforms)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return {
    ...(before !== undefined && { before: before.digest }),
    after: after.digest,
    platforms: names.map((name) => diffPlatform(old.get(name), now.get(name))),
    annotations: diffSettings(
      new Map(Object.entries(before?.annotations ?? {})),
      new Map(Object.entries(after.annotations)),
    ),
  };
}

/** True where nothing that a container would notice differs. */
export function isSame({ platforms, annotations }: ImageDiff): boolean {
  return annotations.length === 0 && platforms.every(isUnchanged);
}

function isUnchanged(one: PlatformDiff): boolean {
  const { change, layers, env, labels, settings, ports } = one;
  const changes = [env, labels, settings, ports.added, ports.removed];
  return (
    change === 'both' &&
    layers.added + layers.removed === 0 &&
    changes.every(({ length }) => length === 0)
  );
}

/** Windows images come for several releases under one name, so that a name may come again. */
function named(platforms: readonly PlatformFacts[]): ReadonlyMap<string, PlatformFacts> {
  const found = new Map<string, PlatformFacts>();
  for (const one of platforms) {
    let name = one.platform;
    for (let i = 2; found.has(name); i += 1) name = `${one.platform} (${i})`;
    found.set(name, { ...one, platform: name });
  }
  return found;
}

function diffPlatform(
  before: PlatformFacts | undefined,
  after: PlatformFacts | undefined,
): PlatformDiff {
  const [old, now] = [before ?? EMPTY, after ?? EMPTY];
  const added = without(now.layers, old.layers);
  const removed = without(old.layers, now.layers);
  const isBoth = before !== undefined && after !== undefined;
  const [left, right] = isBoth ? [before, after] : [EMPTY, EMPTY];
  return {
    platform: after?.platform ?? old.platform,
    change: isBoth ? 'both' : after === undefined ? 'lost' : 'gained',
    sizeBytes: {
      ...(before !== undefined && { before: sizeOf(before.layers) }),
      ...(after !== undefined && { after: sizeOf(after.layers) }),
    },
    layers: {
      kept: now.layers.length - added.length,
      added: added.length,
      removed: removed.length,
      addedBytes: sizeOf(added),
      removedBytes: sizeOf(removed),
    },
    env: diffSettings(variables(left.env), variables(right.env)),
    labels: diffSettings(
      new Map(Object.entries(left.labels)),
      new Map(Object.entries(right.labels)),
    ),
    settings: diffSettings(settingsOf(left), settingsOf(right)),
    ports: {
      added: right.exposedPorts.filter((port) => !left.exposedPorts.includes(port)).sort(),
      removed: left.exposedPorts.filter((port) => !right.exposedPorts.includes(port)).sort(),
    },
  };
}

type Side = Pick<
  PlatformFacts,
  'platform' | 'layers' | 'env' | 'labels' | 'exposedPorts' | 'user' | 'entrypoint' | 'command'
> &
  Pick<PlatformFacts, 'workingDir'>;

/** A platform of which one side is missing is told by its name and size; its settings would all be new. */
const EMPTY: Side = {
  ...{ platform: '', layers: [], env: [], labels: {}, exposedPorts: [] },
  ...{ user: '', entrypoint: [], command: [], workingDir: '' },
};

type Layers = PlatformFacts['layers'];

/** Layers of one list that the other lacks; one that comes twice is counted twice. */
function without(layers: Layers, others: Layers): Layers {
  const left = new Map<Digest, number>();
  for (const { digest } of others) left.set(digest, (left.get(digest) ?? 0) + 1);
  return layers.filter(({ digest }) => {
    const times = left.get(digest) ?? 0;
    left.set(digest, times - 1);
    return times <= 0;
  });
}

function sizeOf(layers: Layers): number {
  return layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function variables(env: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    env.map((entry) => {
      const end = entry.indexOf('=');
      return end < 0 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 1)];
    }),
  );
}

function settingsOf({ user, entrypoint, command, workingDir }: Side): ReadonlyMap<string, string> {
  const words = (list: readonly string[]) => (list.length === 0 ? '' : JSON.stringify(list));
  const settings: readonly (readonly [string, string])[] = [
    ['user', user],
    ['entrypoint', words(maskedWords(entrypoint))],
    ['command', words(maskedWords(command))],
    ['workingDir', workingDir],
  ];
  return new Map(settings.filter(([, value]) => value !== ''));
}

/** By name; whether a masked value changed is seen before it is masked. */
function diffSettings(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly Changed[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === now) return [];
    return {
      name,
      ...(old !== undefined && { before: maskedSetting(name, old) }),
      ...(now !== undefined && { after: maskedSetting(name, now) }),
    };
  });
}
