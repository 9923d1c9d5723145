import { openSession } from '../../engine/http/session.ts';
import type { Descriptor } from '../../engine/oci/descriptor.ts';
import { digestOf } from '../../engine/oci/digest.ts';
import { type Manifest, parseManifest } from '../../engine/oci/manifest.ts';
import { createRegistry, type Repository, repositoryOf } from '../../engine/registry/repository.ts';
import { listTags } from '../../engine/registry/tags.ts';
import type { TestClock } from '../http/clock.ts';
import { connect, JENKINS } from '../http/connected.ts';
import type { BuiltImage } from '../support/images/built-image.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import type { Registry, RegistryOptions } from '../support/registry/start-registry.ts';
import { started } from '../support/registry/started.ts';

/** A repository as the engine sees it, and the server behind it. */
export interface Opened {
  readonly repository: Repository;
  readonly server: Registry;
  readonly clock: TestClock;
  /** Method, path and status, a line for each request. */
  log(): readonly string[];
}

/** `app` in the repository `dev` of an embedded registry, opened by the engine's own means. */
export async function opened(
  behaviours: readonly Behaviour[] = [],
  options: RegistryOptions = {},
): Promise<Opened> {
  const server = await started({ repositories: { dev: {}, other: {} }, behaviours, ...options });
  const { repository, clock } = openAt(server, 'dev', 'app', options.users !== undefined);
  const log = () =>
    server.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
  return { repository, server, clock, log };
}

/** @param isSignedIn whether it goes with the credentials `jenkins` */
export function openAt(server: Registry, name: string, image: string, isSignedIn = false) {
  const { sender, clock } = connect();
  const url = new URL(server.url(name));
  const session = openSession(sender, clock, {
    url,
    signInHosts: [],
    ...(isSignedIn && { credentials: JENKINS, credentialsId: 'nexus-dev' }),
  });
  const registry = createRegistry('nexus', url, isSignedIn ? 'nexus-dev' : undefined, session);
  const prefix = server.prefix(name);
  const repository = repositoryOf(registry, prefix === undefined ? image : `${prefix}/${image}`);
  return { repository, clock };
}

/** `anonymous` opened at any address, such as that of a peer or of Debian's docker-registry. */
export function openUrl(url: URL, image = 'app'): Repository {
  const { sender, clock } = connect();
  const session = openSession(sender, clock, { url, signInHosts: [] });
  return repositoryOf(createRegistry('nexus', url, undefined, session), image);
}

/** What the engine knows of a built image's root. */
export function manifestOf({ root }: BuiltImage): Manifest {
  return parseManifest(root.bytes, root.mediaType, root.digest);
}

export function blobOf(text: string, algorithm: 'sha256' | 'sha512' = 'sha256') {
  const bytes = Buffer.from(text);
  const digest = digestOf(bytes, algorithm);
  const descriptor: Descriptor = { mediaType: 'application/x', digest, size: bytes.length };
  return { bytes, descriptor };
}

export async function allTags(repository: Repository): Promise<string[]> {
  const tags: string[] = [];
  for await (const tag of listTags(repository)) tags.push(tag);
  return tags;
}
