import { buildArtifact } from '../support/images/build-artifact.ts';
import { buildImage } from '../support/images/build-image.ts';
import { buildIndex } from '../support/images/build-index.ts';
import type { BuiltImage } from '../support/images/built-image.ts';

const PLATFORMS = ['linux/amd64', 'linux/arm64'];

/** One image of each kind that builders make, small, and each with content of its own. */
export const imageKinds: Readonly<Record<string, BuiltImage>> = {
  'one platform': buildImage({ seed: 'one' }),
  'an index': buildImage({ seed: 'index', platforms: PLATFORMS, sharedLayers: 1 }),
  'a nested index': buildIndex([
    { image: buildImage({ seed: 'nested', platforms: PLATFORMS }) },
    { image: buildImage({ seed: 'beside' }), platform: 'linux/riscv64' },
  ]),
  'Docker schema 2': buildImage({ seed: 'schema2', format: 'docker' }),
  'a Docker list': buildImage({ seed: 'list', format: 'docker', platforms: PLATFORMS }),
  'an artifact with the empty config': buildArtifact({
    artifactType: 'application/vnd.example.chart',
    content: 'a chart',
  }),
  'zstd layers': buildImage({ seed: 'zstd', compression: 'zstd' }),
  'sha512 layers': buildImage({ seed: 'sha512', algorithm: 'sha512' }),
  'a manifest of 4 MiB': buildImage({ seed: 'wide', manifestBytes: 4 * 1024 * 1024 }),
  'a foreign layer': buildImage({
    seed: 'foreign',
    foreignLayerUrls: ['https://layers.example.com/windows.tar.gz'],
  }),
};
