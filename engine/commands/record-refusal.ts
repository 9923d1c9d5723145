import { appendRecord } from '../evidence/append-record.ts';
import { recordedLine } from '../evidence/fields.ts';
import type { RefusalRecord } from '../evidence/record.ts';
import { describeError } from '../failures.ts';
import type { PreparedPromotion } from '../promotion/prepare.ts';
import type { SigningKeys } from '../promotion/write-promotion.ts';
import type { CommandContext } from './command.ts';

/** Writes on the image that it was not let in, and why; that it could not be written does not let it in. */
export async function recordRefusal(
  { request, clock, print }: CommandContext,
  { plan, candidate }: PreparedPromotion,
  reasons: readonly string[],
  { records: key }: SigningKeys,
): Promise<void> {
  const { requester, buildUrl } = request.jenkins;
  const isKnown = candidate.ledger.entries.some(
    ({ record }) =>
      record.kind === 'refusal' &&
      record.environment === plan.environment &&
      record.reasons.join('\n') === reasons.map(recordedLine).join('\n'),
  );
  // A job that asks every hour fills no repository with the same refusal.
  if (isKnown) return;
  const record: RefusalRecord = {
    kind: 'refusal',
    at: clock.now(),
    environment: plan.environment,
    reasons,
    ...(requester !== undefined && { requestedBy: requester }),
    ...(buildUrl !== undefined && { url: buildUrl }),
  };
  try {
    await appendRecord(candidate.from.main, candidate.manifest.descriptor, record, {
      journal: plan.environment,
      key,
    });
  } catch (error) {
    // Refused all the same: the record is for the history, and the source may be read-only to us.
    print(`  The refusal could not be recorded on the image: ${describeError(error)}`);
  }
}
