import { Failure } from '../failures.ts';
import type { StepOptions } from '../jenkins/step-options.ts';
import { CREDENTIALS } from '../web/web-credential.ts';
import { wordOf } from './word-of.ts';

/** Options of promoteImage on what becomes of its build; the engine only says what the step is to do. */
export const BUILD_WISHES = [
  ...['result', 'lock', 'milestone', 'displayName'],
  ...['junit', 'publish', 'badge', 'keep'],
] as const;

const RESULTS = ['FAILURE', 'UNSTABLE', 'NOT_BUILT'] as const;

/** What a refusal makes of the build. @throws Failure UNKNOWN_WORD */
export function refusalResult(options: StepOptions): (typeof RESULTS)[number] {
  return wordOf(options, 'result', RESULTS) ?? 'FAILURE';
}

/** The lockable resource that a promotion is carried out under; undefined where none is asked for. */
export function lockOf(options: StepOptions, environment: string): string | undefined {
  const lock = options.text('lock');
  if (lock === 'false') return undefined;
  return lock === 'true' ? `promote-image-${environment}` : lock;
}

/** Whether the promoting build is kept forever, and with whose credential the build that made the image. */
export function keepOf({ text }: StepOptions): {
  readonly isKept: boolean;
  readonly credential?: string;
} {
  const keep = text('keep');
  if (keep === undefined || keep === 'false') return { isKept: false };
  if (keep === 'true') return { isKept: true };
  if (!new RegExp(CREDENTIALS.pattern).test(keep)) throw notAnId(keep);
  return { isKept: true, credential: keep };
}

/** It becomes a word of a line that the step reads. */
const notAnId = (keep: string) =>
  new Failure(
    'INVALID_OPTION',
    'usage',
    `The option \`keep\` of promoteImage is ${JSON.stringify(keep.slice(0, 60))}, which is neither true, nor false, nor the id of a Jenkins credential.`,
    "Write promoteImage(keep: true), or promoteImage(keep: 'jenkins-api').",
  );
