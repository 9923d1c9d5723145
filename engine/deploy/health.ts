import type { Clock } from '../http/request.ts';
import { durationInWords } from '../time-limit.ts';
import { fillUrl } from '../web/url-template.ts';
import { addressOf, wordsOf } from '../web/web-answer.ts';
import { targetValues } from './deployment-facts.ts';
import type { DeployContext } from './target.ts';
import { wordsOfError } from './within-limit.ts';

/** What has to hold after a deployment. */
export interface HealthRequest {
  readonly url?: string;
  /** How long it may take to begin. */
  readonly withinMs: number;
  /** How long it has to last then. */
  readonly soakMs: number;
}

/** What is wrong now, as a clause; undefined where all is well. */
export type FindProblem = () => Promise<string | undefined>;

const EVERY_MS = 5_000;

/** Waits until all is well, and for as long as it has to stay so. @returns what was wrong, as a clause */
export async function watchHealth(
  findProblem: FindProblem,
  { withinMs, soakMs }: HealthRequest,
  clock: Clock,
): Promise<string | undefined> {
  const begunAt = clock.now().getTime();
  for (;;) {
    const problem = await findProblem();
    if (problem === undefined) break;
    if (clock.now().getTime() - begunAt >= withinMs) {
      return `${problem}, still ${durationInWords(withinMs)} after the deployment`;
    }
    await clock.sleep(EVERY_MS);
  }
  const wellAt = clock.now().getTime();
  for (;;) {
    const wellMs = clock.now().getTime() - wellAt;
    if (wellMs >= soakMs) return undefined;
    await clock.sleep(Math.min(EVERY_MS, soakMs - wellMs));
    const problem = await findProblem();
    if (problem !== undefined) {
      const seconds = Math.round((clock.now().getTime() - wellAt) / 1000);
      return `${problem}, after ${durationInWords(seconds * 1000)} in which all was well`;
    }
  }
}

/** Asks an address of the deployed image; 2xx is well, and no answer is not. @throws Failure VALUE_UNFIT, VALUE_UNKNOWN */
export function askUrl(context: DeployContext, template: string): FindProblem {
  const url = fillUrl(template, targetValues(context));
  const asked = `GET ${addressOf(url)}`;
  return async () => {
    try {
      const response = await context.sources.send({ method: 'GET', url });
      const { status } = response;
      if (status > 199 && status < 300) return undefined;
      return `${asked} gave HTTP ${status}${wordsOf(response)}`;
    } catch (error) {
      return `${asked} failed: ${wordsOfError(error)}`;
    }
  };
}
