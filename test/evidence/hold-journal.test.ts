import { describe, expect, it } from 'vitest';
import { appendToJournals } from '../../engine/evidence/append-journal.ts';
import { appendHold, holdSubject, readHold } from '../../engine/evidence/hold-journal.ts';
import type { HoldRecord } from '../../engine/evidence/record.ts';
import { holdTag } from '../../engine/evidence/record-tag.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import type { Trust } from '../../engine/signing/trust.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { pushImage } from '../support/images/push-image.ts';
import { describeWith } from '../support/parts.ts';
import { tagsIgnoreLast } from '../support/registry/behaviours/tags-ignore-last.ts';
import { tagsUnknownLast } from '../support/registry/behaviours/tags-unknown-last.ts';
import type { Registry } from '../support/registry/start-registry.ts';
import { docker, embedded, minutesAgo, NOW, open } from './repositories.ts';

const reading = { now: NOW };
const hold = (minute: number, changes: Partial<HoldRecord> = {}): HoldRecord => ({
  kind: 'hold',
  at: minutesAgo(minute),
  state: 'held',
  environment: 'uat',
  by: 'erin',
  reason: 'Quarter end.',
  ...changes,
});
const release = (minute: number) => hold(minute, { state: 'released', reason: 'over' });

const NOBODY: Trust = { keys: [], rules: [], acceptsUnsigned: false };

async function write(repository: Repository, ...records: readonly HoldRecord[]) {
  for (const record of records) await appendHold(repository, 'uat', record);
}

/** Something else under a tag of the journal of holds. */
async function forge(registry: Registry, minute: number, label: string, id = '0123abcd') {
  const content = buildArtifact({ artifactType: 'application/vnd.in-toto+json', content: '{' });
  const tag = holdTag('uat', minutesAgo(minute), label, id);
  await pushImage(registry.target('docker-dev', 'app'), content, [tag]);
}

describe('an environment', () => {
  it.each<[string, HoldRecord[], Partial<HoldRecord> | undefined]>([
    ['of which nothing is recorded is free', [], undefined],
    ['that is held is held', [hold(3)], { by: 'erin', reason: 'Quarter end.' }],
    ['that was released is free', [hold(3), release(2)], undefined],
    [
      'that was held again is held',
      [hold(4), release(3), hold(2, { by: 'frank' })],
      { by: 'frank' },
    ],
    ['whose hold has ended is free', [hold(3, { until: minutesAgo(1) })], undefined],
    ['whose hold lasts is held', [hold(3, { until: minutesAgo(-1) })], { by: 'erin' }],
    ['is free when the last of its holds has ended', [hold(4), hold(3, { until: NOW })], undefined],
  ])('%s', async (_, records, expected) => {
    const { repository } = await embedded();
    await write(repository, ...records);

    const { record, unread } = await readHold(repository, 'uat', reading);

    expect(unread).toBeUndefined();
    if (expected === undefined) expect(record).toBeUndefined();
    else expect(record).toMatchObject(expected);
  });

  it('is not held by the hold of another, or of another repository', async () => {
    const { registry, repository } = await embedded();
    await appendHold(repository, 'uat', hold(3));

    expect((await readHold(repository, 'uat-2', reading)).record).toBeUndefined();
    expect((await readHold(repository, 'ua', reading)).record).toBeUndefined();
    const other = open(registry.url('docker-dev'), 'other');
    expect((await readHold(other, 'uat', reading)).record).toBeUndefined();
  });

  it('can be held while it is empty', async () => {
    const { registry } = await embedded();
    const empty = open(registry.url('docker-dev'), 'nothing/here');

    await appendHold(empty, 'uat', hold(3));

    expect((await readHold(empty, 'uat', reading)).record).toMatchObject({ by: 'erin' });
  });

  it('is asked about in one request, and two when it was ever held', async () => {
    const { registry, repository } = await embedded();
    await write(repository, hold(9));
    registry.clearRequests();
    await readHold(repository, 'env', reading);
    const free = registry.requests.length;
    registry.clearRequests();
    await readHold(repository, 'uat', reading);

    expect([free, registry.requests.length]).toEqual([1, 2]);
  });

  it.each([
    ['ignores where a list starts', tagsIgnoreLast()],
    ['knows no start that is no tag', tagsUnknownLast()],
  ])('is held on a registry that %s', async (_, behaviour) => {
    const { repository } = await embedded({ behaviours: [behaviour] });
    await write(repository, release(4), hold(3));

    expect((await readHold(repository, 'uat', reading)).record).toMatchObject({ by: 'erin' });
  });
});

describe('a hold that cannot be read', () => {
  it('holds', async () => {
    const { registry, repository } = await embedded();
    await write(repository, release(4));
    await forge(registry, 3, 'hold-held');

    const { record, unread } = await readHold(repository, 'uat', reading);

    expect(record).toBeUndefined();
    expect(unread).toMatch(
      /\/app:hold-uat\.\d{13}\.hold-held-0123abcd is not believed: it is not a JSON object\.$/,
    );
  });

  it('holds no more when it was released since', async () => {
    const { registry, repository } = await embedded();
    await forge(registry, 3, 'hold-held');
    await write(repository, release(2));

    expect(await readHold(repository, 'uat', reading)).toEqual({ notes: [] });
  });
});

describe('a release that is none', () => {
  it('releases nothing when it cannot be read', async () => {
    const { registry, repository } = await embedded();
    await write(repository, hold(4));
    await forge(registry, 3, 'hold-released');

    const { record, notes } = await readHold(repository, 'uat', reading);

    expect(record).toMatchObject({ by: 'erin' });
    expect(notes).toEqual([expect.stringContaining('is not believed: it is not a JSON object.')]);
  });

  it.each<[string, string, HoldRecord, (label: string, id: string) => readonly string[]]>([
    [
      'an old one put in front',
      'its time is 2026-11-21T11:50:00.000Z, and its tag says another',
      release(10),
      (label, id) => [holdTag('uat', minutesAgo(1), label, id)],
    ],
    [
      'that of another environment',
      'it is no hold of uat',
      { ...release(1), environment: 'qa' },
      (label, id) => [holdTag('uat', minutesAgo(1), label, id)],
    ],
    [
      'one that is still to come',
      'its time 2026-11-21T13:00:00.000Z is still to come (a clock is wrong, or somebody made it up)',
      release(-60),
      (label, id) => [holdTag('uat', minutesAgo(-60), label, id)],
    ],
  ])('releases nothing: %s', async (_, why, record, tagsFor) => {
    const { repository } = await embedded();
    await write(repository, hold(4));
    await appendToJournals(repository, holdSubject(repository, 'uat'), record, tagsFor);

    const found = await readHold(repository, 'uat', reading);

    expect(found.record).toMatchObject({ by: 'erin' });
    expect(found.notes).toEqual([expect.stringContaining(`is not believed: ${why}.`)]);
  });

  it('releases nothing when it is about another repository', async () => {
    const { registry, repository } = await embedded();
    const other = open(registry.url('docker-dev'), 'other');
    await write(repository, hold(4));
    const about = holdSubject(other, 'uat');
    await appendToJournals(repository, about, release(1), (label, id) => [
      holdTag('uat', minutesAgo(1), label, id),
    ]);

    const found = await readHold(repository, 'uat', reading);

    expect(found.record).toMatchObject({ by: 'erin' });
    expect(found.notes).toEqual([expect.stringContaining('is not believed: it is not about ')]);
  });
});

describe('holds of those whose word does not count', () => {
  it('hold nothing, and are told', async () => {
    const { repository } = await embedded();
    await write(repository, hold(4));

    const found = await readHold(repository, 'uat', { now: NOW, trust: NOBODY });

    expect(found.record).toBeUndefined();
    expect(found.notes).toEqual([expect.stringMatching(/ does not count: nobody signed it\.$/)]);
  });

  it('hold when there are more of them than anybody reads', async () => {
    const { repository } = await embedded();
    await write(repository, ...Array.from({ length: 21 }, (_, i) => release(i + 1)));

    const found = await readHold(repository, 'uat', { now: NOW, trust: NOBODY });

    expect(found.unread).toMatch(
      /^The newest 20 records of holds in \S+\/app do not count, and there are more, which were not read\.$/,
    );
  });
});

describeWith(['docker-registry'], 'on Docker’s own registry', () => {
  it('an environment is held and released', async () => {
    const repository = await docker();

    await write(repository, hold(4));
    const held = await readHold(repository, 'uat', reading);
    await write(repository, release(3));
    const released = await readHold(repository, 'uat', reading);

    expect([held.record?.by, released.record]).toEqual(['erin', undefined]);
  });
});
