import { formatBytes } from '../oci/bytes.ts';
import { shortDigest } from '../oci/digest.ts';
import type { PlatformFacts } from '../registry/image-facts.ts';
import type { Gate } from './gate.ts';
import { count } from './name-some.ts';
import { platformProblems, problemsInWords } from './platform-problems.ts';

/** What a host pulls for its platform: compressed layers, each once. */
export const size: Gate<{ readonly atMost: string; readonly layers?: number }> = {
  kind: 'size',
  settings: {
    type: 'object',
    description: 'No platform of the image is larger than it should be.',
    required: ['atMost'],
    properties: {
      atMost: {
        type: 'string',
        pattern: '^[1-9][0-9]{0,6}(\\.[0-9]{1,2})?(kB|MB|GB|KiB|MiB|GiB)$',
        patternErrorMessage: 'must be a number with kB, MB, GB, KiB, MiB or GiB, for example 500MB',
        description:
          'Compressed size of one platform, as it is pulled, for example 500MB: 1 MB is 1,000,000 bytes, 1 MiB is 1,048,576.',
      },
      layers: {
        type: 'integer',
        minimum: 1,
        description: 'How many layers one platform may have.',
      },
    },
  },

  async evaluate({ sources }, { atMost, layers: mostLayers }) {
    const image = await sources.image();
    const limit = bytesOf(atMost);
    const problems = platformProblems(image, (platform) => {
      const { layers } = platform;
      if (layers.length === 0) return ['there are no layers to count'];
      return [
        ...(pulledBytes(platform) > limit ? [tooLarge(platform, limit)] : []),
        ...(layers.length > (mostLayers ?? layers.length) ? [count(layers.length, 'layer')] : []),
      ];
    });
    const allowed = `${atMost}${mostLayers === undefined ? '' : ` in ${count(mostLayers, 'layer')}`}`;
    if (problems.length === 0) {
      const largest = Math.max(...image.platforms.map(pulledBytes));
      const what = image.platforms.length === 1 ? 'The image' : 'Its largest platform';
      const because = `${what} has ${formatBytes(largest)} compressed; ${allowed} are allowed.`;
      return { outcome: 'pass', because };
    }
    return {
      outcome: 'fail',
      because: `At most ${allowed} are allowed: ${problemsInWords(problems)}`,
      remedy:
        'Look into the largest layer (docker history), leave out what only the build needs (a multi-stage build, .dockerignore), and promote a new build.',
    };
  },
};

/** A layer that stands in a manifest twice is pulled once; of two sizes the larger one is believed. */
function pulledBytes({ layers }: PlatformFacts): number {
  const each = new Map<string, number>();
  for (const { digest, sizeBytes } of layers) {
    each.set(digest, Math.max(sizeBytes, each.get(digest) ?? 0));
  }
  return [...each.values()].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
}

function tooLarge(platform: PlatformFacts, limit: number): string {
  const bytes = pulledBytes(platform);
  const rounded = formatBytes(bytes);
  const shown = rounded === formatBytes(limit) ? `${bytes} bytes` : rounded;
  const { layers } = platform;
  const largest = layers.reduce((one, other) => (other.sizeBytes > one.sizeBytes ? other : one));
  const place = `layer ${layers.indexOf(largest) + 1} of ${layers.length}`;
  return `${shown}, of which ${formatBytes(largest.sizeBytes)} are ${place}, ${shortDigest(largest.digest)}`;
}

const UNITS: Readonly<Record<string, number>> = {
  kB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

function bytesOf(text: string): number {
  const [, amount, unit = ''] = /^([0-9.]+)([A-Za-z]+)$/.exec(text) ?? [];
  return Number(amount) * (UNITS[unit] ?? Number.NaN);
}
