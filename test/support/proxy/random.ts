/** The n-th number of a seeded sequence, from 0 up to 1: a mixer of 32 bits, so that any place is found without the ones before it. */
export function randomAt(seed: number, ordinal: number): number {
  let bits = (Math.imul(seed, 0x9e3779b1) + Math.imul(ordinal, 0x85ebca6b)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
