import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendRecord } from '../../engine/evidence/append-record.ts';
import { type LedgerEntry, readJournal, readLedger } from '../../engine/evidence/ledger.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import { digestOf } from '../../engine/oci/digest.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { pushImage } from '../support/images/push-image.ts';
import { describeWith } from '../support/parts.ts';
import { type Proxy as RunningProxy, startProxy } from '../support/proxy/proxy.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { tagPageLimit } from '../support/registry/behaviours/tag-page-limit.ts';
import { tagsIgnoreLast } from '../support/registry/behaviours/tags-ignore-last.ts';
import { tagsUnknownLast } from '../support/registry/behaviours/tags-unknown-last.ts';
import { tagsWithoutLink } from '../support/registry/behaviours/tags-without-link.ts';
import { startDistribution3 } from '../support/servers/distribution-3.ts';
import { linkTags } from '../support/servers/tag-links.ts';
import { FULL } from './records.ts';
import { embedded, image, minutesAgo, NOW, open, subject } from './repositories.ts';
import { tagsOfOthers } from './tags-of-others.ts';

const OTHERS = tagsOfOthers(10_000);
const RECORDS: readonly EvidenceRecord[] = [
  { ...FULL.promotion, at: minutesAgo(30) },
  { ...FULL.build, at: minutesAgo(20) },
  { ...FULL.verdict, at: minutesAgo(10) },
];
const WITHOUT_RECORDS = digestOf(Buffer.from('nobody wrote about this'));

/** Name, behaviours, and how often tags are listed: where there are records, and where there are none. */
const LISTINGS: readonly (readonly [string, readonly Behaviour[], number, number])[] = [
  ['in order', [], 1, 2],
  ['without a Link', [tagsWithoutLink()], 1, 2],
  ['that ignores where it starts', [tagsIgnoreLast()], 1, 2],
  ['that starts at none but its own', [tagsUnknownLast()], 2, 2],
  ['in pages of 100', [tagPageLimit(100)], 1, 102],
  [
    'in pages of 1,000 that starts at none but its own',
    [tagsUnknownLast(), tagPageLimit(1_000)],
    12,
    12,
  ],
];

describe.each(LISTINGS)('10,000 tags in a listing %s', (_, behaviours, lists, listsForNone) => {
  it('cost the records of one digest its range, and a request for each', async () => {
    const { repository, counted } = await crowdedEmbedded(behaviours);

    const { entries } = await readLedger(repository, subject.digest, { now: NOW });

    expect(kindsOf(entries)).toEqual(['build', 'promotion', 'verdict']);
    expect(counted()).toEqual({ all: lists + 3, lists });
  });

  it('are all seen before a digest is said to have no record', async () => {
    const { repository, counted } = await crowdedEmbedded(behaviours);

    const ledger = await readLedger(repository, WITHOUT_RECORDS, { now: NOW });

    expect(ledger).toMatchObject({ entries: [], problems: [], isRepositoryEmpty: false });
    expect(counted()).toEqual({ all: listsForNone, lists: listsForNone });
  });

  it('cost the newest of a journal a request for each', async () => {
    const { repository, counted } = await crowdedEmbedded(behaviours);

    const { entries } = await readJournal(repository, 'uat', { now: NOW }, 2);

    expect(kindsOf(entries)).toEqual(['build', 'verdict']);
    expect(counted().all - counted().lists).toBe(2);
  });
});

const SERVERS = [
  ['distribution 2.8', 'docker-registry', startDockerRegistry],
  ['distribution 3', 'distribution-registry', startDistribution3],
] as const;

for (const [name, part, start] of SERVERS) {
  describeWith([part], `10,000 tags on ${name}`, () => {
    const closing: (() => Promise<void>)[] = [];
    let proxy: RunningProxy;

    beforeAll(async () => {
      const root = await mkdtemp(join(tmpdir(), 'many-tags-'));
      closing.push(() => rm(root, { recursive: true, force: true }));
      const server = await start({ env: { REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: root } });
      closing.push(server.close);
      await pushImage({ url: server.url, repository: 'app' }, image, ['10']);
      await linkTags(root, 'app', '10', OTHERS);
      await appendAll(open(server.url));
      proxy = await startProxy({ target: server.url });
      closing.push(proxy.close);
    });
    afterAll(async () => {
      for (const close of closing.reverse()) await close();
    });

    it('cost the records of one digest a list, and a request for each', async () => {
      const before = proxy.requests.length;

      const { entries } = await readLedger(open(proxy.url), subject.digest, { now: NOW });

      expect(kindsOf(entries)).toEqual(['build', 'promotion', 'verdict']);
      expect(count(proxy.requests.slice(before))).toEqual({ all: 4, lists: 1 });
    });

    it('are all seen before a digest is said to have no record', async () => {
      const before = proxy.requests.length;

      const ledger = await readLedger(open(proxy.url), WITHOUT_RECORDS, { now: NOW });

      expect(ledger).toMatchObject({ entries: [], problems: [], isRepositoryEmpty: false });
      expect(count(proxy.requests.slice(before))).toEqual({ all: 2, lists: 2 });
    });
  });
}

/** A repository of the embedded registry; its requests are counted once all is written. */
async function crowdedEmbedded(behaviours: readonly Behaviour[]) {
  const { registry, repository } = await embedded();
  for (const tag of OTHERS) registry.store.putTag('docker-dev', 'app', tag, subject.digest);
  await appendAll(repository);
  for (const behaviour of behaviours) await registry.use(behaviour);
  registry.clearRequests();
  return { repository, counted: () => count(registry.requests) };
}

async function appendAll(repository: Repository): Promise<void> {
  for (const record of RECORDS) {
    await appendRecord(repository, subject, record, { journal: 'uat' });
  }
}

function count(requests: readonly { readonly path: string }[]) {
  const lists = requests.filter(({ path }) => path.includes('/tags/list')).length;
  return { all: requests.length, lists };
}

function kindsOf(entries: readonly LedgerEntry[]): readonly string[] {
  return entries.map(({ record }) => record.kind).sort();
}
