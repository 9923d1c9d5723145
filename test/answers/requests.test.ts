import { describe, expect, it } from 'vitest';
import { readEnvironmentState } from '../../engine/answers/environment-state.ts';
import { historyOfDigest, historyOfEnvironment } from '../../engine/answers/read-history.ts';
import { appendRecord } from '../../engine/evidence/append-record.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import { journalTag } from '../../engine/evidence/record-tag.ts';
import { findDigests } from '../../engine/promotion/candidate/find-by-query.ts';
import { embedded, minutesAgo, NOW } from '../evidence/repositories.ts';
import { tagsOfOthers } from '../evidence/tags-of-others.ts';
import {
  buildOf,
  environmentIn,
  imageNamed,
  namesOf,
  promotionOf,
  verdictOf,
} from './environments.ts';

const READING = { now: NOW };
/** Newest first; each has a build record, a promotion and a verdict. */
const NAMES = Array.from({ length: 30 }, (_, i) => `app ${30 - i}`);
const TAGS = 10_000;
const ENTRIES = 1_000;

describe('a repository of 10,000 tags and 2,000 images', () => {
  it('is asked nine times for what is in its environment now', async () => {
    const { environment, counted } = await crowded();

    const { placed, facts, drift } = await readEnvironmentState(environment, 'app', READING);

    expect(placed?.digest).toBe(imageNamed('app 30').digest);
    expect(facts?.verdict?.is).toBe('accepted');
    expect(drift.map(({ kind }) => kind)).toEqual(['image-gone']);
    expect(counted()).toEqual({ lists: 3, all: 9 });
  });

  it('is asked once for each thing that happened to an image', async () => {
    const { environment, counted } = await crowded();

    const { happenings } = await historyOfDigest(
      [environment],
      'app',
      imageNamed('app 7').digest,
      READING,
    );

    expect(happenings.map(({ record }) => record.kind)).toEqual(['build', 'promotion', 'verdict']);
    expect(counted()).toEqual({ lists: 1, all: 4 });
  });

  it('is asked once for each of the last things in the environment', async () => {
    const { environment, counted } = await crowded();

    const { happenings, isCut } = await historyOfEnvironment(environment, [], 'app', READING, 20);

    expect(happenings).toHaveLength(20);
    expect(isCut).toBe(true);
    expect(counted()).toEqual({ lists: 1, all: 22 });
  });

  it('is looked through no further than to the newest image that was accepted', async () => {
    const { environment, counted } = await crowded();

    const { found, isComplete } = await findDigests(environment, { verdict: 'accepted' }, READING, {
      most: 1,
    });

    expect(
      namesOf(
        found.map(({ digest }) => digest),
        NAMES,
      ),
    ).toEqual(['app 30']);
    expect(isComplete).toBe(true);
    expect(counted()).toEqual({ lists: 2, all: 6 });
  });

  it('is listed once for all that was rejected, however long ago', async () => {
    const { environment, counted } = await crowded();

    const { found, isComplete, recordsRead } = await findDigests(
      environment,
      { verdict: 'rejected' },
      READING,
      { most: 50 },
    );

    expect(
      namesOf(
        found.map(({ digest }) => digest),
        NAMES,
      ),
    ).toEqual(['app 7', 'app 2']);
    expect(isComplete).toBe(true);
    expect(recordsRead).toBe(14);
    expect(counted()).toEqual({ lists: 10, all: 24 });
  });
});

/** The journal of qa goes on with 1,000 older entries that nobody needs to read. */
async function crowded() {
  const { registry, repository } = await embedded();
  const put = (tag: string, digest: string) =>
    registry.store.putTag('docker-dev', 'app', tag, digest);
  for (const [i, name] of NAMES.entries()) {
    const number = String(NAMES.length - i);
    const minutes = 10 * (i + 1);
    const is = ['app 7', 'app 2'].includes(name) ? 'rejected' : 'accepted';
    const records: readonly (readonly [EvidenceRecord, string?])[] = [
      [buildOf(number, minutes + 2), 'dev'],
      [promotionOf(number, minutes + 1), 'qa'],
      [verdictOf(is, minutes)],
    ];
    for (const [record, journal] of records) {
      await appendRecord(repository, imageNamed(name), record, { journal });
    }
  }
  const [any = ''] = registry.store.tags('docker-dev', 'app');
  const digest = registry.store.manifest('docker-dev', 'app', any)?.digest ?? '';
  for (const tag of tagsOfOthers(TAGS)) put(tag, digest);
  for (let i = 0; i < ENTRIES; i += 1) {
    put(journalTag('qa', minutesAgo(1_000 + i), 'promotion', String(i).padStart(8, '0')), digest);
  }
  registry.clearRequests();
  return {
    environment: environmentIn('qa', [repository], { from: ['dev'] }),
    counted: () => {
      const paths = registry.requests.map(({ path }) => path);
      return {
        lists: paths.filter((path) => path.includes('/tags/list')).length,
        all: paths.length,
      };
    },
  };
}
