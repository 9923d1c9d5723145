import { describe, expect, it } from 'vitest';
import { size } from '../../engine/gates/size.ts';
import { parseDigest } from '../../engine/oci/digest.ts';
import { gateContract, NOTHING } from './contract.ts';
import { platform, withImage } from './image-facts.ts';

const layers = (...sizes: number[]) =>
  sizes.map((sizeBytes, i) => ({
    digest: parseDigest(`sha256:${String(i).repeat(64)}`),
    sizeBytes,
  }));
const of = (...sizes: number[]) => withImage([platform({ layers: layers(...sizes) })]);

gateContract(size, [
  { settings: { atMost: '500MB' }, context: of(300_000_000, 200_000_000), outcome: 'pass' },
  { settings: { atMost: '500MB' }, context: of(300_000_000, 200_000_001), outcome: 'fail' },
  { settings: { atMost: '1.5GiB' }, context: of(1_610_612_736), outcome: 'pass' },
  { settings: { atMost: '1.5GB' }, context: of(1_500_000_001), outcome: 'fail' },
  { settings: { atMost: '1kB', layers: 2 }, context: of(1, 2), outcome: 'pass' },
  { settings: { atMost: '1kB', layers: 2 }, context: of(1, 2, 3), outcome: 'fail' },
  { settings: { atMost: '1GB' }, context: of(), outcome: 'fail' },
]);

describe('the gate size', () => {
  it('names the largest layer of each platform that is too large', async () => {
    const image = withImage([
      platform({ layers: layers(1_000_000) }),
      platform({ platform: 'linux/arm64', layers: layers(30_000_000, 512_000_000, 2_000_000) }),
    ]);

    const finding = await size.evaluate({ ...NOTHING, ...image }, { atMost: '500MB', layers: 2 });

    expect(finding).toEqual({
      outcome: 'fail',
      because:
        'At most 500MB in 2 layers are allowed: 544.0 MB, of which 512.0 MB are layer 2 of 3, sha256:111111111111 (linux/arm64); 3 layers (linux/arm64).',
      remedy:
        'Look into the largest layer (docker history), leave out what only the build needs (a multi-stage build, .dockerignore), and promote a new build.',
    });
  });

  it('counts bytes where rounding would hide the excess', async () => {
    const finding = await size.evaluate({ ...NOTHING, ...of(500_000_001) }, { atMost: '500MB' });

    expect(finding.because).toContain('At most 500MB are allowed: 500000001 bytes, of which');
  });

  it('counts a layer once that the image has twice, by the larger size that it says', async () => {
    const digest = parseDigest(`sha256:${'7'.repeat(64)}`);
    const twice = [400, 0].map((sizeBytes) => ({ digest, sizeBytes }));
    const image = withImage([platform({ layers: twice })]);

    const finding = await size.evaluate({ ...NOTHING, ...image }, { atMost: '1kB' });

    expect(finding).toEqual({
      outcome: 'pass',
      because: 'The image has 400 B compressed; 1kB are allowed.',
    });
  });
});
