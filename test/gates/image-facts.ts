import type { GateContext } from '../../engine/gates/gate.ts';
import { parseDigest } from '../../engine/oci/digest.ts';
import type { ImageFacts, PlatformFacts } from '../../engine/registry/image-facts.ts';
import { noSources } from './contract.ts';

const digest = (digit: string) => parseDigest(`sha256:${digit.repeat(64)}`);

/** An image of linux/amd64 with one layer of 1 MB, made on 2026-11-01, but for what is said. */
export function platform(some: Partial<PlatformFacts> = {}): PlatformFacts {
  return {
    platform: 'linux/amd64',
    manifest: digest('b'),
    config: digest('c'),
    annotations: {},
    layers: [{ digest: digest('d'), sizeBytes: 1_000_000 }],
    diffIds: [digest('e')],
    created: new Date('2026-11-01T12:00:00Z'),
    user: '',
    labels: {},
    exposedPorts: [],
    env: [],
    entrypoint: [],
    command: [],
    workingDir: '',
    ...some,
  };
}

/** The context of a gate that is told of these platforms. */
export function withImage(
  platforms: readonly PlatformFacts[],
  annotations: ImageFacts['annotations'] = {},
): Partial<GateContext> {
  const facts = { digest: digest('a'), annotations, platforms };
  return { sources: noSources({ image: async () => facts }) };
}
