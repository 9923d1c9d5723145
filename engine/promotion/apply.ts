import { copyAttached } from '../copy/attached.ts';
import { createBlobPlaces } from '../copy/blob-places.ts';
import { type CopyOptions, copyGraph } from '../copy/copy-graph.ts';
import { fetchGraph, type Graph } from '../copy/graph.ts';
import { createProgress } from '../copy/progress.ts';
import { appendRecord } from '../evidence/append-record.ts';
import type { PromotionRecord } from '../evidence/record.ts';
import type { Clock } from '../http/request.ts';
import { isSameRepository, type Repository } from '../registry/repository.ts';
import type { Approval } from './approval.ts';
import { moveTags } from './move-tags.ts';
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
  const source = candidate.from.main;
  const targets = environment.repositories.map((repository, i) => ({
    repository,
    // The plan lists the environment's repositories in their order.
    destination: plan.destinations[i] as DestinationPlan,
  }));
  const places = createBlobPlaces();
  const progress = createProgress(clock, print);
  let graph: Promise<Graph> | undefined;

  for (const { repository, destination } of targets) {
    if (isSameRepository(source, repository)) continue;
    const options: CopyOptions = {
      source,
      destination: repository,
      isDestinationEmpty: destination.isEmpty,
      places,
      clock,
      onBytes: progress.moved,
    };
    if (destination.hasImage) {
      print(`${repository.label} has ${plan.candidate.digest} already.`);
    } else {
      graph ??= fetchGraph(source, candidate.manifest);
      progress.expect(await graph);
      await copyGraph(await graph, options);
      print(`Copied ${plan.candidate.digest} to ${repository.label}: ${progress.summary()}.`);
    }
    const attached = await copyAttached(plan.candidate.digest, {
      ...options,
      isDestinationEmpty: false,
    });
    if (attached.length > 0) {
      print(
        `Took along ${attached.length === 1 ? 'a record or signature' : `${attached.length} records and signatures`}.`,
      );
    }
  }
  for (const { repository, destination } of targets) {
    if (!destination.isRecorded || approval !== undefined)
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
