import type { StepOutcome, Workspace } from '../support/promotion-run.ts';

/** holdPromotions, for a reason and by somebody unless said. */
export const hold = (
  workspace: Workspace,
  options: Readonly<Record<string, unknown>>,
): Promise<StepOutcome> =>
  workspace.run('hold', 'hold', { options: { reason: 'Quarter end.', by: 'erin', ...options } });
