import type { Approval } from '../promotion/approval.ts';
import type { DeployedImage } from '../promotion/deployments/deploy-set.ts';
import { refusalReasons, whereToBegin } from '../promotion/describe-refusal.ts';
import type { SetPlan } from '../promotion/release-set.ts';
import { promotionPage } from '../reports/page.ts';
import type { CommandContext } from './command.ts';

/** Writes the page about a promotion; each time as a whole, since a run may end at any time. */
export async function writeReport(
  { folder, clock, request }: CommandContext,
  { environment, images }: SetPlan,
  headline: string,
  approvals: readonly Approval[] = [],
  deployed: readonly DeployedImage[] = [],
): Promise<void> {
  const { buildUrl: url } = request.jenkins;
  const page = promotionPage({
    headline,
    environment,
    images: images.map((plan) => {
      const reasons = refusalReasons(plan);
      const found = deployed.find(({ image }) => image === plan.image)?.deployments ?? [];
      const hosts = [
        ...(plan.deployments ?? [])
          .filter(({ target }) => !found.some((one) => one.target.name === target))
          .map(({ target, isDone }) => ({ target, state: isDone ? 'told already' : 'to be told' })),
        ...found.map(({ target, state, message }) => ({ target: target.name, state, message })),
      ];
      return { ...plan, reasons, advice: whereToBegin(reasons), hosts };
    }),
    approvals,
    at: clock.now(),
    ...(url !== undefined && { url }),
  });
  await folder.write('report/index.html', page);
}
