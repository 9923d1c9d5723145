import type { Descriptor } from './descriptor.ts';
import { digestOf } from './digest.ts';
import { EMPTY_JSON } from './media-types.ts';

/** The two bytes that stand where an artifact has no config: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidance-for-an-empty-descriptor */
export const EMPTY_BYTES: Buffer = Buffer.from('{}');

export const EMPTY_DESCRIPTOR: Descriptor = {
  mediaType: EMPTY_JSON,
  digest: digestOf(EMPTY_BYTES),
  size: EMPTY_BYTES.length,
};
