import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { GateContext, GateSources } from '../../../engine/gates/gate.ts';
import { parseDigest } from '../../../engine/oci/digest.ts';
import type { PlatformFacts } from '../../../engine/registry/image-facts.ts';
import { noSources } from '../contract.ts';
import { platform } from '../image-facts.ts';

/** The image that the files in `files/scan` and `files/sbom` are about: an index of two platforms. */
export const INDEX = 'sha256:37580e87026f6745ed1fd0e71db0bf5aab6059ccac221b8b6b61cde837598e13';
export const AMD64 = platform({
  manifest: parseDigest('sha256:edcdadcd5e7344d18e1a41e3a8a913d1f13451fc74a3f1f171c86cd98f738750'),
  config: parseDigest('sha256:1ab7504df899867803e91b476e4281854f77098d7336ecf48035945c3b7fbe2d'),
});
export const ARM64 = platform({
  platform: 'linux/arm64',
  manifest: parseDigest('sha256:8bedd807cbe4a53ce7b216b23fe34476b5e3c6a63e71fda7d376822246a390fc'),
  config: parseDigest('sha256:f65c3b988e8f79d3da0096279633c19c2fe2d598a5d983b5ef3a2abcec88c509'),
});
/** The only manifest of the image of `grype-clean.json`. */
export const CLEAN = 'sha256:4aefa77e1a7f1d480265c3bbb052c72bf01710e8fe45ce0fa4da849322fdb676';
export const NOW = new Date('2026-11-21T12:00:00Z');

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** A workspace with these files. */
export async function workspaceOf(
  files: Readonly<Record<string, string | Uint8Array | object>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'scan-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(join(folder, path), isText ? content : JSON.stringify(content));
  }
  return folder;
}

/** The context of a gate for the image, or some of its platforms, with these files in the workspace. */
export async function scanned(
  files: Readonly<Record<string, string | Uint8Array | object>>,
  platforms: readonly PlatformFacts[] = [AMD64],
  digest: string = platforms.length > 1 ? INDEX : (platforms[0]?.manifest ?? INDEX),
  some: Partial<GateSources> = {},
): Promise<Partial<GateContext>> {
  const image = { digest: parseDigest(digest), annotations: {}, platforms };
  const workspace = await workspaceOf(files);
  const sources = noSources({ workspace, image: async () => image, ...some });
  return { digest: image.digest, now: NOW, sources };
}
