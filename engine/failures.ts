/** Why a run cannot go on; each kind has one exit code, so that scripts can tell them apart. */
export type FailureKind =
  | 'refused'
  | 'usage'
  | 'content'
  | 'absent'
  | 'unavailable'
  | 'denied'
  | 'configuration';

/** The sysexits.h number nearest in meaning, except 20: a gate or rule said no. */
export const EXIT_CODES: Readonly<Record<FailureKind, number>> = {
  refused: 20,
  usage: 64,
  content: 65,
  absent: 66,
  unavailable: 69,
  denied: 77,
  configuration: 78,
};

/** A stop that a user can read: what happened and why we believe so, then what to do. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: string;
  readonly kind: FailureKind;
  readonly remedy: string;

  /**
   * @param code stable name of the failure, `SCREAMING_SNAKE`
   * @param kind decides the exit code
   * @param message what happened, with the offending value, and the evidence for it
   * @param remedy what the reader can do about it
   */
  constructor(
    code: string,
    kind: FailureKind,
    message: string,
    remedy: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.kind = kind;
    this.remedy = remedy;
  }
}

/** The words of anything that was thrown, for use inside a sentence. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) {
    return describeError(error.errors[0]);
  }
  return error.message === '' ? error.name : error.message;
}

/**
 * Words of another program or machine, fit to stand in a sentence: on one line, without the characters that
 * could forge a line of a log or turn its text around, and no longer than `most`.
 */
export function oneLine(text: string, most = 300): string {
  const clean = text
    .slice(0, 16 * most)
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
  if (clean.length <= most) return clean;
  // Not in the middle of a character of two code units.
  return `${clean.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Outside text with its control characters as spaces: they could forge lines of a log. */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}
