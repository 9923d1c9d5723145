import { describeError, Failure } from '../failures.ts';
import { durationInWords, startLimit } from '../time-limit.ts';
import type { DeployContext, DeployOutcome } from './target.ts';

const LAST_WORDS_MS = 3_000;

/** What a target does, as an outcome in any case; ends even when it does not heed its signal. */
export async function withinLimit(
  timeoutMs: number,
  context: Omit<DeployContext, 'signal'>,
  act: (context: DeployContext) => Promise<DeployOutcome>,
): Promise<DeployOutcome> {
  const limit = startLimit(timeoutMs, 'it did not end');
  try {
    const acting = act({ ...context, signal: limit.signal });
    return await Promise.race([acting, limit.ended.catch(() => inLastWords(acting, timeoutMs))]);
  } catch (error) {
    // Some targets take the end of the signal for a failure of the server that they ask.
    return limit.signal.aborted ? unended(timeoutMs) : failed(error);
  } finally {
    limit.stop();
  }
}

/** A target that heeds its signal says best what it waited for. */
async function inLastWords(acting: Promise<DeployOutcome>, timeoutMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<DeployOutcome>((resolve) => {
    timer = setTimeout(() => resolve(unended(timeoutMs)), LAST_WORDS_MS);
  });
  return Promise.race([acting.catch(() => unended(timeoutMs)), silence]).finally(() =>
    clearTimeout(timer),
  );
}

/** One that threw. */
export function failed(error: unknown): DeployOutcome {
  return {
    state: 'failed',
    message: `It could not be deployed: ${wordsOfError(error)}.`,
    remedy:
      error instanceof Failure
        ? error.remedy
        : 'Repair what it needs, then run this stage again; what is deployed already stays as it is.',
  };
}

/** Without the full stop. */
export function wordsOfError(error: unknown): string {
  return describeError(error).replace(/[.\s]+$/, '');
}

function unended(timeoutMs: number): DeployOutcome {
  return {
    state: 'failed',
    message: `It did not end within ${durationInWords(timeoutMs)}, and may still go on.`,
    remedy:
      'Find out what runs there now, and why it is slow; `timeout` of the target gives it longer.',
  };
}
