import { appendToJournals } from '../../evidence/append-journal.ts';
import { appendRecord } from '../../evidence/append-record.ts';
import { recordedLine } from '../../evidence/fields.ts';
import type { RollbackRecord } from '../../evidence/record.ts';
import { recordTag } from '../../evidence/record-tag.ts';
import { fetchManifest } from '../../registry/manifests.ts';
import { requireMovable } from '../../registry/require-movable.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import { moveTags, type TagContext } from '../move-tags.ts';
import type { RollbackPlace, RollbackPlan } from './plan-rollback.ts';

/** Who rolls back, and with what it is recorded. */
export interface RollbackContext extends TagContext {
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
  /** Page of the Jenkins build that asks. */
  readonly url?: string;
  readonly key?: SigningKey | undefined;
}

/**
 * Asks first whether every tag may move, then records on both images, then moves the tags, which are read back.
 * Cut short anywhere, it can be run again.
 */
export async function applyRollback(plan: RollbackPlan, context: RollbackContext): Promise<void> {
  const { environment, to, from, begun, places } = plan;
  const { key, print } = context;
  const { at, by, reason, url } = begun ?? context;
  for (const place of places) await requireMovableTags(place, to.digest);
  if (from !== undefined) {
    for (const place of places) {
      // Written anew it is the same, byte for byte, so that its tag is, too.
      const record: RollbackRecord = {
        kind: 'rollback',
        environment,
        destination: place.repository.label,
        tags: place.tags.map(({ name }) => name),
        from: from.digest,
        to: to.digest,
        by: recordedLine(by),
        reason: recordedLine(reason),
        ...(url !== undefined && { url }),
        at,
      };
      if (await write(place, record, key)) print(`Recorded in ${place.repository.label}.`);
    }
  }
  await moveTags(places, context);
}

async function requireMovableTags({ repository, tags }: RollbackPlace, to: string): Promise<void> {
  for (const { name, now } of tags) {
    if (now === undefined || now === to) continue;
    await requireMovable(repository, name, await fetchManifest(repository, now));
  }
}

/** @returns whether anything was missing */
async function write(
  { repository, manifest, left, isEntered, isNoted }: RollbackPlace,
  record: RollbackRecord,
  key: SigningKey | undefined,
): Promise<boolean> {
  if (!isEntered) {
    const journal = record.environment;
    await appendRecord(repository, manifest.descriptor, record, { journal, key });
  }
  if (isNoted) return !isEntered;
  if (left !== undefined) {
    await appendRecord(repository, left, record, { key });
  } else {
    // The image is gone; should it ever come again, this tells what happened to it.
    const tagFor = (label: string, id: string) => [recordTag(record.from, record.at, label, id)];
    await appendToJournals(repository, record.from, record, tagFor, key);
  }
  return true;
}
