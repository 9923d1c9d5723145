import { describe, expect, it } from 'vitest';
import { type ScanSettings, scan } from '../../../engine/gates/scan.ts';
import { NOTHING } from '../contract.ts';
import { edited, reportFile, trivyReport, trivySarif } from './reports.ts';
import { scanned } from './scanned-image.ts';

const GRYPE = reportFile('scan/grype-amd64.json');
const strict = { report: 'scan.json', atMost: { critical: 0, low: 0 } };
const found = { report: 'scan.json', atMost: { critical: 1, high: 1, medium: 1 } };

async function evaluate(content: string | object, settings: Partial<ScanSettings> = {}) {
  const context = await scanned({ 'scan.json': content });
  return scan.evaluate({ ...NOTHING, ...context }, { ...strict, ...settings });
}

describe('a scan that went wrong', () => {
  it.each([
    ['zero bytes', '', 'it is empty'],
    ['half of Grype', GRYPE.slice(0, GRYPE.length / 2), 'it ends too early'],
    ['text', 'FATAL: no space left', 'is not complete JSON'],
    ['other JSON', '{"a":1}', 'is JSON, but no report'],
    ['the old form of Trivy', '[{"Target":"a","Vulnerabilities":null}]', 'is JSON, but no report'],
  ])('is an error where it left %s', async (_, content, words) => {
    await expect(evaluate(content)).rejects.toThrow(words);
  });

  it.each([
    ['no descriptor', 'descriptor', undefined, 'does not end with the `descriptor` of Grype'],
    ['null matches', 'matches', null, 'it has no list of matches'],
    ['no source', 'source', undefined, 'it is a scan of a thing, not of an image'],
  ])('fails with Grype and %s', async (_, name, value, words) => {
    const report = edited(GRYPE, { [name]: value });

    const finding = await evaluate(report, found);

    expect(finding.outcome).toBe('fail');
    expect(finding.because).toContain(words);
  });

  it('fails with a database of Grype that was not valid', async () => {
    const report = GRYPE.replace('"valid": true', '"valid": false');

    expect((await evaluate(report, found)).because).toBe(
      '`scan.json` by Grype cannot be used: its vulnerability database was not valid.',
    );
  });

  it.each([
    ['its Results', { Results: undefined }],
    ['results of packages', { Results: [{ Target: '/etc/key', Class: 'secret' }] }],
  ])('fails with Trivy without %s', async (_, some) => {
    expect((await evaluate(trivyReport([], some))).because).toBe(
      '`scan.json` by Trivy lists no package of the image, so there was nothing to find vulnerabilities in.',
    );
  });

  it('fails with Trivy on a folder, and with a schema to come', async () => {
    const folder = await evaluate(trivyReport([], { ArtifactType: 'filesystem' }));
    const later = await evaluate(trivyReport([], { SchemaVersion: 3 }));

    expect(folder.because).toContain('it is a scan of a filesystem, not of an image');
    expect(later.because).toContain('its SchemaVersion is 3, and we know 2 only');
  });

  it.each([
    [{ results: undefined }, 'a run in it has no results'],
    [{ results: null }, 'a run in it has no results'],
    [{ invocations: [{ executionSuccessful: false }] }, 'the scan was not successful'],
  ])('fails with SARIF and %j', async (some, words) => {
    const finding = await evaluate(trivySarif([], some));

    expect(finding.outcome).toBe('fail');
    expect(finding.because).toContain(words);
  });
});

describe('the age of a report', () => {
  it('is told by the report itself', async () => {
    const old = trivyReport([], { CreatedAt: '2026-11-19T10:00:00Z' });

    expect((await evaluate(old, { notOlderThan: '24h' })).because).toBe(
      '`scan.json` by Trivy is not known to be at most 24h old: it was made 2 d 2 h ago, on 2026-11-19.',
    );
    expect((await evaluate(old, { notOlderThan: '3d' })).outcome).toBe('pass');
    expect((await evaluate(GRYPE, { ...found, notOlderThan: '24h' })).outcome).toBe('pass');
  });

  it('is not known where the report says none, and SARIF says it in its invocations', async () => {
    const limit = { notOlderThan: '24h' };
    const invocations = [{ executionSuccessful: true, endTimeUtc: '2026-11-21T11:00:00Z' }];

    expect((await evaluate(trivySarif([]), limit)).because).toContain(
      'it does not say when it was made',
    );
    expect((await evaluate(trivySarif([], { invocations }), limit)).outcome).toBe('pass');
  });
});
