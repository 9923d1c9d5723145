import { type CopyOutcome, copySet } from '../copy/copy-set.ts';
import { createProgress } from '../copy/progress.ts';
import { appendRecord } from '../evidence/append-record.ts';
import type { PromotionRecord } from '../evidence/record.ts';
import type { Clock } from '../http/request.ts';
import type { Repository } from '../registry/repository.ts';
import type { Approval } from './approval.ts';
import { count } from './format.ts';
import { moveTags, requireUnmoved } from './move-tags.ts';
import type { DestinationPlan } from './plan.ts';
import type { PreparedPromotion } from './prepare.ts';

/** What apply needs besides the promotion itself. */
export interface ApplyContext {
  readonly clock: Clock;
  readonly approval?: Approval;
  /** Page of the Jenkins build that asks. */
  readonly url?: string;
  readonly print: (line: string) => void;
}

/**
 * Carries a plan out: content by digest everywhere, then what hangs on it, then records, then tags, which
 * are read back. Cut short anywhere, it can be run again; until its last step nothing new is visible.
 */
export async function applyPromotion(
  { plan, candidate, environment }: PreparedPromotion,
  { clock, approval, url, print }: ApplyContext,
): Promise<void> {
  const targets = environment.repositories.map((repository, i) => ({
    repository,
    // The plan lists the environment's repositories in their order.
    destination: plan.destinations[i] as DestinationPlan,
  }));
  const progress = createProgress(clock, print);
  const outcomes = await copySet(
    targets.map(({ repository, destination }) => ({
      source: candidate.from.main,
      destination: repository,
      root: candidate.manifest,
      hasRoot: destination.hasImage,
      isDestinationEmpty: destination.isEmpty,
    })),
    { carry: 'all', clock, onGraph: progress.expect, onBytes: progress.moved },
  );
  for (const outcome of outcomes) print(describeCopy(outcome));
  if (outcomes.length > 0) print(progress.summary());

  const { digest } = candidate.manifest.descriptor;
  for (const { repository, destination } of targets) {
    await requireUnmoved(repository, digest, destination.tags);
  }
  for (const { repository, destination } of targets) {
    const isReturning = destination.tags.some(({ now }) => now !== undefined && now !== digest);
    if (!destination.isRecorded || isReturning || approval !== undefined)
      await writeRecords(repository, destination);
  }
  for (const { repository, destination } of targets) {
    await moveTags(repository, candidate.manifest, destination.tags, print);
  }

  async function writeRecords(repository: Repository, { tags }: DestinationPlan): Promise<void> {
    const subject = candidate.manifest.descriptor;
    const common = {
      environment: plan.environment,
      plan: plan.meaning,
      ...(url !== undefined && { url }),
    };
    if (approval !== undefined) {
      await appendRecord(repository, subject, {
        kind: 'approval',
        at: clock.now(),
        ...common,
        ...approval,
      });
    }
    const record: PromotionRecord = {
      kind: 'promotion',
      at: clock.now(),
      ...common,
      from: plan.from.environment,
      destination: repository.label,
      tags: tags.map(({ name }) => name),
      approvedBy: approval === undefined ? [] : [approval.by],
      gates: plan.gates.map(({ kind, outcome, because }) => ({ kind, outcome, because })),
      policy: { uri: plan.policy.file, digest: plan.policy.digest },
      ...(plan.requestedBy !== undefined && { requestedBy: plan.requestedBy }),
      ...(plan.candidate.build.number !== undefined && { build: plan.candidate.build.number }),
    };
    await appendRecord(repository, subject, record, plan.environment);
  }
}

function describeCopy({ job, copied, attached }: CopyOutcome): string {
  const reference = `${job.destination.label}@${job.root.descriptor.digest}`;
  const along =
    attached === 0
      ? ''
      : `, and ${attached === 1 ? '1 record or signature' : `${attached} records and signatures`}`;
  if (copied === undefined) return `There already: ${reference}${along}.`;
  const contents = [count(copied.manifests.length, 'manifest'), count(copied.blobs.size, 'blob')];
  return `Copied ${reference}: ${contents.join(', ')}${along}.`;
}
