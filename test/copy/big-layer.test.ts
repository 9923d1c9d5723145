import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { describeWith } from '../support/parts.ts';
import { firstTimes } from '../support/proxy/fault-plan.ts';
import { cutDownload } from '../support/proxy/faults/cut-download.ts';
import { startProxy } from '../support/proxy/proxy.ts';
import type { Target } from '../support/registry/start-registry.ts';
import { digestsOf, readAll } from './contents.ts';
import { copy, open } from './copying.ts';
import { buildProgram } from './program.ts';

const MIB = 1024 * 1024;

async function startPlace(repository: string): Promise<Target> {
  const registry = await startDockerRegistry();
  onTestFinished(registry.close);
  return { url: registry.url, repository };
}

describeWith(['docker-registry'], 'a large layer', () => {
  it('of 1 GiB passes through less than 160 MiB of memory', { timeout: 180_000 }, async () => {
    const image = buildImage({ layerBytes: 1024 * MIB, compression: 'none' });
    const [from, to] = [await startPlace('app'), await startPlace('app')];
    await pushImage(from, image);

    const peakKiB = await copyInProcess(from, to, image.root.digest);

    expect(await headStatus(to, [...image.bigBlobs.keys()][0] ?? '')).toBe(200);
    expect(peakKiB).toBeGreaterThan(0);
    expect(peakKiB).toBeLessThan(160 * 1024);
  });

  it.each(['fin', 'rst'] as const)(
    'goes on where its download was cut by %s, again and again',
    async (ending) => {
      const image = buildImage({ layerBytes: 64 * MIB, compression: 'none' });
      const [from, to] = [await startPlace('app'), await startPlace('app')];
      await pushImage(from, image);
      const [layer = ''] = image.bigBlobs.keys();
      const cuts = firstTimes(5, cutDownload(ending), ({ path }) => path.endsWith(layer));
      const proxy = await startProxy({ target: from.url, faults: cuts });
      onTestFinished(proxy.close);

      const source = open({ ...from, url: proxy.url });
      await copy({ source, destination: open(to), digest: image.root.digest });

      expect(await readAll(to, image.root.digest)).toEqual(digestsOf(image));
      const downloads = proxy.requests.filter(({ path }) => path.endsWith(layer));
      expect(downloads.map(({ status }) => status)).toEqual([200, 206, 206, 206, 206, 206]);
      const fetched = downloads.reduce((sum, { bytesDown }) => sum + bytesDown, 0);
      // Each cut half-way leaves half to fetch again; what the proxy had read ahead is lost.
      expect(fetched).toBeLessThan(64 * MIB + 5 * MIB);
    },
  );
});

/** Runs the copy in a process of its own, and gives the most memory it ever held. */
async function copyInProcess(from: Target, to: Target, digest: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'copy-program-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const name = ({ url, repository }: Target) => `${new URL(url).host}/${repository}`;
  const args = [await buildProgram(folder), `${name(from)}@${digest}`, `${name(to)}:1`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakKiB = 0;
  const timer = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peakKiB = Math.max(peakKiB, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0));
  }, 50);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`the program ended with ${code}`);
  return peakKiB;
}

async function headStatus({ url, repository }: Target, digest: string): Promise<number> {
  return (await fetch(`${url}/v2/${repository}/blobs/${digest}`, { method: 'HEAD' })).status;
}
