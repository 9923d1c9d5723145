import { answerInstead } from '../exchange.ts';
import { anyRequest, type Fault } from './fault.ts';

/** A gateway's own page where a registry's JSON is expected. */
export const htmlError = (status = 502): Fault => ({
  name: 'html-error',
  concerns: anyRequest,
  play: (exchange) =>
    answerInstead(
      exchange,
      status,
      { 'content-type': 'text/html; charset=utf-8' },
      '<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n',
    ),
});
