import type { Approval } from '../promotion/approval.ts';
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
): Promise<void> {
  const { buildUrl: url } = request.jenkins;
  const page = promotionPage({
    headline,
    environment,
    images: images.map((plan) => {
      const reasons = refusalReasons(plan);
      return { ...plan, reasons, advice: whereToBegin(reasons) };
    }),
    approvals,
    at: clock.now(),
    ...(url !== undefined && { url }),
  });
  await folder.write('report/index.html', page);
}
