import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { appendRecord } from '../../engine/evidence/append-record.ts';
import { isDigest } from '../../engine/oci/digest.ts';
import { openRepository } from '../../test/evidence/open-repository.ts';
import { tagsOfOthers } from '../../test/evidence/tags-of-others.ts';
import { startDistribution3 } from '../../test/support/servers/distribution-3.ts';
import { linkTags } from '../../test/support/servers/tag-links.ts';
import { measure } from '../measure.ts';
import { startLatencyProxy } from '../proxy/latency-proxy.ts';
import { publishTo } from '../publisher.ts';
import type { Row } from '../results.ts';
import type { Run } from '../stage.ts';
import { type Reader, readers, type Wanted } from './readers.ts';

const RECORDS = 10;
const run = promisify(execFile);

export const records = {
  name: 'records',
  summary: `the ${RECORDS} records of one digest, read from a repository of 10,000 tags on distribution 3, one server for all runs. *A range* is how we read there; *all tags* is how we read
where a registry cannot list a range. *regctl artifact list* alone tells what there is and reads none of it.`,
};

/** Reads the records of one digest by each of the ways whose tool is there. */
export async function playRecords(
  present: readonly string[],
  rounds: number,
  latencyMs: number,
): Promise<readonly Row[]> {
  const folder = await mkdtemp(join('/dev/shm', 'promote-image-bench-'));
  const root = join(folder, 'registry');
  const server = await startDistribution3({
    env: { REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: root },
  });
  try {
    const wanted = await publishRecords(server.url, root);
    const measured = readers.filter(({ tool }) => tool === undefined || present.includes(tool));
    const runs = measured.map((reader) => ({ reader, direct: [] as Run[], delayed: [] as Run[] }));
    for (const { reader } of runs) await check(reader, wanted, folder);
    for (let round = 1; round <= rounds; round += 1) {
      process.stderr.write(`${records.name}: round ${round} of ${rounds}\n`);
      for (const { reader, direct, delayed } of runs) {
        direct.push(await readOnce(reader, wanted, 0, folder));
        delayed.push(await readOnce(reader, wanted, latencyMs, folder));
      }
    }
    return runs.map(({ reader, direct, delayed }) => {
      return { scenario: records, tool: reader.name, direct, delayed };
    });
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function publishRecords(url: string, root: string): Promise<Wanted> {
  const repository = 'shop/checkout';
  const publisher = publishTo(url);
  const image = await publisher.image(repository, [{ seed: 'layer', bytes: 2 ** 16 }]);
  if (!isDigest(image.digest)) throw new Error(`${image.digest} is no digest`);
  await publisher.tag(repository, '42', image.digest);
  await linkTags(root, repository, '42', tagsOfOthers(10_000));
  for (let i = 0; i < RECORDS; i += 1) {
    const at = new Date(Date.UTC(2026, 0, 1, 0, i));
    const verdict = { kind: 'verdict', is: 'accepted', by: `tester ${i}`, at } as const;
    await appendRecord(
      openRepository(url, repository),
      { ...image, digest: image.digest },
      verdict,
    );
  }
  return { url, repository, digest: image.digest };
}

/** A way that finds less than there is would be quick. */
async function check(reader: Reader, wanted: Wanted, folder: string): Promise<void> {
  const [program = '', ...args] = reader.command(wanted);
  const env = { PATH: process.env['PATH'], HOME: folder };
  const { stdout } = await run(program, args, { env });
  const found = stdout.match(reader.shows)?.length ?? 0;
  if (found !== RECORDS) throw new Error(`${reader.name} shows ${found} of ${RECORDS} records`);
}

async function readOnce(
  reader: Reader,
  wanted: Wanted,
  latencyMs: number,
  folder: string,
): Promise<Run> {
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true });
  const proxy = latencyMs === 0 ? undefined : await startLatencyProxy(wanted.url, latencyMs);
  try {
    const url = proxy?.url ?? wanted.url;
    const cost = await measure(reader.command({ ...wanted, url }), home);
    const traffic = await proxy?.traffic();
    return { ...cost, requests: undefined, movedMib: undefined, ...traffic, changes: [] };
  } finally {
    await proxy?.close();
    await rm(home, { recursive: true, force: true });
  }
}
