import { describe, expect, it } from 'vitest';
import { sbom } from '../../../engine/gates/sbom.ts';
import { NOTHING } from '../contract.ts';
import { REAL_AMD64, REAL_ARM64, REAL_INDEX } from './real-image.ts';
import { reportFile } from './reports.ts';
import { AMD64, scanned } from './scanned-image.ts';

async function evaluate(name: string, platforms = [REAL_AMD64], digest?: string) {
  const content = reportFile(`scan-real/trivy-${name}`);
  const context = await scanned({ 'sbom.json': content }, platforms, digest);
  return sbom.evaluate({ ...NOTHING, ...context }, { file: 'sbom.json' });
}

describe('an SBOM of Trivy', () => {
  it.each([
    ['by-tag.cdx.json', 'CycloneDX 1.6'],
    ['by-digest.spdx.json', 'SPDX-2.3'],
  ])('%s is of the image, and lists what is in it', async (name, form) => {
    expect(await evaluate(name)).toEqual({
      outcome: 'pass',
      because: `The SBOM sbom.json (${form}) lists 7 packages.`,
    });
  });

  it.each(['by-tag.cdx.json', 'by-tag.spdx.json'])(
    '%s is of one platform, though the tag was that of an index',
    async (name) => {
      const both = [REAL_AMD64, REAL_ARM64];

      expect((await evaluate(name, both, REAL_INDEX)).because).toBe(
        'No SBOM is of linux/arm64, which the image comes for, too.',
      );
    },
  );

  it.each(['by-tag.cdx.json', 'by-digest.spdx.json'])(
    '%s is refused for another image',
    async (name) => {
      const { outcome, because } = await evaluate(name, [AMD64]);

      expect(outcome).toBe('fail');
      expect(because).toMatch(/^No SBOM is of sha256:edcdadcd5e73: `sbom\.json` is of sha256:/);
    },
  );
});
