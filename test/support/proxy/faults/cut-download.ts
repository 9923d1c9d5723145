import { contentLength } from '../exchange.ts';
import { type Fault, isDownload } from './fault.ts';
import { firstBytes } from './first-bytes.ts';

/** The connection ends half-way through a body: closed (`fin`), as by a proxy's time limit, or reset (`rst`). */
export const cutDownload = (ending: 'fin' | 'rst'): Fault => ({
  name: `cut-download-${ending}`,
  concerns: isDownload,
  async play({ forward, relay }) {
    const answer = await forward();
    const half = Math.floor(contentLength(answer) / 2);
    await relay(answer, { body: (chunks) => firstBytes(chunks, half), ending });
  },
});
