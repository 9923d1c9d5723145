import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { describeWith } from '../support/parts.ts';
import { startProxy } from '../support/proxy/proxy.ts';
import type { Target } from '../support/registry/start-registry.ts';
import { digestsOf, readAll } from './contents.ts';
import { buildProgram } from './program.ts';

const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'], sharedLayers: 1 });
const before = buildImage({ seed: 'before' });

let program: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'copy-program-'));
  program = await buildProgram(folder);
  return () => rm(folder, { recursive: true, force: true });
});

/** Runs the program to its end, or to the answer of the destination at which it is killed. */
async function run(from: Target, to: Target, killedAfter?: number): Promise<number> {
  const kill = () => child?.kill('SIGKILL');
  const proxy = await startProxy({
    target: to.url,
    ...(killedAfter !== undefined && { stopAfter: { answered: killedAfter, call: kill } }),
  });
  const name = ({ url, repository }: Target) => `${new URL(url).host}/${repository}`;
  const destination = `${name({ ...to, url: proxy.url })}:moving`;
  const args = [program, `${name(from)}@${image.root.digest}`, destination];
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  await proxy.close();
  // After its last answer it may end before it is killed.
  const mayEnd = killedAfter === undefined || killedAfter === proxy.requests.length;
  const isKilled = killedAfter !== undefined && signal === 'SIGKILL';
  if (!isKilled && !(mayEnd && code === 0)) {
    throw new Error(`the program ended with ${code ?? signal}`);
  }
  return proxy.requests.length;
}

async function startServers() {
  const [source, destination] = [await startDockerRegistry(), await startDockerRegistry()];
  onTestFinished(source.close);
  onTestFinished(destination.close);
  const from = { url: source.url, repository: 'source' };
  await pushImage(from, image, ['1']);
  return { from, to: (repository: string) => ({ url: destination.url, repository }) };
}

const AT_ONCE = 4;

describeWith(['docker-registry'], 'a copy that is killed after any of its requests', () => {
  it.each([
    ['absent', undefined],
    ['at another image', before],
  ])(
    'leaves a tag that was %s so or whole, and the next run finishes',
    { timeout: 120_000 },
    async (_, old) => {
      const { from, to } = await startServers();
      const untouched = old === undefined ? undefined : digestsOf(old);
      if (old !== undefined) await pushImage(to('whole'), old, ['moving']);
      const requests = await run(from, to('whole'));

      const points = Array.from({ length: requests }, (_, i) => i + 1);
      const left: (readonly string[] | undefined)[] = [];
      const finished: (readonly string[] | undefined)[] = [];
      const workers = Array.from({ length: AT_ONCE }, async () => {
        for (let point = points.pop(); point !== undefined; point = points.pop()) {
          const target = to(`killed-${point}`);
          if (old !== undefined) await pushImage(target, old, ['moving']);
          await run(from, target, point);
          left.push(await readAll(target, 'moving'));
          await run(from, target);
          finished.push(await readAll(target, 'moving'));
        }
      });
      await Promise.all(workers);

      const whole = digestsOf(image);
      const others = left.filter((found) => JSON.stringify(found) !== JSON.stringify(untouched));
      // Those that were killed after their last request.
      expect([...new Set(others.map(String))]).toEqual([String(whole)]);
      expect(finished).toEqual(Array(requests).fill(whole));
    },
  );
});
