import { buildResult } from './build-result.ts';
import type { Gate } from './gate.ts';
import { verdict } from './verdict.ts';

/** Every kind of gate. */
export const gates: readonly Gate<never>[] = [buildResult, verdict];
