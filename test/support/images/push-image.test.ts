import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasDockerRegistry, startDockerRegistry } from '../docker-registry.ts';
import { startRegistry } from '../registry/start-registry.ts';
import { buildImage } from './build-image.ts';
import { buildBusyboxImage, hasBusyboxTools } from './busybox-image.ts';
import { pushImage } from './push-image.ts';
import { seedImage } from './seed-image.ts';

const run = promisify(execFile);
const hasSkopeo = await run('skopeo', ['--version']).then(
  () => true,
  () => false,
);
const isDebian = await hasDockerRegistry();
const platforms = ['linux/amd64', 'linux/arm/v7'];

async function copyBySkopeo(from: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'skopeo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const insecure = ['--insecure-policy', 'copy', '--all', '--preserve-digests'];
  await run('skopeo', [...insecure, '--src-tls-verify=false', from, `dir:${folder}`]);
}

describe('pushing an image', () => {
  it('leaves its manifests, blobs and tags in the registry', async () => {
    const registry = await startRegistry();
    onTestFinished(registry.close);
    const image = buildImage({ platforms });

    await pushImage(registry.target('docker-dev', 'shop/checkout'), image, ['10', 'latest']);

    expect(registry.store.tags('docker-dev', 'shop/checkout')).toEqual(['10', 'latest']);
    expect(registry.store.blobs('docker-dev')).toEqual([...image.blobs.keys()].sort());
    const root = registry.store.manifest('docker-dev', 'shop/checkout', '10');
    expect(root?.bytes.equals(image.root.bytes)).toBe(true);
  });

  it('streams a big layer', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'registry-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const registry = await startRegistry({ storage: folder });
    onTestFinished(registry.close);
    const image = buildImage({ layerBytes: 20 * 1024 * 1024 });

    await pushImage(registry.target('docker-dev', 'shop/checkout'), image, ['10']);

    expect(registry.store.blobs('docker-dev')).toHaveLength(2);
  });

  it('stops at a registry that refuses it', async () => {
    const registry = await startRegistry({
      repositories: { 'docker-dev': { writePolicy: 'DENY' } },
    });
    onTestFinished(registry.close);

    const push = pushImage(registry.target('docker-dev', 'shop/checkout'), buildImage(), ['10']);

    await expect(push).rejects.toThrow(/POST blobs\/uploads\/ was answered 400.*read only/);
  });
});

describe.skipIf(!hasSkopeo)('skopeo', () => {
  it('copies a multi-platform image out of the embedded registry', async () => {
    const registry = await startRegistry();
    onTestFinished(registry.close);
    seedImage(registry.store, 'docker-dev', 'shop/checkout', buildImage({ platforms }), ['10']);

    await copyBySkopeo(`docker://${new URL(registry.url('docker-dev')).host}/shop/checkout:10`);

    expect(registry.requests.some(({ path }) => path === '/v2/shop/checkout/manifests/10')).toBe(
      true,
    );
  });

  it.skipIf(!isDebian)("copies one that was pushed to Debian's registry", async () => {
    const registry = await startDockerRegistry({ users: { jenkins: 'secret' } });
    onTestFinished(registry.close);
    const credentials = { username: 'jenkins', password: 'secret' };
    const target = { url: registry.url, repository: 'shop/checkout', credentials };
    await pushImage(target, buildImage({ platforms, format: 'docker' }), ['10']);
    const source = `docker://${new URL(registry.url).host}/shop/checkout:10`;

    const { stdout } = await run('skopeo', [
      'inspect',
      '--tls-verify=false',
      '--creds',
      'jenkins:secret',
      source,
    ]);

    expect(JSON.parse(stdout)).toMatchObject({ Architecture: 'amd64', RepoTags: ['10'] });
  });
});

describe.skipIf(!(await hasBusyboxTools()))('an image of busybox', () => {
  it('holds a root file system for each platform', async () => {
    const registry = await startRegistry();
    onTestFinished(registry.close);
    const image = await buildBusyboxImage({ platforms, labels: { stage: 'dev' } });

    await pushImage(registry.target('docker-dev', 'busybox'), image, ['1']);
    await copyBySkopeo(`docker://${new URL(registry.url('docker-dev')).host}/busybox:1`);

    expect(image.manifests).toHaveLength(3);
  });
});
