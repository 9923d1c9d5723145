import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLedger } from '../../engine/evidence/ledger.ts';
import type { VerdictRecord } from '../../engine/evidence/record.ts';
import { fetchManifest } from '../../engine/registry/manifests.ts';
import { referrersTag } from '../../engine/registry/referrers.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import { pushImage } from '../support/images/push-image.ts';
import { describeWith } from '../support/parts.ts';
import { type Server, serverKinds } from '../support/servers/server-kinds.ts';
import { image, minutesAgo, NOW, open, subject } from './repositories.ts';

/** A list for each of the eight. */
const RECORDS = Array.from({ length: 8 }, (_, writer) =>
  Array.from({ length: 25 }, (_, i): VerdictRecord => {
    return { kind: 'verdict', is: 'accepted', at: minutesAgo(i), by: `tester ${writer}, ${i}` };
  }),
);

let program: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'writer-program-'));
  program = join(folder, 'writer.cjs');
  await build({
    entryPoints: ['test/evidence/writer-program.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile: program,
    logLevel: 'error',
  });
  return () => rm(folder, { recursive: true, force: true });
});

for (const { name, start } of serverKinds) {
  const needed = ['docker-registry', 'crane', 'distribution-registry'] as const;
  describeWith(needed, `200 records that eight processes write at once on ${name}`, () => {
    let server: Server;
    let repository: Repository;

    beforeAll(async () => {
      server = await start();
      repository = open(server.url);
      await pushImage({ url: server.url, repository: 'app' }, image, ['10']);
      await writeAtOnce(server.url);
    }, 120_000);
    afterAll(() => server.close());

    it('are all kept', async () => {
      const { entries, problems } = await readLedger(repository, subject.digest, { now: NOW });

      const writers = entries.map(({ record }) => (record.kind === 'verdict' ? record.by : ''));
      expect(problems).toEqual([]);
      expect(writers.sort()).toEqual(RECORDS.flatMap((list) => list.map(({ by }) => by)).sort());
    });

    // An index is read, changed and written back: writers lose each other's entries, and must break nothing.
    it('leave a fallback index that lists records alone, each once', async () => {
      const { entries } = await readLedger(repository, subject.digest, { now: NOW });
      const records = await Promise.all(entries.map(({ tag }) => fetchManifest(repository, tag)));

      const index = await fetchManifest(repository, referrersTag(subject.digest));

      const listed = (index.isIndex ? index.manifests : []).map(({ digest }) => digest);
      const written = records.map(({ descriptor }) => descriptor.digest);
      expect(listed).not.toEqual([]);
      expect(new Set(listed).size).toBe(listed.length);
      expect(written).toEqual(expect.arrayContaining(listed));
    });
  });
}

/** A process for each list of records; none writes before all are ready. */
async function writeAtOnce(url: string): Promise<void> {
  const writers = RECORDS.map((list) => {
    const args = [url, 'app', JSON.stringify(subject), JSON.stringify(list)];
    return spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  });
  await Promise.all(writers.map(({ stdout }) => once(stdout, 'data')));
  const ends = writers.map((writer) => once(writer, 'exit'));
  for (const { stdin } of writers) stdin.end();
  const codes = (await Promise.all(ends)).map(([code]) => code as number | null);
  if (codes.some((code) => code !== 0)) throw new Error(`the writers ended with ${codes.join()}`);
}
