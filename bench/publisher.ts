import { createCipheriv, createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { tar } from '../test/support/images/tar.ts';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** A layer with one file of incompressible bytes: the same for the same seed. */
export interface Layer {
  readonly seed: string;
  readonly bytes: number;
}

/** Puts made-up images into one registry. */
export interface Publisher {
  image(repository: string, layers: readonly Layer[], architecture?: string): Promise<Descriptor>;
  index(repository: string, images: readonly Descriptor[]): Promise<Descriptor>;
  tag(repository: string, tag: string, digest: string): Promise<void>;
}

export function publishTo(registry: string): Publisher {
  const v2 = (path: string) => `${registry}/v2/${path}`;

  async function pushBlob(repository: string, content: Buffer): Promise<string> {
    const digest = digestOf(content);
    const session = await ask(v2(`${repository}/blobs/uploads/`), { method: 'POST' });
    const location = new URL(session.headers.get('location') ?? '', registry);
    location.searchParams.set('digest', digest);
    await ask(location, { method: 'PUT', body: content });
    return digest;
  }

  async function pushManifest(repository: string, mediaType: string, manifest: object) {
    const content = Buffer.from(JSON.stringify(manifest));
    const digest = digestOf(content);
    await ask(v2(`${repository}/manifests/${digest}`), {
      method: 'PUT',
      headers: { 'content-type': mediaType },
      body: content,
    });
    return { mediaType, digest, size: content.length };
  }

  return {
    async image(repository, layers, architecture = 'amd64') {
      const descriptors: Descriptor[] = [];
      const diffIds: string[] = [];
      for (const { seed, bytes } of layers) {
        const content = archive(seed, bytes);
        const zipped = gzipSync(content, { level: 0 });
        diffIds.push(digestOf(content));
        const digest = await pushBlob(repository, zipped);
        descriptors.push({ mediaType: LAYER, digest, size: zipped.length });
      }
      const rootfs = { type: 'layers', diff_ids: diffIds };
      const config = Buffer.from(JSON.stringify({ architecture, os: 'linux', config: {}, rootfs }));
      return pushManifest(repository, IMAGE, {
        schemaVersion: 2,
        mediaType: IMAGE,
        config: {
          mediaType: CONFIG,
          digest: await pushBlob(repository, config),
          size: config.length,
        },
        layers: descriptors,
      });
    },

    index: (repository, images) =>
      pushManifest(repository, INDEX, { schemaVersion: 2, mediaType: INDEX, manifests: images }),

    async tag(repository, tag, digest) {
      const headers = { accept: `${IMAGE}, ${INDEX}` };
      const manifest = await ask(v2(`${repository}/manifests/${digest}`), { headers });
      await ask(v2(`${repository}/manifests/${tag}`), {
        method: 'PUT',
        headers: { 'content-type': manifest.headers.get('content-type') ?? IMAGE },
        body: await manifest.text(),
      });
    },
  };
}

async function ask(url: string | URL, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url}: ${response.status}`);
  return response;
}

const digestOf = (content: Buffer) =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

function archive(seed: string, bytes: number): Buffer {
  const file = { path: `srv/${seed}`, size: bytes, chunks: [noise(seed, bytes)] };
  return Buffer.concat([...tar([file])]);
}

function noise(seed: string, bytes: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}
