import { type Digest, digestOf } from '../oci/digest.ts';
import type { Repository } from '../registry/repository.ts';
import { listTagPage, listTags } from '../registry/tags.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import { appendToJournals } from './append-journal.ts';
import type { Reading } from './ledger.ts';
import { type ReadRecord, readRecord } from './read-record.ts';
import type { HoldRecord } from './record.ts';
import { holdPrefix, holdTag, isAtItsTime, journalTag, labelOf } from './record-tag.ts';
import { weighRecords } from './trust.ts';

/** Whether a repository's environment is held, with what was read and decides nothing. */
export interface HoldState {
  /** The record that holds it; undefined where none does. */
  readonly record?: HoldRecord;
  /** Why it has to be taken for held although no record says so that counts; a sentence. */
  readonly unread?: string;
  /** Sentences. */
  readonly notes: readonly string[];
}

/** A hold of an environment is no statement about an image: it is about this repository in this environment. */
export function holdSubject(repository: Repository, environment: string): Digest {
  return digestOf(Buffer.from(`${repository.label}#${environment}`));
}

/** Writes into the journal of holds, which decides, then into the environment's, for its history. */
export async function appendHold(
  repository: Repository,
  environment: string,
  record: HoldRecord,
  key?: SigningKey | undefined,
): Promise<void> {
  const tagsFor = (label: string, id: string) => [
    holdTag(environment, record.at, label, id),
    journalTag(environment, record.at, label, id),
  ];
  await appendToJournals(repository, holdSubject(repository, environment), record, tagsFor, key);
}

/** Of records that do not count, no more are looked at. */
const MOST_RECORDS = 20;

/**
 * Reads whether an environment is held: the latest record that counts says so. One that cannot be read and may
 * hold does, and so does a heap of records in front of others.
 */
export async function readHold(
  repository: Repository,
  environment: string,
  { now, trust }: Reading,
): Promise<HoldState> {
  const tags = await newestHolds(repository, holdPrefix(environment), MOST_RECORDS + 1);
  const reads: ReadRecord[] = [];
  const problems: string[] = [];
  let doubts: readonly string[] = [];
  for (const tag of tags.slice(0, MOST_RECORDS)) {
    const read = await readHoldRecord(repository, environment, tag, now);
    if (typeof read === 'string') {
      const sentence = `${repository.label}:${tag} is not believed: ${read}.`;
      if (labelOf(tag) === 'hold-held')
        return { unread: sentence, notes: [...problems, ...doubts] };
      problems.push(sentence);
      continue;
    }
    reads.push(read);
    const weighed = weighRecords(reads, trust, environment, now);
    doubts = weighed.flatMap(({ read, doubt }) =>
      doubt === undefined ? [] : [`${repository.label}:${read.tag} does not count: ${doubt}.`],
    );
    const record = weighed.find(({ doubt }) => doubt === undefined)?.read.record;
    if (record?.kind !== 'hold') continue;
    return { ...(isInForce(record, now) && { record }), notes: [...problems, ...doubts] };
  }
  const notes = [...problems, ...doubts];
  if (tags.length <= MOST_RECORDS) return { notes };
  const unread = `The newest ${MOST_RECORDS} records of holds in ${repository.label} do not count, and there are more, which were not read.`;
  return { unread, notes };
}

export function isInForce({ state, until }: HoldRecord, now: Date): boolean {
  return state === 'held' && (until === undefined || until > now);
}

async function readHoldRecord(
  repository: Repository,
  environment: string,
  tag: string,
  now: Date,
): Promise<ReadRecord | string> {
  const read = await readRecord(repository, tag, now, holdSubject(repository, environment));
  if (typeof read === 'string') return read;
  const { record } = read;
  if (record.kind !== 'hold' || record.environment !== environment) {
    return `it is no hold of ${environment}`;
  }
  // Whoever may push could put an old release in front of a hold.
  if (!isAtItsTime(tag, record.at))
    return `its time is ${record.at.toISOString()}, and its tag says another`;
  return read;
}

/** One request, unless the answer does not show that it holds the start of the range. */
async function newestHolds(
  repository: Repository,
  prefix: string,
  most: number,
): Promise<readonly string[]> {
  const page = await listTagPage(repository, { after: prefix, pageSize: most });
  const tags = page?.tags ?? [];
  const last = tags.at(-1);
  const isInOrder = tags.every((tag, i) => tag > (tags[i - 1] ?? prefix));
  const isPast = last !== undefined && !last.startsWith(prefix);
  // A page that is not full and has no Link is all there is (distribution 2.8 ignores range and number).
  const isLast = page?.next === undefined && tags.length > 0 && page?.length !== most;
  const isProof = isLast || (isInOrder && (isPast || tags.length >= most));
  const found = new Set(isProof ? tags : []);
  if (!isProof) for await (const tag of listTags(repository)) found.add(tag);
  return [...found]
    .filter((tag) => tag.startsWith(prefix))
    .sort()
    .slice(0, most);
}
