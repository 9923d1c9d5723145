import { reset } from '../exchange.ts';
import { anyRequest, type Fault } from './fault.ts';

/** The connection is reset as soon as the request's headers are in; the registry never hears of it. */
export const resetBeforeAnswer = (): Fault => ({
  name: 'reset-before-answer',
  concerns: anyRequest,
  play: ({ response }) => reset(response.socket),
});
