import { answerInstead } from '../exchange.ts';
import { anyRequest, type Fault } from './fault.ts';
import { type RetryAfter, retryAfterHeader } from './retry-after.ts';

/** 503 as a load balancer sends it: without a registry's error body, and without Retry-After unless told one. */
export const unavailable = (retryAfter?: RetryAfter): Fault => ({
  name: 'unavailable',
  concerns: anyRequest,
  play: (exchange) =>
    answerInstead(
      exchange,
      503,
      { 'content-type': 'text/plain', ...(retryAfter && retryAfterHeader(retryAfter)) },
      'upstream connect error\n',
    ),
});
