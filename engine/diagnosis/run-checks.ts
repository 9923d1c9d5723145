import { Failure } from '../failures.ts';
import { type Check, type Finding, failed } from './check.ts';

/** `blocked`: not asked, since the check `by` failed before. */
export type CheckResult = { readonly check: string } & (
  | Finding
  | { readonly outcome: 'blocked'; readonly by: string }
);

/**
 * Asks one question after the other; what an earlier answer makes pointless is left out.
 * @param blockedBy what failed before all of them, if anything did
 */
export async function runChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  blockedBy?: string,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const by = blockedBy ?? blocker(check.needs, results);
    if (by !== undefined) {
      results.push({ check: check.name, outcome: 'blocked', by });
      continue;
    }
    const finding = await findOrFail(check, subject);
    if (finding !== undefined) results.push({ check: check.name, ...finding });
  }
  return results;
}

/** The first check that failed, among those needed and those that they were blocked by. */
function blocker(needs: readonly string[], results: readonly CheckResult[]): string | undefined {
  for (const result of results) {
    if (!needs.includes(result.check)) continue;
    if (result.outcome === 'fail') return result.check;
    if (result.outcome === 'blocked') return result.by;
  }
  return undefined;
}

async function findOrFail<Subject>(
  check: Check<Subject>,
  subject: Subject,
): Promise<Finding | undefined> {
  try {
    return await check.find(subject);
  } catch (error) {
    if (error instanceof Failure) return failed(error);
    throw error;
  }
}
