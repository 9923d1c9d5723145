import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startDockerRegistry } from '../test/support/docker-registry.ts';
import type { Cost } from './measure.ts';
import { addTraffic, startLatencyProxy } from './proxy/latency-proxy.ts';
import { publishTo } from './publisher.ts';
import type { Copy, Scenario } from './scenarios/scenario.ts';
import type { Tool } from './tools/tool.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFESTS = [
  INDEX,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

export interface Run extends Cost {
  /** Undefined where no proxy stood between. */
  readonly requests: number | undefined;
  /** MiB of bodies that the tool sent and fetched. */
  readonly movedMib: number | undefined;
  /** Copies whose tag is at another digest than was asked for. */
  readonly changes: readonly Change[];
}

/** What a tool made of an image. */
export interface Change {
  readonly before: Stored;
  readonly after: Stored;
}

/** What a registry has under a digest or tag. */
export interface Stored {
  readonly digest: string;
  readonly isIndex: boolean;
}

/** A scenario whose content is on disk, ready to be laid out anew for each run. */
export interface Stage {
  run(tool: Tool, latencyMs: number): Promise<Run>;
}

/** Publishes the content of a scenario once, under `folder`. */
export async function setStage(scenario: Scenario, folder: string): Promise<Stage> {
  const prepared = { source: join(folder, 'source'), destination: join(folder, 'destination') };
  await Promise.all(Object.values(prepared).map((root) => mkdir(root, { recursive: true })));
  const [source, destination] = await Promise.all(
    Object.values(prepared).map((root) => startDockerRegistry({ root })),
  );
  if (source === undefined || destination === undefined) throw new Error('no registries');
  const copies = await scenario.prepare(publishTo(source.url), publishTo(destination.url));
  await Promise.all([source.close(), destination.close()]);

  return {
    run: (tool, latencyMs) => {
      const roots = scenario.withinOneRegistry ? [prepared.source] : Object.values(prepared);
      return runOnce(tool, copies, roots, latencyMs, join(folder, 'run'));
    },
  };
}

/** New registries on new ports each time: skopeo remembers by host what is where. */
async function runOnce(
  tool: Tool,
  copies: readonly Copy[],
  roots: readonly string[],
  latencyMs: number,
  folder: string,
): Promise<Run> {
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true });
  const registries = await Promise.all(
    roots.map(async (prepared, index) => {
      const root = join(folder, `registry-${index}`);
      await cp(prepared, root, { recursive: true });
      return startDockerRegistry({ root });
    }),
  );
  const targets = registries.map((registry) => registry.url);
  const proxies = await Promise.all(
    latencyMs === 0 ? [] : targets.map((target) => startLatencyProxy(target, latencyMs)),
  );
  try {
    const urls = latencyMs === 0 ? targets : proxies.map((proxy) => proxy.url);
    const journeys = copies.map((copy) => journey(copy, urls));
    const run = {
      ...(await tool.copy(journeys, home)),
      changes: await findChanges(copies, targets),
    };
    if (run.changes.length > 0 && tool.mayChangeDigest === undefined)
      throw new Error(`${tool.name} stored something else: ${JSON.stringify(run.changes[0])}`);
    if (latencyMs === 0) return { ...run, requests: undefined, movedMib: undefined };
    const traffic = await Promise.all(proxies.map((proxy) => proxy.traffic()));
    return { ...run, ...addTraffic(traffic) };
  } finally {
    await Promise.all([...proxies, ...registries].map((server) => server.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

function journey({ from, digest, to, tag }: Copy, urls: readonly string[]) {
  const [source, destination] = [urls.at(0), urls.at(-1)].map((url) => new URL(url ?? '').host);
  return { from: `${source}/${from}@${digest}`, to: `${destination}/${to}:${tag}` };
}

async function findChanges(
  copies: readonly Copy[],
  registries: readonly string[],
): Promise<readonly Change[]> {
  const [source, destination] = [registries.at(0), registries.at(-1)];
  const changes: Change[] = [];
  for (const { from, digest, to, tag } of copies) {
    const before = await askFor(`${source}/v2/${from}/manifests/${digest}`);
    const after = await askFor(`${destination}/v2/${to}/manifests/${tag}`);
    if (after.digest !== digest) changes.push({ before, after });
  }
  return changes;
}

async function askFor(url: string): Promise<Stored> {
  const answer = await fetch(url, { method: 'HEAD', headers: { accept: MANIFESTS.join() } });
  const digest = answer.headers.get('docker-content-digest');
  if (digest === null) throw new Error(`${url} is ${answer.status}`);
  return { digest, isIndex: answer.headers.get('content-type') === INDEX };
}
