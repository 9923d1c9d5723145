import { reset } from '../exchange.ts';
import { type Fault, isUpload } from './fault.ts';

/** The registry has taken the upload, yet its answer is lost to a reset. */
export const resetAfterUpload = (): Fault => ({
  name: 'reset-after-upload',
  concerns: isUpload,
  async play({ forward, response }) {
    const answer = await forward();
    answer.resume();
    reset(response.socket);
  },
});
