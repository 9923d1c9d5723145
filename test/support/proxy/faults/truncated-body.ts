import { contentLength } from '../exchange.ts';
import { type Fault, isDownload } from './fault.ts';
import { firstBytes } from './first-bytes.ts';

/** Half a body under a Content-Length that fits the half: HTTP sees nothing wrong. */
export const truncatedBody = (): Fault => ({
  name: 'truncated-body',
  concerns: isDownload,
  async play({ forward, relay }) {
    const answer = await forward();
    const half = Math.floor(contentLength(answer) / 2);
    await relay(answer, {
      headers: (headers) => ({ ...headers, 'content-length': String(half) }),
      body: (chunks) => firstBytes(chunks, half),
    });
  },
});
