import { startDockerRegistry } from '../docker-registry.ts';
import { startRegistry } from '../registry/start-registry.ts';
import type { WritePolicy } from '../registry/write-policy.ts';
import { startCraneRegistry } from './crane-registry.ts';
import { startDistribution3 } from './distribution-3.ts';

export interface Server {
  readonly url: string;
  close(): Promise<void>;
}

/** A registry implementation that images are copied from and to. */
export interface ServerKind {
  readonly name: string;
  start(): Promise<Server>;
}

const FOREIGN_URLS = { REGISTRY_VALIDATION_MANIFESTS_URLS_ALLOW: '[".*"]' };

export const serverKinds: readonly ServerKind[] = [
  nexus('ALLOW'),
  nexus('ALLOW_ONCE'),
  {
    name: 'distribution 2.8',
    start: () => startDockerRegistry({ env: FOREIGN_URLS }),
  },
  { name: 'distribution 3', start: () => startDistribution3({ env: FOREIGN_URLS }) },
  { name: "crane's registry", start: startCraneRegistry },
];

function nexus(writePolicy: WritePolicy): ServerKind {
  return {
    name: `Nexus, ${writePolicy}`,
    async start() {
      const registry = await startRegistry({ repositories: { 'docker-dev': { writePolicy } } });
      return { url: registry.url('docker-dev'), close: registry.close };
    },
  };
}
