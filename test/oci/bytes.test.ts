import { expect, it } from 'vitest';
import { formatBytes } from '../../engine/oci/bytes.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [34_120_000, '34.1 MB'],
  [2_500_000_000, '2.5 GB'],
  [9_000_000_000_000_000, '9000.0 TB'],
])('%i bytes are %s to people', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
