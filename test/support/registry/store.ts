import { createHash } from 'node:crypto';
import { memoryBlob, type StoredBlob } from './blob-storage.ts';

export interface StoredManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** What one Nexus repository holds: blobs of its own, shared by its images. */
export interface RepositoryContent {
  readonly blobs: Map<string, StoredBlob>;
  readonly images: Map<string, ImageContent>;
}

export interface ImageContent {
  readonly manifests: Map<string, StoredManifest>;
  readonly tags: Map<string, string>;
  /** The tags in lexical order, until one comes or goes. */
  sorted?: readonly string[] | undefined;
}

/** The content of all repositories, for the server and for tests that look or meddle behind its back. */
export class Store {
  readonly #repositories = new Map<string, RepositoryContent>();

  constructor(repositories: readonly string[]) {
    for (const name of repositories) {
      this.#repositories.set(name, { blobs: new Map(), images: new Map() });
    }
  }

  /** @throws Error where there is no such repository */
  repository(name: string): RepositoryContent {
    const content = this.#repositories.get(name);
    if (content === undefined) throw new Error(`The test registry has no repository ${name}.`);
    return content;
  }

  hasRepository(name: string): boolean {
    return this.#repositories.has(name);
  }

  images(repository: string): readonly string[] {
    return [...this.repository(repository).images.keys()].sort();
  }

  /** In lexical order; empty where the image is absent. */
  tags(repository: string, image: string): readonly string[] {
    const content = this.repository(repository).images.get(image);
    if (content === undefined) return [];
    content.sorted ??= [...content.tags.keys()].sort();
    return content.sorted;
  }

  /** @param reference tag or digest */
  manifest(repository: string, image: string, reference: string): StoredManifest | undefined {
    const content = this.repository(repository).images.get(image);
    return content?.manifests.get(content.tags.get(reference) ?? reference);
  }

  /** Stores a manifest unasked: nothing is validated. */
  putManifest(
    repository: string,
    image: string,
    bytes: Buffer,
    mediaType: string,
    digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  ): StoredManifest {
    const manifest = { digest, mediaType, bytes };
    this.#image(repository, image).manifests.set(digest, manifest);
    return manifest;
  }

  putTag(repository: string, image: string, tag: string, digest: string): void {
    const content = this.#image(repository, image);
    if (!content.tags.has(tag)) content.sorted = undefined;
    content.tags.set(tag, digest);
  }

  deleteTag(repository: string, image: string, tag: string): void {
    const content = this.#image(repository, image);
    content.tags.delete(tag);
    content.sorted = undefined;
  }

  /** Removes a manifest and every tag on it. */
  deleteManifest(repository: string, image: string, digest: string): void {
    const content = this.#image(repository, image);
    content.manifests.delete(digest);
    for (const [tag, target] of [...content.tags]) {
      if (target === digest) this.deleteTag(repository, image, tag);
    }
  }

  blobs(repository: string): readonly string[] {
    return [...this.repository(repository).blobs.keys()].sort();
  }

  hasBlob(repository: string, digest: string): boolean {
    return this.repository(repository).blobs.has(digest);
  }

  putBlob(repository: string, digest: string, bytes: Buffer): void {
    this.repository(repository).blobs.set(digest, memoryBlob(bytes));
  }

  deleteBlob(repository: string, digest: string): void {
    const { blobs } = this.repository(repository);
    void blobs.get(digest)?.remove();
    blobs.delete(digest);
  }

  #image(repository: string, image: string): ImageContent {
    const { images } = this.repository(repository);
    const known = images.get(image);
    if (known !== undefined) return known;
    const created: ImageContent = { manifests: new Map(), tags: new Map() };
    images.set(image, created);
    return created;
  }
}
