import { goBinary } from './go-binary.ts';
import { type RunningServer, startServerProgram } from './server-program.ts';

/** Starts go-containerregistry's registry, which keeps its content in memory. */
export function startCraneRegistry(): Promise<RunningServer> {
  return startServerProgram({
    file: goBinary('crane'),
    args: ['registry', 'serve', '--address', '127.0.0.1:0'],
    announcement: /serving on port (\d+)/,
  });
}
