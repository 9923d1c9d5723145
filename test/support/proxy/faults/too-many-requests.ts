import { answerInstead } from '../exchange.ts';
import { anyRequest, type Fault } from './fault.ts';
import { type RetryAfter, retryAfterHeader } from './retry-after.ts';

const BODY = JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS', message: 'slow down' }] });

/** 429 with Retry-After: one second, unless told another one or a date. */
export const tooManyRequests = (retryAfter: RetryAfter = { seconds: 1 }): Fault => ({
  name: 'too-many-requests',
  concerns: anyRequest,
  play: (exchange) =>
    answerInstead(
      exchange,
      429,
      { 'content-type': 'application/json', ...retryAfterHeader(retryAfter) },
      BODY,
    ),
});
