import { appendRecord } from '../evidence/append-record.ts';
import type { RecordedGate } from '../evidence/record.ts';
import { type GateFinding, labelOfGate } from '../gates/evaluate.ts';
import type { Clock } from '../http/request.ts';
import type { Repository } from '../registry/repository.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import type { Approval } from './approval.ts';
import type { DestinationPlan } from './plan.ts';
import type { PreparedPromotion } from './prepare.ts';

/** With what a promotion signs; undefined where nothing is signed. */
export interface SigningKeys {
  readonly records?: SigningKey | undefined;
  /** Signs the images that enter the environment. */
  readonly images?: SigningKey | undefined;
}

/** What apply needs besides the promotions themselves. */
export interface ApplyContext {
  readonly clock: Clock;
  /** Of everybody who approved. */
  readonly approvals: readonly Approval[];
  /** What was approved, or would have been: goes into the records. */
  readonly plan: string;
  /** Page of the Jenkins build that asks. */
  readonly url?: string;
  readonly keys: SigningKeys;
  readonly print: (line: string) => void;
}

/** Records the approvals, where there were some, and the promotion in the repository that the image enters. */
export async function writePromotion(
  { plan, candidate }: PreparedPromotion,
  repository: Repository,
  { tags }: DestinationPlan,
  { clock, approvals, plan: approved, url, keys: { records: key } }: ApplyContext,
): Promise<void> {
  const subject = candidate.manifest.descriptor;
  const common = {
    environment: plan.environment,
    plan: approved,
    ...(url !== undefined && { url }),
  };
  for (const approval of approvals) {
    const record = { kind: 'approval', at: clock.now(), ...common, ...approval } as const;
    await appendRecord(repository, subject, record, { key });
  }
  const { gates, requestedBy, policy, from, force, change } = plan;
  const replaced = tags.find(({ isBuildBound, now }) => !isBuildBound && now !== undefined)?.now;
  const { number } = plan.candidate.build;
  await appendRecord(
    repository,
    subject,
    {
      kind: 'promotion',
      at: clock.now(),
      ...common,
      from: from.environment,
      destination: repository.label,
      tags: tags.map(({ name }) => name),
      approvedBy: approvals.map(({ by }) => by),
      gates: gates.map(recordedGate),
      ...(force !== undefined && { force }),
      ...(change !== undefined && { changeTicket: change }),
      ...(replaced !== undefined && { replaced }),
      policy: { uri: policy.file, digest: policy.digest },
      ...(requestedBy !== undefined && { requestedBy }),
      ...(number !== undefined && { build: number }),
    },
    { journal: plan.environment, key },
  );
}

/** A gate that only warns, or that somebody forced, says so in its outcome. */
function recordedGate({ outcome, because, mode, forced, ...gate }: GateFinding): RecordedGate {
  const how = outcome === 'pass' ? '' : forced !== undefined ? ' (forced)' : ` (${mode})`;
  return { kind: labelOfGate(gate), outcome: `${outcome}${how}`, because };
}
