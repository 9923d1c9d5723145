import { Failure, oneLine } from '../failures.ts';
import { isJsonObject } from '../oci/json.ts';
import type { JenkinsJob } from './jenkins-build.ts';
import { queuedForgotten } from './jenkins-failures.ts';
import type { DeployContext, DeployOutcome } from './target.ts';

const EVERY_MS = 5_000;

/** Waits until Jenkins builds what it queued. @returns the number of the build, or how it ended without one */
export async function leaveQueue(
  context: DeployContext,
  job: JenkinsJob,
  id: string,
): Promise<number | DeployOutcome> {
  let told: string | undefined;
  return askUntil(context, async () => {
    const item = await job.readQueued(id);
    if (item === undefined) throw queuedForgotten(job.name, id);
    const { cancelled, executable, why } = item;
    if (cancelled === true) {
      return {
        state: 'failed',
        message: `Job ${job.name} was cancelled while it waited in the queue of Jenkins.`,
        remedy: 'Find out who cancelled it and why, then run this stage again.',
      };
    }
    if (isJsonObject(executable) && typeof executable['number'] === 'number') {
      return executable['number'];
    }
    // Jenkins counts the seconds in it.
    const reason =
      typeof why === 'string' ? oneLine(why, 200).replace(/[\d.,]+ (?:sec|ms|min)/, '…') : '';
    if (reason !== '' && reason !== told) context.print(`${job.name} waits: ${reason}`);
    told = reason;
    return undefined;
  });
}

/** Waits until the build has ended. */
export async function follow(
  context: DeployContext,
  job: JenkinsJob,
  build: number,
  accept: readonly string[],
): Promise<DeployOutcome> {
  const name = `Build ${build} of ${job.name}`;
  const at = job.urlOf(build);
  context.print(`${name} runs: ${at}`);
  const result = await askUntil(context, async () => (await job.readBuild(build)).result);
  const message = `${name} ended with ${result} (${at}).`;
  if (accept.includes(result)) return { state: 'succeeded', message };
  return {
    state: 'failed',
    message,
    remedy: 'Look at the log of that build, repair what it says, and run this stage again.',
  };
}

/** Jenkins may be started anew meanwhile: no answer is no end, which the time limit of the target is. */
async function askUntil<T>(
  { signal, sources, print }: DeployContext,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  let told: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      if (!(error instanceof Failure && error.kind === 'unavailable')) throw error;
      if (error.message !== told) print(`Asking again: ${error.message}`);
      told = error.message;
    }
    await sources.clock.sleep(EVERY_MS);
  }
}
