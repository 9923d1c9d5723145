import { allSettled } from '../copy/copy-graph.ts';
import { type CopyJob, type CopyOutcome, copySet } from '../copy/copy-set.ts';
import { createProgress } from '../copy/progress.ts';
import { attachSignature } from '../evidence/signatures/attach-signature.ts';
import { signImage } from '../evidence/signatures/sign-image.ts';
import { resolveManifest } from '../registry/manifests.ts';
import { isSameRegistry, type Repository } from '../registry/repository.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import { count } from './format.ts';
import { moveTags, requireUnmoved } from './move-tags.ts';
import { type DestinationPlan, isInPlace } from './plan.ts';
import type { PreparedPromotion } from './prepare.ts';
import { type ApplyContext, writePromotion } from './write-promotion.ts';

/** One image on its way into one repository of the environment. */
interface Target {
  readonly prepared: PreparedPromotion;
  readonly repository: Repository;
  readonly destination: DestinationPlan;
}

/**
 * Carries plans out as one: all content by digest everywhere, with what hangs on it, then records, then all
 * tags, which are read back. Cut short anywhere, it can be run again; until its last step nothing new is visible.
 */
export async function applyPromotions(
  promotions: readonly PreparedPromotion[],
  context: ApplyContext,
): Promise<void> {
  const { clock, approvals, print } = context;
  const targets = promotions
    .filter(({ plan }) => !isInPlace(plan))
    .flatMap((prepared) =>
      prepared.environment.repositories.map(
        (repository, i): Target => ({
          prepared,
          repository,
          // The plan lists the environment's repositories in their order.
          destination: prepared.plan.destinations[i] as DestinationPlan,
        }),
      ),
    );
  const progress = createProgress(clock, print);
  const outcomes = await copySet(await Promise.all(targets.map(jobOf)), {
    carry: promotions[0]?.environment.policy.carry ?? 'all',
    isRecorded: true,
    ...(context.keys.images !== undefined && { onContent: signWith(context.keys.images, context) }),
    clock,
    onGraph: progress.expect,
    onBytes: progress.moved,
  });
  for (const outcome of outcomes) print(describeCopy(outcome));
  if (outcomes.length > 0) print(progress.summary());

  await allSettled(
    targets.map(({ prepared, repository, destination }) =>
      requireUnmoved(repository, prepared.plan.candidate.digest, destination.tags),
    ),
  );
  await allSettled(
    targets.map(async ({ prepared, repository, destination }) => {
      const { digest } = prepared.plan.candidate;
      const isReturning = destination.tags.some(({ now }) => now !== undefined && now !== digest);
      if (!destination.isRecorded || isReturning || approvals.length > 0) {
        await writePromotion(prepared, repository, destination, context);
      }
    }),
  );
  await moveTags(
    targets.map(({ prepared, repository, destination }) => ({
      repository,
      manifest: prepared.candidate.manifest,
      tags: destination.tags,
    })),
    context,
  );
}

/**
 * Signs an image in both forms that cosign reads; which one it looks at depends on its version and on what is
 * there. It comes before the records: where tags cannot move, the index of referrers has what came first.
 */
function signWith(key: SigningKey, { clock, print }: ApplyContext) {
  return async ({ destination, root: { descriptor } }: CopyJob): Promise<void> => {
    await signImage(destination, descriptor, key, destination.label);
    await attachSignature(destination, descriptor, key, clock.now());
    print(`Signed ${destination.label}@${descriptor.digest}.`);
  };
}

async function jobOf({ prepared, repository, destination }: Target): Promise<CopyJob> {
  const { candidate, neighbours } = prepared;
  const source = candidate.from.main;
  const { digest } = candidate.manifest.descriptor;
  const isNear = destination.hasImage || isSameRegistry(source, repository);
  const asked = isNear ? [] : neighbours(repository);
  const found = await Promise.all(
    asked.map(async (one) => ((await resolveManifest(one, digest)) === undefined ? [] : [one])),
  );
  return {
    source,
    destination: repository,
    root: candidate.manifest,
    hasRoot: destination.hasImage,
    isDestinationEmpty: destination.isEmpty,
    alsoAt: found.flat(),
  };
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
