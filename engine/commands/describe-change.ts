import { describeDiffBriefly } from '../answers/diff-describe.ts';
import { placeNow, readDiff } from '../answers/diff-read.ts';
import type { Configuration } from '../config/configuration.ts';
import { describeError, Failure } from '../failures.ts';
import type { PreparedPromotion } from '../promotion/prepare.ts';
import type { CommandContext } from './command.ts';
import { readingOf } from './reading.ts';

/** What a promotion would change, for whoever approves it; that it could not be found out does not stop the asking. */
export async function describeChange(
  { clock, cwd, runProgram }: CommandContext,
  configuration: Configuration,
  { plan: { image }, environment, candidate }: PreparedPromotion,
): Promise<string | undefined> {
  const { from, manifest, build } = candidate;
  try {
    const reading = readingOf(clock, configuration, environment.name);
    const { place, notes } = await placeNow(environment, image, reading);
    // The question says by itself that it replaces nothing.
    if (place === undefined && notes.length === 0) return undefined;
    const answer = await readDiff({
      image,
      into: environment.name,
      before: place,
      after: { environment: from.name, repository: from.main, manifest, build },
      keys: configuration.policy.trust?.keys ?? [],
      now: clock.now(),
      cwd,
      runProgram,
      notes,
    });
    return describeDiffBriefly(answer);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `What it changes could not be found out: ${describeError(error)}`;
  }
}
