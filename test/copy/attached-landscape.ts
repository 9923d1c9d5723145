import type { Carry } from '../../engine/copy/find-attached.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import type { BuiltImage } from '../support/images/built-image.ts';
import { seedImage } from '../support/images/seed-image.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import type { Registry } from '../support/registry/start-registry.ts';
import { started } from '../support/registry/started.ts';
import { copy, open } from './copying.ts';

export const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });
export const [platform = image.root] = image.manifests;
export const SBOM = 'application/spdx+json';
export const SIGNATURE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** An SBOM of one platform, and a signature of that SBOM. */
export const sbom = buildArtifact({
  artifactType: SBOM,
  content: '{"spdxVersion":"SPDX-2.3"}',
  subject: platform.descriptor,
  annotations: { 'org.example.tool': 'scanner' },
});
export const sbomSignature = buildArtifact({
  artifactType: SIGNATURE,
  content: 'signed',
  subject: sbom.root.descriptor,
});

/** Two servers of one repository each; the image and what hangs on it are at the first. */
export async function landscape(source: readonly Behaviour[], destination: readonly Behaviour[]) {
  const from = await started({ behaviours: source });
  const to = await started({ behaviours: destination });
  seedImage(from.store, 'docker-dev', 'app', image, ['1']);
  return { from, to, target: to.target('docker-dev', 'app') };
}

export function seed({ store }: Registry, content: BuiltImage, ...tags: string[]): void {
  seedImage(store, 'docker-dev', 'app', content, tags);
}

export function carry(from: Registry, to: Registry, what: Carry = 'all') {
  const source = open(from.target('docker-dev', 'app'));
  const destination = open(to.target('docker-dev', 'app'));
  return copy({ source, destination, digest: image.root.digest }, what);
}

export function has({ store }: Registry, content: BuiltImage): boolean {
  return store.manifest('docker-dev', 'app', content.root.digest) !== undefined;
}
