import { setFlagsFromString } from 'node:v8';

/**
 * Sets V8 of Node 20 up for a process that ends within a second or two; before anything of undici is compiled.
 * Later versions of Node gain nothing by it, and V8 may rename the flags.
 */
export function tuneV8(nodeVersion: string): void {
  if (!nodeVersion.startsWith('20.')) return;
  // undici parses answers in WebAssembly, which is optimized early, and for longer than most runs take: the largest that the flag takes.
  setFlagsFromString('--wasm-tiering-budget=2147483647');
  // Thirty times as much has to run before a function is optimized; what a large copy repeats still is.
  setFlagsFromString('--interrupt-budget=2000000');
}
