import { onTestFinished } from 'vitest';
import { buildImage } from '../../images/build-image.ts';
import { seedImage } from '../../images/seed-image.ts';
import { type RegistryOptions, startRegistry } from '../start-registry.ts';
import type { Behaviour } from './behaviour.ts';

export const image = buildImage();
export const { root } = image;
/** Digest of one of its blobs. */
export const [blob = ''] = image.blobs.keys();
/** Digest of a blob that is nowhere. */
export const ABSENT = `sha256:${'1'.repeat(64)}`;

/** A registry that holds `image` as `app:1` … `app:3` in `dev`, and asks it below `/v2/app/`. */
export async function withBehaviour(behaviour: Behaviour, options: RegistryOptions = {}) {
  const repositories = { dev: {}, other: {} };
  const registry = await startRegistry({ repositories, behaviours: [behaviour], ...options });
  onTestFinished(registry.close);
  seedImage(registry.store, 'dev', 'app', image, ['1', '2', '3']);
  const ask = (method: string, path: string, init: RequestInit = {}) =>
    fetch(new URL(path, `${registry.url('dev')}/v2/app/`), { method, redirect: 'manual', ...init });
  const putManifest = (reference: string, bytes = root.bytes) =>
    ask('PUT', `manifests/${reference}`, {
      headers: { 'content-type': root.mediaType },
      body: bytes,
    });
  return { registry, ask, putManifest };
}
