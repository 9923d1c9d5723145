import type { TrustedKey } from '../../../engine/signing/trusted-key.ts';
import { keyPair } from '../../signing/keys.ts';

/** A trusted key that nothing was signed with. */
export function aKey(name: string): TrustedKey {
  return { name, key: keyPair().public };
}
