import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 of Node 20 from optimizing the WebAssembly with which undici parses answers: it does so early, and for
 * longer than most runs take. Later versions of Node gain nothing, and V8 may rename the flag.
 */
export function tuneV8(nodeVersion: string): void {
  // The largest number that the flag takes.
  if (nodeVersion.startsWith('20.')) setFlagsFromString('--wasm-tiering-budget=2147483647');
}
