import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasDockerEngine, startDockerEngine } from './docker-engine.ts';
import { type DockerRegistry, startDockerRegistry } from './docker-registry.ts';
import { buildBusyboxImage } from './images/busybox-image.ts';
import { pushImage } from './images/push-image.ts';

describe.skipIf(!(await hasDockerEngine()))('a Docker engine', () => {
  it('pulls an image from a registry by its digest, and runs it', async () => {
    const registry = await startDockerRegistry();
    onTestFinished(registry.close);
    const engine = await startDockerEngine();
    onTestFinished(engine.close);
    const reference = await publishBusybox(registry);

    const pulled = await engine.run(['pull', '--quiet', reference]);
    const said = await engine.run(['run', '--network', 'none', reference, 'echo', 'promoted']);

    expect(pulled).toMatchObject({ stderr: '', exitCode: 0 });
    expect(said).toEqual({ stdout: 'promoted\n', stderr: '', exitCode: 0 });
  });

  it('tells how a command failed', async () => {
    const engine = await startDockerEngine();
    onTestFinished(engine.close);

    const { stdout, stderr, exitCode } = await engine.run(['image', 'inspect', 'no-such-image']);

    expect([stdout.trim(), exitCode]).toEqual(['[]', 1]);
    expect(stderr).toContain('no-such-image');
  });

  it('takes its containers along when it closes, and leaves no file behind', async () => {
    const registry = await startDockerRegistry();
    onTestFinished(registry.close);
    const engine = await startDockerEngine();
    onTestFinished(engine.close);
    const reference = await publishBusybox(registry);
    await engine.run(['run', '--detach', '--network', 'host', reference, 'sleep', '3600']);
    const namespace = namespaceOf(engine.pid);
    const before = processesIn(namespace);

    await engine.close();

    expect(before).toEqual(expect.arrayContaining(['dockerd', 'containerd-shim']));
    expect(processesIn(namespace)).toEqual([]);
    expect(existsSync(dirname(engine.socket))).toBe(false);
  });

  it('says why it does not start', async () => {
    const start = startDockerEngine({ root: '/proc/no-such-folder' });

    await expect(start).rejects.toThrow(/dockerd ended with 1:\n.*\/proc\/no-such-folder/s);
  });
});

/** By digest, as a promotion leaves it. */
async function publishBusybox({ url }: DockerRegistry): Promise<string> {
  const image = await buildBusyboxImage({ platforms: ['linux/amd64'] });
  const digest = await pushImage({ url, repository: 'shop/checkout' }, image);
  return `${new URL(url).host}/shop/checkout@${digest}`;
}

function processesIn(namespace: string | undefined): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && namespaceOf(name) === namespace)
    .map((name) => readFileSync(`/proc/${name}/comm`, 'utf8').trim());
}

function namespaceOf(pid: number | string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}
