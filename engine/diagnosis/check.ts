import type { Failure, FailureKind } from '../failures.ts';

/**
 * What a check found. `ok`: it works, or we work around it. `note`: somebody may want to change something.
 * `fail`: a promotion would stop here.
 */
export type Finding =
  | { readonly outcome: 'ok'; readonly finding: string }
  | { readonly outcome: 'note'; readonly finding: string; readonly remedy: string }
  | {
      readonly outcome: 'fail';
      readonly finding: string;
      readonly remedy: string;
      readonly kind: FailureKind;
    };

/** One question to a registry or a repository, asked without leaving anything there. */
export interface Check<Subject> {
  readonly name: string;
  /** Checks that must not have failed, or this one would only repeat them. */
  readonly needs: readonly string[];
  /**
   * @returns undefined where there is nothing to ask
   * @throws Failure where the answer is one: it becomes the finding
   */
  find(subject: Subject): Promise<Finding | undefined>;
}

export function ok(finding: string): Finding {
  return { outcome: 'ok', finding };
}

export function note(finding: string, remedy: string): Finding {
  return { outcome: 'note', finding, remedy };
}

export function fail(kind: FailureKind, finding: string, remedy: string): Finding {
  return { outcome: 'fail', finding, remedy, kind };
}

export function failed({ kind, message, remedy }: Failure): Finding {
  return fail(kind, message, remedy);
}
