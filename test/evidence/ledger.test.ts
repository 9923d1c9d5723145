import { describe, expect, it } from 'vitest';
import { appendRecord } from '../../engine/evidence/append-record.ts';
import { type JournalTag, journalTags } from '../../engine/evidence/journal.ts';
import { readJournal, readLedger } from '../../engine/evidence/ledger.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import { recordedAt } from '../../engine/evidence/record-tag.ts';
import { digestOf } from '../../engine/oci/digest.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import { describeWith } from '../support/parts.ts';
import { failure } from '../support/registry/answer.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { collectBlobsOnce } from '../support/registry/behaviours/collect-blobs-once.ts';
import { refusesArtifacts } from '../support/registry/behaviours/refuses-artifacts.ts';
import { tagsIgnoreLast } from '../support/registry/behaviours/tags-ignore-last.ts';
import { docker, embedded, minutesAgo, NOW, subject } from './repositories.ts';

const RECORDS: readonly EvidenceRecord[] = [
  {
    kind: 'build',
    at: minutesAgo(50),
    image: 'shop/checkout',
    environment: 'dev',
    tags: ['10', 'latest'],
    number: '10',
    job: 'shop/checkout',
    url: 'https://jenkins.example.com/job/shop/10/',
    commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
    branch: 'feature/x',
    version: '1.4.0',
    requestedBy: 'alice',
    committers: ['Bob Miller', 'bob@example.com'],
  },
  {
    kind: 'verdict',
    at: minutesAgo(40),
    is: 'rejected',
    by: 'carol',
    reason: 'totals are “wrong”',
  },
  { kind: 'refusal', at: minutesAgo(30), environment: 'uat', reasons: ['Rejected by carol.'] },
  {
    kind: 'approval',
    at: minutesAgo(20),
    environment: 'uat',
    by: 'dora',
    plan: 'sha256:1',
    comment: 'ok',
  },
  {
    kind: 'promotion',
    at: minutesAgo(10),
    environment: 'uat',
    from: 'qa',
    destination: 'registry.example.com/shop/checkout',
    tags: ['10-uat'],
    approvedBy: ['dora'],
    gates: [{ kind: 'verdict', outcome: 'pass', because: 'Accepted by carol.' }],
    plan: 'sha256:1',
    policy: { uri: 'promotion.yaml', digest: digestOf(Buffer.from('policy')) },
    requestedBy: 'alice',
    build: '10',
  },
];

describe('a ledger', () => {
  it('gives back what was written, oldest first', async () => {
    await readsBack((await embedded()).repository);
  });

  it('does so where a listing ignores its range', async () => {
    await readsBack((await embedded({ behaviours: [tagsIgnoreLast()] })).repository);
  });

  it('does so where only images are taken', async () => {
    await readsBack((await embedded({ behaviours: [refusesArtifacts()] })).repository);
  });

  it('loses nothing of two writers at once', async () => {
    await keepsAll((await embedded()).repository);
  });

  it('keeps a record whose blobs a clean-up took before its manifest came', async () => {
    const { registry, repository } = await embedded();
    await registry.use(collectBlobsOnce());

    await appendRecord(repository, subject, verdictAt(5));

    expect((await readLedger(repository, subject.digest, { now: NOW })).entries.length).toBe(1);
  });

  it('is empty, with the repository, where there is no tag at all', async () => {
    const { registry, repository } = await embedded();
    registry.store.deleteTag('docker-dev', 'app', '10');

    expect(await readLedger(repository, subject.digest, { now: NOW })).toEqual({
      entries: [],
      doubted: [],
      problems: [],
      isRepositoryEmpty: true,
    });
  });
});

describe('a journal', () => {
  it('has what happened last first, of its own environment alone', async () => {
    const { repository } = await embedded();
    for (const minutes of [30, 10, 20]) {
      await appendRecord(repository, subject, promotionAt(minutes, 'uat'), { journal: 'uat' });
    }
    await appendRecord(repository, subject, promotionAt(5, 'uat-eu'), { journal: 'uat-eu' });

    const { entries } = await readJournal(repository, 'uat', { now: NOW }, 2);

    expect(entries.map(({ record }) => record.at)).toEqual([minutesAgo(10), minutesAgo(20)]);
    expect(entries.map(({ digest }) => digest)).toEqual([subject.digest, subject.digest]);
  });

  it('has as many as are asked for where a listing ignores its start, and heeds its length', async () => {
    const { registry, repository } = await embedded();
    for (const minutes of [30, 10, 20]) {
      await appendRecord(repository, subject, promotionAt(minutes, 'uat'), { journal: 'uat' });
    }
    await registry.use(fromTheStart);

    const { entries } = await readJournal(repository, 'uat', { now: NOW }, 3);

    expect(entries.map(({ record }) => record.at)).toEqual([10, 20, 30].map(minutesAgo));
  });

  it('goes on where the last name of a page goes away in between', async () => {
    const { registry, repository } = await embedded();
    for (const minutes of [40, 30, 20, 10]) {
      await appendRecord(repository, subject, promotionAt(minutes, 'uat'), { journal: 'uat' });
    }
    await registry.use(unknownAmongJournals);

    const found: JournalTag[] = [];
    for await (const page of journalTags(repository, 'uat', 2)) found.push(...page);

    expect(found.map(({ tag }) => recordedAt(tag))).toEqual([10, 20, 30, 40].map(minutesAgo));
  });

  it('has the newest of many refusals', async () => {
    const { repository } = await embedded();
    for (let minutes = 51; minutes > 0; minutes -= 1) {
      const refusal = { ...(RECORDS[2] as EvidenceRecord), at: minutesAgo(minutes) };
      await appendRecord(repository, subject, refusal, { journal: 'uat' });
    }

    const { entries } = await readJournal(repository, 'uat', { now: NOW }, 51);

    expect(entries[0]?.record.at).toEqual(minutesAgo(1));
  });
});

const fromTheStart: Behaviour = {
  answer(request, registry) {
    if (!request.query.has('last')) return undefined;
    const query = new URLSearchParams(request.query);
    query.delete('last');
    return registry.handle({ ...request, query });
  },
};

/** As zot answers, where the name that was last on a page was deleted since. */
const unknownAmongJournals: Behaviour = {
  answer({ query }) {
    const isTag = query.get('last')?.includes('.promotion-') === true;
    return isTag ? failure(404, 'NAME_UNKNOWN', 'no such tag') : undefined;
  },
};

describeWith(['docker-registry'], 'a ledger on Docker’s own registry', () => {
  it('gives back what was written, oldest first', async () => {
    await readsBack(await docker());
  });

  it('does so where only images are taken', async () => {
    await readsBack((await embedded({ behaviours: [refusesArtifacts()] })).repository);
  });

  it('loses nothing of two writers at once', async () => {
    await keepsAll(await docker());
  });
});

async function readsBack(repository: Repository): Promise<void> {
  for (const record of [...RECORDS].reverse()) await appendRecord(repository, subject, record);

  const ledger = await readLedger(repository, subject.digest, { now: NOW });

  expect(ledger.problems).toEqual([]);
  expect(ledger.isRepositoryEmpty).toBe(false);
  expect(ledger.entries.map(({ record }) => record)).toEqual(RECORDS);
}

async function keepsAll(repository: Repository): Promise<void> {
  const minutes = [1, 2, 3, 4, 5, 6];

  await Promise.all(minutes.map((one) => appendRecord(repository, subject, verdictAt(one))));

  const { entries } = await readLedger(repository, subject.digest, { now: NOW });
  expect(entries.map(({ record }) => record)).toEqual(minutes.map(verdictAt).reverse());
}

function verdictAt(minutes: number): EvidenceRecord {
  return { kind: 'verdict', at: minutesAgo(minutes), is: 'accepted', by: `tester ${minutes}` };
}

function promotionAt(minutes: number, environment: string): EvidenceRecord {
  return {
    ...(RECORDS[4] as EvidenceRecord & { kind: 'promotion' }),
    at: minutesAgo(minutes),
    environment,
  };
}
