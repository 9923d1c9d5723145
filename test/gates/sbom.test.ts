import { describe, expect, it } from 'vitest';
import { type SbomSettings, sbom } from '../../engine/gates/sbom.ts';
import type { TrustedKey } from '../../engine/signing/trusted-key.ts';
import { gateContract, NOTHING } from './contract.ts';
import { edited, reportFile } from './scan/reports.ts';
import { AMD64, ARM64, INDEX, NOW, scanned } from './scan/scanned-image.ts';
import { aKey } from './signed/a-key.ts';

const SPDX = reportFile('sbom/syft.spdx.json');
const BY_TAG = reportFile('sbom/syft-by-tag.cdx.json');
const BY_DIGEST = reportFile('sbom/syft-by-digest.cdx.json');
const file = { file: 'sbom.json' };
const gpl = { ...file, licences: { deny: ['GPL-2.0-only'] } };

const keys: readonly TrustedKey[] = [aKey('ci')];
const attested = (text: string, signers: readonly string[] = ['ci']) =>
  scanned({}, [AMD64], AMD64.manifest, {
    trustedKeys: keys,
    attestations: async () => [
      {
        signers,
        predicateType: 'https://spdx.dev/Document',
        predicate: JSON.parse(text) as Record<string, unknown>,
      },
    ],
  });

gateContract(sbom, [
  { settings: file, context: await scanned({ 'sbom.json': SPDX }), outcome: 'pass' },
  { settings: gpl, context: await scanned({ 'sbom.json': SPDX }), outcome: 'fail' },
  { settings: file, context: await scanned({ 'sbom.json': BY_DIGEST }), outcome: 'pass' },
  { settings: file, context: await scanned({ 'sbom.json': BY_TAG }), outcome: 'fail' },
  { settings: {}, context: await attested(SPDX), outcome: 'pass' },
  { settings: {}, context: await attested(SPDX, []), outcome: 'fail' },
  {
    settings: { keys: ['ci'], licences: { deny: ['MIT'], allow: ['MIT'], unknown: 'accept' } },
    context: await attested(SPDX),
    outcome: 'pass',
  },
]);

async function evaluate(
  content: string,
  settings: SbomSettings = {},
  platforms: readonly (typeof AMD64)[] = [AMD64],
) {
  const context = await scanned({ 'sbom.json': content }, platforms);
  return sbom.evaluate({ ...NOTHING, ...context, now: NOW }, { ...file, ...settings });
}

describe('the gate sbom', () => {
  it('counts packages, and not the image, its system or its files', async () => {
    expect((await evaluate(SPDX)).because).toBe('The SBOM sbom.json (SPDX-2.3) lists 3 packages.');
    expect((await evaluate(BY_DIGEST)).because).toBe(
      'The SBOM sbom.json (CycloneDX 1.7) lists 3 packages.',
    );
  });

  it('names packages under a licence that is denied', async () => {
    const because =
      'Licences: sbom.json: 1 package under a licence that is denied: busybox 1.36.1-r15 (GPL-2.0-only).';

    expect((await evaluate(SPDX, gpl)).because).toBe(because);
    expect((await evaluate(BY_DIGEST, gpl)).because).toBe(because);
  });

  it('refuses licences that nobody knows, unless told to accept them', async () => {
    const unsaid = SPDX.replace('"licenseDeclared": "MIT"', '"licenseDeclared": "NOASSERTION"');
    const licences = { deny: ['AGPL-*'] };

    expect((await evaluate(unsaid, { licences })).because).toBe(
      'Licences: sbom.json: 1 package without a licence that is known: minimist 1.2.5 (NOASSERTION).',
    );
    const accepted = await evaluate(unsaid, { licences: { ...licences, unknown: 'accept' } });
    expect(accepted.outcome).toBe('pass');
  });

  it('says how to bind a file that names a tag alone', async () => {
    expect(await evaluate(BY_TAG)).toMatchObject({
      outcome: 'fail',
      because: '`sbom.json` does not say which image it describes.',
    });
    expect((await evaluate(BY_TAG, { unbound: 'accept' })).outcome).toBe('pass');
  });

  it('fails with the file of another image, whatever unbound says', async () => {
    const other = SPDX.replaceAll('edcdadcd', '00000000');

    expect((await evaluate(other, { unbound: 'accept' })).because).toBe(
      'No SBOM is of sha256:edcdadcd5e73: `sbom.json` is of sha256:000000005e73.',
    );
  });

  it('wants a file for each platform', async () => {
    expect((await evaluate(SPDX, {}, [AMD64, ARM64])).because).toBe(
      'No SBOM is of linux/arm64, which the image comes for, too.',
    );
    expect((await evaluate(SPDX, { platforms: 'any' }, [AMD64, ARM64])).outcome).toBe('pass');
    const whole = BY_DIGEST.replaceAll(AMD64.manifest, INDEX);
    expect((await evaluate(whole, {}, [AMD64, ARM64])).outcome).toBe('pass');
  });

  it.each([
    ['no package', { packages: [] }],
    ['no list of packages', { packages: undefined }],
    ['SPDX 3', { spdxVersion: 'SPDX-3.0' }],
  ])('fails with %s', async (_, some) => {
    const finding = await evaluate(edited(SPDX, some), { unbound: 'accept' });

    expect(finding.outcome).toBe('fail');
    expect(finding.because).toContain('The SBOM sbom.json cannot be used: ');
  });

  it('is an error with half a file', async () => {
    await expect(evaluate(SPDX.slice(0, 3000))).rejects.toThrow('`sbom.json` is not complete JSON');
  });

  it('finds packages inside of components', async () => {
    const nested = edited(BY_DIGEST, {
      components: [
        {
          type: 'framework',
          name: 'outer',
          components: [
            { type: 'library', name: 'inner', licenses: [{ expression: 'MIT AND AGPL-3.0-only' }] },
          ],
        },
      ],
    });

    const { because } = await evaluate(nested, {
      licences: { deny: ['AGPL-*'], unknown: 'accept' },
    });

    expect(because).toContain(
      '1 package under a licence that is denied: inner (MIT AND AGPL-3.0-only)',
    );
  });
});
