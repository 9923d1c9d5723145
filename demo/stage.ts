import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildImage } from '../test/support/images/build-image.ts';
import type { BuiltImage } from '../test/support/images/built-image.ts';
import { pushImage } from '../test/support/images/push-image.ts';
import { startRegistry } from '../test/support/registry/start-registry.ts';

const ACCOUNTS = {
  'nexus-dev': { username: 'jenkins', password: 'dev-secret-Jq7' },
  'nexus-prod': { username: 'promoter', password: 'prod-secret-Zk4' },
} as const;
const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'];
const ALL = ['read', 'add', 'edit'] as const;

/** A Nexus-shaped registry with two repositories and their accounts, and a workspace that builds into it. */
export async function openStage() {
  const folder = await mkdtemp(join(tmpdir(), 'promote-image demo '));
  const registry = await startRegistry({
    repositories: {
      'docker-dev': { writePolicy: 'ALLOW' },
      'docker-prod': { writePolicy: 'ALLOW_ONCE' },
    },
    users: {
      jenkins: { password: ACCOUNTS['nexus-dev'].password, may: { 'docker-dev': ALL } },
      promoter: { password: ACCOUNTS['nexus-prod'].password, may: { 'docker-prod': ALL } },
    },
  });
  const yaml = (await readFile(join(import.meta.dirname, 'promotion.yaml'), 'utf8'))
    .replace('http://127.0.0.1:8082', registry.url('docker-dev'))
    .replace('http://127.0.0.1:8083', registry.url('docker-prod'));
  const dev = {
    ...registry.target('docker-dev', 'shop/checkout'),
    credentials: ACCOUNTS['nexus-dev'],
  };

  return {
    folder,
    registry,
    yaml,
    accounts: ACCOUNTS,
    /** The four-platform image of a build, pushed as a build would, with what buildx writes about it. */
    async build(
      number: number,
    ): Promise<{ readonly image: BuiltImage; readonly metadata: string }> {
      const image = buildImage({
        platforms: PLATFORMS,
        layersPerPlatform: 2,
        sharedLayers: 1,
        seed: `build ${number}`,
      });
      await pushImage(dev, image, [String(number)]);
      const { mediaType, digest, size } = image.root.descriptor;
      const metadata = {
        'containerimage.descriptor': { mediaType, digest, size },
        'containerimage.digest': digest,
        'image.name': `${new URL(dev.url).host}/shop/checkout:${number}`,
      };
      return { image, metadata: JSON.stringify(metadata) };
    },
    /** Somebody pushes another image over a build's tag, without Jenkins. */
    async pushByHand(number: number): Promise<string> {
      return pushImage(dev, buildImage({ platforms: PLATFORMS, seed: 'by hand' }), [
        String(number),
      ]);
    },
    async close() {
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Writes a file below the stage's folder and gives its path. */
export async function writeStageFile(stage: Stage, name: string, text: string): Promise<string> {
  const file = join(stage.folder, name);
  await writeFile(file, text, { mode: 0o755 });
  return file;
}
