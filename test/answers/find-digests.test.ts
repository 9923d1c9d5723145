import { describe, expect, it } from 'vitest';
import { historyOfEnvironment } from '../../engine/answers/read-history.ts';
import { appendRecord } from '../../engine/evidence/append-record.ts';
import { findDigests } from '../../engine/promotion/candidate/find-by-query.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import { docker, embedded, minutesAgo, NOW } from '../evidence/repositories.ts';
import { describeWith } from '../support/parts.ts';
import {
  buildOf,
  environmentIn,
  imageNamed,
  namesOf,
  promotionOf,
  verdictOf,
} from './environments.ts';

const READING = { now: NOW };
const NAMES = Array.from({ length: 12 }, (_, i) => `app ${12 - i}`);

describe('a search', () => {
  it('finds what is older than the first entries of the journal, in the order of its environment', async () => {
    const { repository } = await embedded();
    await fill(repository);
    // In a repository that environments share, an older image may have gone on to another of them lately.
    await appendRecord(repository, imageNamed('app 1'), {
      ...promotionOf('1', 2),
      environment: 'uat',
    });

    const search = await findDigests(
      environmentIn('qa', [repository]),
      { verdict: 'accepted' },
      READING,
      { most: 1 },
    );

    expect(names(search)).toEqual(['app 2']);
  });

  it('ends at the time that is asked for', async () => {
    const { repository } = await embedded();
    await fill(repository);

    const search = await findDigests(
      environmentIn('qa', [repository]),
      { since: minutesAgo(32) },
      READING,
      { most: 50 },
    );

    expect(names(search)).toEqual(['app 12', 'app 11', 'app 10']);
    expect(search.recordsRead).toBe(9);
  });

  it('stops at its limit of records and says that there may be more', async () => {
    const { repository } = await embedded();
    await fill(repository);

    const search = await findDigests(environmentIn('qa', [repository]), {}, READING, {
      most: 50,
      mostRecords: 10,
    });

    expect(search.isComplete).toBe(false);
    expect(search.found).toHaveLength(8);
  });
});

describe('the history of an environment', () => {
  it('tells who was refused, where the journal of the environment before says so', async () => {
    const { repository } = await embedded();
    await fill(repository);
    const refusal = {
      kind: 'refusal',
      at: minutesAgo(1),
      environment: 'uat',
      requestedBy: 'alice',
      reasons: ['Nobody has given a verdict on this image.'],
    } as const;
    await appendRecord(repository, imageNamed('app 12'), refusal, { journal: 'uat' });
    const qa = environmentIn('qa', [repository]);
    const { repository: other } = await embedded();

    const { happenings } = await historyOfEnvironment(
      environmentIn('uat', [other]),
      [qa],
      'app',
      READING,
      20,
    );

    expect(happenings.map(({ record }) => record)).toEqual([refusal]);
  });
});

describeWith(['docker-registry'], 'a search on Docker’s own registry', () => {
  it('finds the same', async () => {
    const repository = await docker();
    await fill(repository);

    const search = await findDigests(
      environmentIn('qa', [repository]),
      { verdict: 'accepted' },
      READING,
      { most: 5 },
    );

    expect(names(search)).toEqual(['app 2', 'app 1']);
  });
});

/** Twelve images, ten minutes apart; the two oldest were accepted. */
async function fill(repository: Repository): Promise<void> {
  for (const [i, name] of NAMES.entries()) {
    const number = String(NAMES.length - i);
    const minutes = 10 * (i + 1);
    await appendRecord(repository, imageNamed(name), buildOf(number, minutes + 2));
    await appendRecord(repository, imageNamed(name), promotionOf(number, minutes + 1), {
      journal: 'qa',
    });
    if (i >= 10) await appendRecord(repository, imageNamed(name), verdictOf('accepted', minutes));
  }
}

function names({ found }: Awaited<ReturnType<typeof findDigests>>): readonly string[] {
  return namesOf(
    found.map(({ digest }) => digest),
    NAMES,
  );
}
