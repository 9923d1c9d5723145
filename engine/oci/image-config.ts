import { Failure, oneLine } from '../failures.ts';
import type { Platform } from './descriptor.ts';
import type { Digest } from './digest.ts';
import { isJsonObject, type JsonObject, parseJson } from './json.ts';
import { hasRepeatedNames } from './repeated-names.ts';

/** Far more than any builder writes; a bound on hostile input. */
export const CONFIG_LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * What an image says of itself.
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md
 */
export interface ImageConfig {
  /** Undefined where it is not said, or only by half. */
  readonly platform?: Platform;
  readonly created?: Date;
  /** As the image says it; empty where it says none, which is root. */
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `8080/tcp`. */
  readonly exposedPorts: readonly string[];
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDir: string;
  /** Digests of the layers unpacked, the base image's first. */
  readonly diffIds: readonly string[];
}

const MEDIA_TYPES: readonly string[] = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

export function isImageConfigMediaType(mediaType: string): boolean {
  return MEDIA_TYPES.includes(mediaType);
}

/**
 * Reads the config of an OCI or Docker image.
 * @param bytes as fetched, already checked against `digest`
 * @throws Failure INVALID_CONFIG when it is none, or could be read as two things: container engines take names in
 *   any case (Go's encoding/json), so that `USER` beside `User` would win there
 */
export function parseImageConfig(bytes: Uint8Array, digest: Digest): ImageConfig {
  const invalid = (why: string) => invalidConfig(digest, why);
  const json = bytes.length > CONFIG_LIMIT_BYTES ? undefined : parseJson(bytes);
  if (!isJsonObject(json)) throw invalid('it is not a JSON object in UTF-8, or too large');
  if (hasRepeatedNames(new TextDecoder().decode(bytes), json)) {
    throw invalid('it names a member twice');
  }
  const image = readerOf(json, IMAGE_MEMBERS, '', invalid);
  const run = readerOf(image.object('config'), RUN_MEMBERS, 'config.', invalid);
  const rootfs = readerOf(image.object('rootfs'), ROOTFS_MEMBERS, 'rootfs.', invalid);
  const created = new Date(RFC_3339.exec(image.text('created'))?.[0] ?? '');
  const [os, architecture, variant] = ['os', 'architecture', 'variant'].map(image.text);
  return {
    ...(os && architecture && { platform: { os, architecture, ...(variant && { variant }) } }),
    ...(!Number.isNaN(created.getTime()) && { created }),
    user: run.text('User'),
    labels: run.texts('Labels'),
    exposedPorts: Object.keys(run.object('ExposedPorts')),
    env: run.list('Env'),
    entrypoint: run.list('Entrypoint'),
    command: run.list('Cmd'),
    workingDir: run.text('WorkingDir'),
    diffIds: rootfs.list('diff_ids'),
  };
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;
const IMAGE_MEMBERS = ['os', 'architecture', 'variant', 'created', 'config', 'rootfs'];
const RUN_MEMBERS = ['User', 'Labels', 'ExposedPorts', 'Env', 'Entrypoint', 'Cmd', 'WorkingDir'];
const ROOTFS_MEMBERS = ['diff_ids'];

type Invalid = (why: string) => Failure;

/** Reads members of one object; absent and null are empty, as Go has it. */
function readerOf(json: JsonObject, members: readonly string[], path: string, invalid: Invalid) {
  const known = new Map(members.map((name) => [folded(name), name]));
  for (const name of Object.keys(json)) {
    const meant = known.get(folded(name));
    if (meant !== undefined && meant !== name) {
      throw invalid(`it has \`${path}${name}\`, which some read as \`${path}${meant}\``);
    }
  }
  const object = (name: string): JsonObject => {
    const value = json[name] ?? {};
    if (!isJsonObject(value)) throw invalid(`its \`${path}${name}\` is not an object`);
    return value;
  };
  return {
    object,
    text(name: string): string {
      const value = json[name] ?? '';
      if (typeof value !== 'string') throw invalid(`its \`${path}${name}\` is not a string`);
      return value;
    },
    list(name: string): readonly string[] {
      const value = json[name] ?? [];
      if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
        throw invalid(`its \`${path}${name}\` is not a list of strings`);
      }
      return value;
    },
    texts(name: string): Readonly<Record<string, string>> {
      const entries = Object.entries(object(name));
      if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
        throw invalid(`a value of its \`${path}${name}\` is not a string`);
      }
      return Object.fromEntries(entries);
    },
  };
}

/** Go compares names by simple folding, which makes K of the Kelvin sign and s of a long s. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
}

function invalidConfig(digest: Digest, why: string): Failure {
  return new Failure(
    'INVALID_CONFIG',
    'content',
    `The image config ${digest} cannot be used: ${oneLine(why)}.`,
    'Build and push the image again with a current builder; what this one says of itself cannot be trusted.',
  );
}
