import { createHash } from 'node:crypto';
import { isManifestMediaType, MANIFEST_MEDIA_TYPES } from '../../engine/oci/media-types.ts';
import type { BuiltImage } from '../support/images/built-image.ts';
import type { Target } from '../support/registry/start-registry.ts';

interface Content {
  readonly mediaType: string;
  readonly digest: string;
  readonly urls?: readonly string[];
}

interface ManifestJson {
  readonly config?: Content;
  readonly layers?: readonly Content[];
  readonly manifests?: readonly Content[];
}

/**
 * Reads everything below a tag or digest as another client would, and hashes it.
 * @returns every digest, sorted; undefined where the reference itself is absent
 * @throws Error where anything below is absent or has other content than its digest says
 */
export async function readAll(
  target: Target,
  reference: string,
): Promise<readonly string[] | undefined> {
  const found = new Set<string>();
  const root = await ask(target, `manifests/${reference}`);
  if (root === undefined) return undefined;
  const rootDigest = reference.includes(':') ? reference : hashOf(root, 'sha256');
  await visit(rootDigest, root);
  return [...found].sort();

  async function visit(digest: string, bytes: Buffer): Promise<void> {
    requireHash(digest, bytes);
    found.add(digest);
    const { config, layers = [], manifests = [] } = JSON.parse(bytes.toString()) as ManifestJson;
    const blobs = [...(config === undefined ? [] : [config]), ...layers].filter(
      ({ urls = [] }) => urls.length === 0,
    );
    for (const { digest } of blobs) await visitBlob(digest);
    for (const { digest, mediaType } of manifests) {
      if (isManifestMediaType(mediaType)) await visit(digest, await read(`manifests/${digest}`));
      else await visitBlob(digest);
    }
  }

  async function visitBlob(digest: string): Promise<void> {
    if (found.has(digest)) return;
    requireHash(digest, await read(`blobs/${digest}`));
    found.add(digest);
  }

  async function read(path: string): Promise<Buffer> {
    const bytes = await ask(target, path);
    if (bytes === undefined) throw new Error(`${path} of ${target.repository} is absent`);
    return bytes;
  }
}

/** What {@link readAll} gives where a whole image is there. */
export function digestsOf(...images: readonly BuiltImage[]): readonly string[] {
  const digests = images.flatMap(({ manifests, blobs, bigBlobs }) => [
    ...manifests.map(({ digest }) => digest),
    ...blobs.keys(),
    ...bigBlobs.keys(),
  ]);
  return [...new Set<string>(digests)].sort();
}

/** Undefined where the registry answers 404. */
export async function ask(
  { url, prefix, repository }: Target,
  path: string,
): Promise<Buffer | undefined> {
  const name = [...(prefix === undefined ? [] : [prefix]), repository].join('/');
  const response = await fetch(`${url}/v2/${name}/${path}`, {
    headers: { accept: MANIFEST_MEDIA_TYPES.join(', ') },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${bytes}`);
  return bytes;
}

function requireHash(digest: string, bytes: Buffer): void {
  const found = hashOf(bytes, digest.slice(0, digest.indexOf(':')));
  if (found !== digest) throw new Error(`${digest} has the content of ${found}`);
}

function hashOf(bytes: Buffer, algorithm: string): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
