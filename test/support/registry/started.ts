import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type RegistryOptions, startRegistry } from './start-registry.ts';

export const BLOB = Buffer.from('a blob of the test');
export const DIGEST = `sha256:${createHash('sha256').update(BLOB).digest('hex')}`;

/** A registry that ends with the test. */
export async function started(options: RegistryOptions = {}) {
  const registry = await startRegistry(options);
  onTestFinished(registry.close);
  return registry;
}
