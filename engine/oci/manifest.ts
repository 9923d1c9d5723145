import { Failure, oneLine } from '../failures.ts';
import type { Descriptor, Platform } from './descriptor.ts';
import { type Digest, isDigest } from './digest.ts';
import { isJsonObject, type JsonObject, parseJson } from './json.ts';
import {
  DOCKER_LIST,
  DOCKER_MANIFEST,
  isIndexMediaType,
  isManifestMediaType,
  OCI_INDEX,
  OCI_MANIFEST,
} from './media-types.ts';
import { hasRepeatedNames } from './repeated-names.ts';

/** No registry has to take a larger manifest. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests */
export const MANIFEST_LIMIT_BYTES = 4 * 1024 * 1024;
/** More children or layers than any real image has; a bound on hostile input. */
const CHILDREN_LIMIT = 2_000;

interface ManifestBase {
  /** What was fetched; pushed again unchanged. */
  readonly bytes: Uint8Array;
  readonly descriptor: Descriptor;
  readonly subjectDescriptor?: Descriptor;
  readonly artifactType?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ImageManifest extends ManifestBase {
  readonly isIndex: false;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface IndexManifest extends ManifestBase {
  readonly isIndex: true;
  readonly manifests: readonly Descriptor[];
}

/** Bytes beside a parsed view of them. */
export type Manifest = ImageManifest | IndexManifest;

/**
 * Reads a manifest of any of the four media types.
 * @param bytes as fetched, already checked against `digest`
 * @param contentType bare media type from the registry or the descriptor; '' where unknown
 * @throws Failure INVALID_MANIFEST when the bytes are no manifest, or could be read as two things
 *   (CVE-2021-41190: both `manifests` and `layers`, or a `mediaType` that contradicts)
 */
export function parseManifest(bytes: Uint8Array, contentType: string, digest: Digest): Manifest {
  const invalid = (why: string) => invalidManifest(digest, why);
  if (bytes.length > MANIFEST_LIMIT_BYTES) {
    throw invalid(`it has ${bytes.length} bytes and the limit is ${MANIFEST_LIMIT_BYTES}`);
  }
  const json = parseJson(bytes);
  if (!isJsonObject(json)) throw invalid('it is not a JSON object in UTF-8');
  if (json['schemaVersion'] !== 2) {
    const isOld = json['schemaVersion'] === 1;
    throw invalid(`its schemaVersion is ${isOld ? 1 : 'something else'}, not 2`);
  }
  if (hasRepeatedNames(new TextDecoder().decode(bytes), json)) {
    throw invalid('it names a member twice, which readers take in different ways');
  }
  const oddName = Object.keys(json).find((name) => isOddlyWritten(name));
  if (oddName !== undefined) {
    throw invalid(
      `it has a member \`${oneLine(oddName)}\`, which some readers take for \`${oddName.toLowerCase()}\``,
    );
  }
  const mediaType = mediaTypeOf(json, contentType, invalid);
  const base = {
    bytes,
    descriptor: { mediaType, digest, size: bytes.length },
    annotations: annotationsOf(json['annotations'], invalid),
    ...(typeof json['artifactType'] === 'string' && { artifactType: json['artifactType'] }),
    ...(json['subject'] !== undefined &&
      json['subject'] !== null && {
        subjectDescriptor: descriptorOf(json['subject'], 'subject', invalid),
      }),
  };
  if (isIndexMediaType(mediaType)) {
    return { ...base, isIndex: true, manifests: descriptorsOf(json, 'manifests', invalid) };
  }
  return {
    ...base,
    isIndex: false,
    config: descriptorOf(json['config'], 'config', invalid),
    layers: descriptorsOf(json, 'layers', invalid),
  };
}

/** Children of an index, or config and layers of an image manifest. */
export function contentsOf(manifest: Manifest): readonly Descriptor[] {
  return manifest.isIndex ? manifest.manifests : [manifest.config, ...manifest.layers];
}

/** Go's JSON reader, which most engines and registries have, takes `Layers` for `layers`. */
function isOddlyWritten(name: string): boolean {
  const lower = name.toLowerCase();
  return MEMBERS.some((member) => member.toLowerCase() === lower && member !== name);
}

const MEMBERS: readonly string[] = [
  'schemaVersion',
  'mediaType',
  'artifactType',
  'config',
  'layers',
  'manifests',
  'subject',
  'annotations',
];

type Invalid = (why: string) => Failure;

function mediaTypeOf(json: JsonObject, contentType: string, invalid: Invalid): string {
  const declared = json['mediaType'];
  if (declared !== undefined && typeof declared !== 'string') {
    throw invalid('its mediaType is not a string');
  }
  const hasChildren = json['manifests'] !== undefined;
  const hasContent = json['layers'] !== undefined || json['config'] !== undefined;
  if (hasChildren && hasContent) throw invalid('it has both `manifests` and `layers` or `config`');
  if (!hasChildren && !hasContent) throw invalid('it has neither `manifests` nor `config`');
  const isTyped = isManifestMediaType(contentType);
  if (declared !== undefined && isTyped && declared !== contentType) {
    throw invalid(`it calls itself ${oneLine(declared)} but was announced as ${contentType}`);
  }
  const mediaType = declared ?? (isTyped ? contentType : hasChildren ? OCI_INDEX : OCI_MANIFEST);
  const fitting = hasChildren ? [OCI_INDEX, DOCKER_LIST] : [OCI_MANIFEST, DOCKER_MANIFEST];
  if (!fitting.includes(mediaType)) {
    throw invalid(`its mediaType ${oneLine(mediaType)} does not fit its members`);
  }
  return mediaType;
}

function descriptorsOf(json: JsonObject, member: string, invalid: Invalid): readonly Descriptor[] {
  const list = json[member];
  if (!Array.isArray(list)) throw invalid(`its \`${member}\` is not a list`);
  if (list.length > CHILDREN_LIMIT) {
    throw invalid(`its \`${member}\` has ${list.length} entries; the limit is ${CHILDREN_LIMIT}`);
  }
  return list.map((item, i) => descriptorOf(item, `${member}[${i}]`, invalid));
}

function descriptorOf(value: unknown, where: string, invalid: Invalid): Descriptor {
  if (!isJsonObject(value)) throw invalid(`its \`${where}\` is not an object`);
  const { mediaType, digest, size, artifactType, urls, data } = value;
  if (typeof mediaType !== 'string') throw invalid(`\`${where}.mediaType\` is not a string`);
  if (typeof digest !== 'string' || !isDigest(digest)) {
    throw invalid(`\`${where}.digest\` is not a sha256 or sha512 digest`);
  }
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw invalid(`\`${where}.size\` is not a number of bytes`);
  }
  const platform = platformOf(value['platform']);
  return {
    mediaType,
    digest,
    size,
    ...(platform !== undefined && { platform }),
    ...(value['annotations'] !== undefined && {
      annotations: annotationsOf(value['annotations'], invalid),
    }),
    ...(typeof artifactType === 'string' && { artifactType }),
    ...(typeof data === 'string' && { data: Buffer.from(data, 'base64') }),
    ...(Array.isArray(urls) && { urls: urls.filter((url) => typeof url === 'string') }),
  };
}

function platformOf(value: unknown): Platform | undefined {
  if (!isJsonObject(value)) return undefined;
  const { os, architecture, variant } = value;
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined;
  const osVersion = value['os.version'];
  return {
    os,
    architecture,
    ...(typeof variant === 'string' && { variant }),
    ...(typeof osVersion === 'string' && { osVersion }),
  };
}

function annotationsOf(value: unknown, invalid: Invalid): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value)) throw invalid('its annotations are not an object');
  const entries = Object.entries(value);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw invalid('an annotation is not a string');
  }
  return Object.fromEntries(entries);
}

function invalidManifest(digest: Digest, why: string): Failure {
  return new Failure(
    'INVALID_MANIFEST',
    'content',
    `The manifest ${digest} cannot be used: ${why}.`,
    'Build and push the image again with a current builder; this content cannot be promoted safely.',
  );
}
