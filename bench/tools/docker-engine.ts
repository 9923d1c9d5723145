import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DockerEngine,
  hasDockerEngine,
  startDockerEngine,
} from '../../test/support/docker-engine.ts';
import { measure } from '../measure.ts';
import { costOfProcess } from '../process-cost.ts';
import type { Journey, Tool } from './tool.ts';

const storageDriver = 'overlay2';

/** What people do without a tool, on an engine that has nothing yet; its start is not in the time. */
export const dockerEngine: Tool = {
  name: 'docker pull/tag/push',
  scenarios: ['four-platforms', 'half-gigabyte', 'already-there'],
  mayChangeDigest: true,
  about: `*docker pull/tag/push* is what people do without a tool, on an engine that is up and has nothing yet, its files in memory too. Of an index it takes the one platform that is
its own. Its image store (the classic one, on ${storageDriver}) unpacks layers and packs those anew that another builder made, and writes a manifest of its own, so the digest changes.
CPU and memory are those of the engine, its containerd and the client.`,

  async copy(journeys, folder) {
    const engine = await startDockerEngine({ storageDriver, root: join(folder, 'engine') });
    try {
      const before = await costOfProcess(engine.pid);
      const client = await measure(['sh', '-ec', script(engine, journeys)], folder);
      const after = await costOfProcess(engine.pid);
      return {
        wallMs: client.wallMs,
        cpuMs: client.cpuMs + after.cpuMs - before.cpuMs,
        peakKib: Math.max(client.peakKib, after.peakKib),
      };
    } finally {
      await engine.close();
    }
  },

  async version() {
    const root = await mkdtemp('/dev/shm/promote-image-bench-');
    try {
      if (!(await hasDockerEngine({ storageDriver, root }))) return undefined;
      const engine = await startDockerEngine({ storageDriver, root });
      const { stdout } = await engine.run(['version', '--format', '{{.Server.Version}}']);
      await engine.close();
      return /\d+\.\d+\.\d+/.exec(stdout)?.[0];
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};

function script(engine: DockerEngine, journeys: readonly Journey[]): string {
  return journeys
    .flatMap(({ from, to }) => [
      ['pull', '--quiet', from],
      ['tag', from, to],
      ['push', '--quiet', to],
    ])
    .map((args) => engine.command(args).join(' '))
    .join('\n');
}
