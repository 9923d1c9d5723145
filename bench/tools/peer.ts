import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { measure } from '../measure.ts';
import type { Journey, Tool } from './tool.ts';

const run = promisify(execFile);

/** How many images of a set are copied at a time by a tool that takes one per run. */
export const AT_A_TIME = 4;

export interface Peer {
  readonly name: string;
  readonly copy: (journey: Journey) => readonly string[];
  readonly version: readonly string[];
}

/** A tool that copies one image per run; `xargs` runs it for a set of them. */
export function peer({ name, copy, version: [program = name, ...versionArguments] }: Peer): Tool {
  return {
    name,

    copy(journeys, folder) {
      const [first, ...others] = journeys.map(copy);
      if (first !== undefined && others.length === 0) return measure(first, folder);
      const lines = journeys.map((journey) => `'${copy(journey).join(' ')}'`).join(' ');
      const all = `printf '%s\\n' ${lines} | xargs -L 1 -P ${AT_A_TIME} env`;
      return measure(['sh', '-c', all], folder);
    },

    async version() {
      const output = await run(program, versionArguments).catch(() => undefined);
      return output && /\d+\.\d+\.\d+/.exec(output.stdout)?.[0];
    },
  };
}
