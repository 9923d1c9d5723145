import { describe, expect, it } from 'vitest';
import { type ScanSettings, scan } from '../../engine/gates/scan.ts';
import { parseDigest } from '../../engine/oci/digest.ts';
import { gateContract, NOTHING } from './contract.ts';
import { platform } from './image-facts.ts';
import { reportFile, trivyFinding, trivyReport, trivySarif } from './scan/reports.ts';
import { AMD64, ARM64, CLEAN, scanned } from './scan/scanned-image.ts';

const GRYPE = reportFile('scan/grype-amd64.json');
const GRYPE_ARM64 = reportFile('scan/grype-arm64.json');
const clean = platform({ manifest: parseDigest(CLEAN) });
const strict = { report: 'scan.json', atMost: { critical: 0, low: 0 } };
const found = { report: 'scan.json', atMost: { critical: 1, high: 1, medium: 1 } };
const one = async (content: string | object, ...more: [] | [readonly (typeof AMD64)[]]) =>
  scanned({ 'scan.json': content }, ...more);

gateContract(scan, [
  { settings: found, context: await one(GRYPE), outcome: 'pass' },
  { settings: strict, context: await one(GRYPE), outcome: 'fail' },
  { settings: strict, context: await one(trivyReport([])), outcome: 'pass' },
  { settings: strict, context: await one(trivySarif([])), outcome: 'pass' },
  {
    settings: strict,
    context: await one(trivyReport([trivyFinding('CVE-2022-24765', 'CRITICAL')])),
    outcome: 'fail',
  },
  {
    settings: {
      ...strict,
      onlyFixable: true,
      notOlderThan: '24h',
      platforms: 'any',
      unbound: 'accept',
      withoutPackages: 'accept',
    },
    context: await one(trivyReport([], { Results: undefined })),
    outcome: 'pass',
  },
]);

async function evaluate(
  content: string | object,
  settings: Partial<ScanSettings> = {},
  platforms: readonly (typeof AMD64)[] = [AMD64],
) {
  return scan.evaluate(
    { ...NOTHING, ...(await one(content, platforms)) },
    { ...strict, ...settings },
  );
}

describe('the gate scan', () => {
  it('lists the worst findings first, with the packages they are in', async () => {
    expect(await evaluate(GRYPE)).toEqual({
      outcome: 'fail',
      because:
        '`scan.json` by Grype has 1 critical (0 allowed): GHSA-xvch-5gv4-984h in minimist 1.2.5; 1 high (0 allowed): CVE-2023-42366 in busybox 1.36.1-r15; 1 medium (0 allowed): CVE-2024-0727 in libcrypto3 3.1.4-r5.',
      remedy:
        'Update these packages and build again; or, where a finding does not matter, state that in `vex`, or have somebody answer for it in `exceptions`.',
    });
  });

  it('says what it counted where it passes', async () => {
    expect(await evaluate(GRYPE, found)).toEqual({
      outcome: 'pass',
      because: '`scan.json` by Grype: 1 critical, 1 high, 1 medium.',
    });
  });

  it('lists eight findings and counts the others', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => trivyFinding(`CVE-2024-${1000 + i}`, 'HIGH'));

    const { because } = await evaluate(trivyReport(ids));

    expect(because).toContain('20 high (0 allowed): CVE-2024-1000 in git 2.35.1-r2, CVE-2024-1001');
    expect(because).toMatch(/CVE-2024-1007 in git 2\.35\.1-r2 and 12 more\.$/);
  });

  it('passes a clean image of either scanner', async () => {
    const context = await scanned({ 'scan.json': reportFile('scan/grype-clean.json') }, [clean]);

    expect(await scan.evaluate({ ...NOTHING, ...context }, strict)).toEqual({
      outcome: 'pass',
      because: '`scan.json` by Grype: no vulnerability that counts.',
    });
    expect((await evaluate(trivyReport([]))).outcome).toBe('pass');
  });

  it.each([
    [{ high: 0 }, 'CRITICAL', 'fail'],
    [{ medium: 0, critical: 1 }, 'CRITICAL', 'pass'],
    [{ critical: 0 }, 'HIGH', 'pass'],
    [{ critical: 0 }, 'UNKNOWN', 'fail'],
    [{ critical: 0 }, 'GRAVE', 'fail'],
    [{ critical: 0, unknown: 1 }, 'UNKNOWN', 'pass'],
  ] as const)('with %j takes %s: %s', async (atMost, severity, outcome) => {
    const report = trivyReport([trivyFinding('CVE-2022-24765', severity)]);

    expect((await evaluate(report, { atMost })).outcome).toBe(outcome);
  });

  it('leaves out what has no fix, where asked to', async () => {
    const unfixed = trivyFinding('CVE-2022-24765', 'HIGH', { FixedVersion: undefined });

    expect(await evaluate(trivyReport([unfixed]), { onlyFixable: true })).toEqual({
      outcome: 'pass',
      because: '`scan.json` by Trivy: no vulnerability that counts, 1 without a fix.',
    });
    expect((await evaluate(trivyReport([unfixed]))).outcome).toBe('fail');
  });

  it('has no file to look at', async () => {
    const finding = await scan.evaluate({ ...NOTHING, ...(await scanned({})) }, strict);

    expect(finding.because).toBe('There is no report `scan.json` in the workspace.');
  });

  it('reads SARIF: by the severity of the tool, not by the score', async () => {
    const report = trivySarif([
      ['CVE-2022-24765', 'LOW', '9.8'],
      ['CVE-2022-0001', 'UNKNOWN', '0.0'],
    ]);

    expect((await evaluate(report, { atMost: { medium: 0 } })).because).toBe(
      '`scan.json` by Trivy has 1 unknown (0 allowed): CVE-2022-0001 in git 2.35.1-r2.',
    );
  });

  it('reads the findings of Grype in SARIF as those in its JSON', async () => {
    const { because } = await evaluate(reportFile('scan/grype.sarif'), { unbound: 'accept' });

    expect(because).toContain('1 critical (0 allowed): GHSA-xvch-5gv4-984h in minimist 1.2.5;');
    expect(because).toContain('1 medium (0 allowed): CVE-2024-0727 in libcrypto3 3.1.4-r5.');
  });
});

describe('the image that a report is of', () => {
  const both = [AMD64, ARM64];

  it('is another one', async () => {
    const other = GRYPE.replaceAll(/sha256:(edcdadcd|1ab7504d|37580e87)/g, 'sha256:00000000');

    expect((await evaluate(other)).because).toBe(
      'No report is of sha256:edcdadcd5e73: `scan.json` is of sha256:00000000026f.',
    );
  });

  it('is not said by SARIF of Grype', async () => {
    const { because } = await evaluate(reportFile('scan/grype-clean.sarif'));

    expect(because).toBe('`scan.json` by grype does not say which image was scanned.');
    const accepted = await evaluate(reportFile('scan/grype-clean.sarif'), { unbound: 'accept' });
    expect(accepted.outcome).toBe('pass');
  });

  it('is another one, whatever unbound says', async () => {
    const other = GRYPE.replaceAll(/sha256:(edcdadcd|1ab7504d|37580e87)/g, 'sha256:00000000');

    expect((await evaluate(other, { unbound: 'accept' })).outcome).toBe('fail');
  });

  it('is one platform of an index, though the report names the index, too', async () => {
    expect((await evaluate(GRYPE, found, both)).because).toBe(
      'No report is of linux/arm64, which the image comes for, too.',
    );
    expect((await evaluate(GRYPE, { ...found, platforms: 'any' }, both)).outcome).toBe('pass');
  });

  it('is whole with a report for each platform, and reports of other images do not count', async () => {
    const other = trivyReport([trivyFinding('CVE-2022-24765', 'CRITICAL')], {
      Metadata: { ImageID: `sha256:${'0'.repeat(64)}` },
    });
    const files = { 'a.json': GRYPE, 'b.json': GRYPE_ARM64, 'c.json': other };
    const context = { ...NOTHING, ...(await scanned(files, both)) };

    expect(await scan.evaluate(context, { ...found, report: '*.json' })).toEqual({
      outcome: 'pass',
      because:
        '`a.json` by Grype: 1 critical, 1 high, 1 medium. `b.json` by Grype: 1 critical, 1 high, 1 medium.',
    });
  });

  it('has its findings shared out among the reports of its platforms', async () => {
    const many = Array.from({ length: 9 }, (_, i) => trivyFinding(`CVE-2024-${1000 + i}`, 'HIGH'));
    const Metadata = { ImageID: ARM64.config };
    const files = { 'a.json': trivyReport(many), 'b.json': trivyReport(many, { Metadata }) };
    const context = { ...NOTHING, ...(await scanned(files, both)) };

    const { because } = await scan.evaluate(context, { ...strict, report: '*.json' });

    expect(because.match(/CVE-/g)).toHaveLength(8);
    expect(because).toMatch(/CVE-2024-1003 in git 2\.35\.1-r2 and 5 more\.$/);
  });

  it('is known by its config alone, as for an archive or a daemon', async () => {
    const report = trivyReport([], { Metadata: { ImageID: AMD64.config } });

    expect((await evaluate(report)).outcome).toBe('pass');
  });
});
