import type { Clock } from '../http/request.ts';
import { blobsOf, type Graph } from './graph.ts';

/** Tells a person how a copy goes on: a line every few seconds, nothing for a short one. */
export interface Progress {
  /** More is going to move. */
  expect(graph: Graph): void;
  /** Bytes that moved; negative where they have to be sent again. */
  readonly moved: (bytes: number) => void;
  summary(): string;
}

const QUIET_MS = 5_000;

export function createProgress(clock: Clock, print: (line: string) => void): Progress {
  const startedAt = clock.now().getTime();
  let expected = 0;
  let movedBytes = 0;
  let contents = '';
  let spokeAt = startedAt;

  return {
    expect(graph) {
      const bytes = [...graph.blobs.values()].reduce((sum, { size }) => sum + size, 0);
      expected += bytes;
      const images = graph.manifests.filter((manifest) => blobsOf(manifest).length > 0).length;
      contents = `${plural(graph.manifests.length, 'manifest')} (${plural(images, 'image')}), ${plural(graph.blobs.size, 'blob')}`;
    },
    moved(bytes) {
      movedBytes += bytes;
      const now = clock.now().getTime();
      if (now - spokeAt < QUIET_MS) return;
      spokeAt = now;
      const rate = movedBytes / Math.max(1, (now - startedAt) / 1000);
      const left = Math.max(0, expected - movedBytes);
      print(
        `  ${megabytes(movedBytes)} of at most ${megabytes(expected)} MB copied, ${megabytes(rate)} MB/s, about ${Math.ceil(left / Math.max(1, rate))} s left`,
      );
    },
    summary: () => `${contents}, ${megabytes(movedBytes)} MB moved`,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
