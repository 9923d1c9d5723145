/** A limit that runs; it ends what waits for it even where its signal is not heeded. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Rejects when the time is up. */
  readonly ended: Promise<never>;
  stop(): void;
}

/** @param late what did not happen: `the gate did not answer` */
export function startLimit(timeoutMs: number, late: string): TimeLimit {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = new Error(`${late} within ${durationInWords(timeoutMs)}`);
      // In this order, so that an answer to the signal comes too late.
      reject(reason);
      controller.abort(reason);
    }, timeoutMs);
  });
  return { signal: controller.signal, ended, stop: () => clearTimeout(timer) };
}

/** `1 minute`, `2 hours`, `40 seconds`. */
export function durationInWords(durationMs: number): string {
  const [amount, unit] =
    durationMs % 3_600_000 === 0
      ? [durationMs / 3_600_000, 'hour']
      : durationMs % 60_000 === 0
        ? [durationMs / 60_000, 'minute']
        : [durationMs / 1000, 'second'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
