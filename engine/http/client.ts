import { Failure } from '../failures.ts';
import { backoffMs } from './backoff.ts';
import type { Connections } from './dispatcher.ts';
import { exchange, type Silence } from './exchange.ts';
import { errorCode, noAnswer, retryTooLate } from './failures.ts';
import type { Limiter } from './limiter.ts';
import type { Clock, HttpRequest, HttpResponse, HttpSender } from './request.ts';
import { parseRetryAfter } from './retry-after.ts';
import { signInLocked } from './sign-in-failures.ts';

/** How long one request is tried before it counts as failed. */
export interface Patience extends Silence {
  readonly attempts: number;
  readonly totalMs: number;
}

export const DEFAULT_PATIENCE: Patience = {
  attempts: 10,
  totalMs: 180_000,
  firstByteMs: 120_000,
  // A registry that commits a blob of many GB takes minutes.
  commitMs: 600_000,
  betweenBytesMs: 60_000,
};

/** An origin that never answered is probably misspelt: three attempts tell. */
const FIRST_CONTACT_ATTEMPTS = 3;
const FIRST_DELAY_MS = 200;
const PASSING_STATUS = new Set([408, 429, 500, 502, 503, 504]);
const LASTING_ERROR =
  /^(ENOTFOUND|EPROTO|ERR_TLS_|ERR_SSL_|UNABLE_|SELF_SIGNED|DEPTH_ZERO|CERT_|HOSTNAME_|UND_ERR_INVALID)/;

/**
 * Sends requests within the limits of their origin, and again where the fault may pass.
 * A streamed body is sent once: whoever streams decides what to do after a fault.
 */
export function createClient(
  connections: Connections,
  limiter: Limiter,
  clock: Clock,
  patience: Patience = DEFAULT_PATIENCE,
): HttpSender {
  const answering = new Set<string>();

  return {
    async send(request) {
      const { origin } = request.url;
      // Waiting for a place is no attempt: patience begins with the first one.
      let startedAt: number | undefined;
      for (let attempt = 1; ; attempt += 1) {
        const leave = await limiter.enter(origin, request.isUrgent === true ? 'urgent' : 'usual');
        startedAt ??= clock.now().getTime();
        const result = await attemptOnce(request).finally(leave);
        const delayMs = passesIn(request, result, attempt);
        const attempts = answering.has(origin) ? patience.attempts : FIRST_CONTACT_ATTEMPTS;
        const isSpent =
          attempt >= attempts ||
          clock.now().getTime() - startedAt + (delayMs ?? 0) > patience.totalMs;
        if (delayMs !== undefined) pauseWhenAsked(request.url, result, delayMs);
        if (delayMs === undefined || isSpent || !isRepeatable(request)) {
          if (result.response !== undefined) return result.response;
          throw noAnswer(request.url, result.error);
        }
        if (!asksToSlowDown(result)) await clock.sleep(delayMs);
      }
    },
  };

  async function attemptOnce(request: HttpRequest): Promise<Result> {
    try {
      const response = await exchange(connections, request, patience);
      answering.add(request.url.origin);
      return { response };
    } catch (error) {
      // A body that is streamed through us failed for a reason of its own.
      if (error instanceof Failure) throw error;
      return { error };
    }
  }

  /** Milliseconds until another attempt makes sense; undefined when it never does. */
  function passesIn(request: HttpRequest, result: Result, attempt: number): number | undefined {
    const delayMs = backoffMs(clock, attempt, FIRST_DELAY_MS);
    if (result.response === undefined) {
      return LASTING_ERROR.test(errorCode(result.error)) ? undefined : delayMs;
    }
    const { status } = result.response;
    if (!PASSING_STATUS.has(status)) return undefined;
    if (request.finalStatuses?.includes(status) === true) return undefined;
    if (status === 429) refuseLockedSignIn(request.url, result.response);
    const askedMs = parseRetryAfter(result.response.header('retry-after'), clock.now());
    if (askedMs !== undefined && askedMs > patience.totalMs) {
      throw retryTooLate(request.url, status, Math.ceil(askedMs / 1000));
    }
    // "Retry-After: 0" is no reason to ask ten times within a moment.
    return Math.max(askedMs ?? 0, delayMs);
  }

  /** The limiter's pause holds back every request to the origin, this one's repetition too. */
  function pauseWhenAsked(url: URL, result: Result, delayMs: number): void {
    if (asksToSlowDown(result)) limiter.slowDown(url.origin, delayMs);
  }
}

type Result =
  | { readonly response: HttpResponse }
  | { readonly response?: undefined; readonly error: unknown };

function isRepeatable({ body, isOnce = false }: HttpRequest): boolean {
  return !isOnce && (body === undefined || body instanceof Uint8Array);
}

function asksToSlowDown({ response }: Result): boolean {
  return response?.status === 429 || response?.status === 503;
}

/** Nexus 3.96 counts failed sign-ins and then answers 429 to everything; trying on keeps the lock shut. */
function refuseLockedSignIn(url: URL, response: HttpResponse): void {
  const words = Buffer.from(response.body ?? []).toString('utf8');
  if (/authentication attempts/i.test(words)) {
    throw signInLocked(url, response.header('retry-after'));
  }
}
