import type { Clock } from '../http/request.ts';
import { formatBytes } from '../oci/bytes.ts';
import type { Graph } from './graph.ts';

/** Tells a person how a copy goes on: a line every few seconds, nothing for a short one. */
export interface Progress {
  /** More is going to move. */
  readonly expect: (graph: Graph) => void;
  /** Bytes that moved; negative where they have to be sent again. */
  readonly moved: (bytes: number) => void;
  summary(): string;
}

const QUIET_MS = 5_000;

export function createProgress(clock: Clock, print: (line: string) => void): Progress {
  const startedAt = clock.now().getTime();
  let expectedBytes = 0;
  let movedBytes = 0;
  let spokeAt = startedAt;
  const rateAt = (now: number) => movedBytes / Math.max(1, (now - startedAt) / 1000);

  return {
    expect(graph) {
      for (const { size } of graph.blobs.values()) expectedBytes += size;
    },
    moved(bytes) {
      movedBytes += bytes;
      const now = clock.now().getTime();
      if (now - spokeAt < QUIET_MS) return;
      spokeAt = now;
      const leftBytes = Math.max(0, expectedBytes - movedBytes);
      const seconds = Math.ceil(leftBytes / Math.max(1, rateAt(now)));
      print(
        `  ${formatBytes(movedBytes)} of at most ${formatBytes(expectedBytes)} moved, ${formatBytes(rateAt(now))}/s, about ${seconds} s left`,
      );
    },
    summary() {
      const saved = Math.max(0, expectedBytes - movedBytes);
      return `Moved ${formatBytes(movedBytes)}; ${formatBytes(saved)} did not have to move.`;
    },
  };
}
