import { describe, expect, it } from 'vitest';
import { type ScanSettings, scan } from '../../../engine/gates/scan.ts';
import { NOTHING } from '../contract.ts';
import { reportFile, trivyFinding, trivyReport, trivySarif } from './reports.ts';
import { AMD64, scanned } from './scanned-image.ts';

const ID = 'CVE-2022-24765';
const PURL = 'pkg:apk/alpine/git@2.35.1-r2';
const REPORT = trivyReport([trivyFinding(ID, 'HIGH')]);
const exception = { id: ID, owner: 'alice', until: '2026-11-21', reason: 'not reachable' };

async function evaluate(
  settings: Partial<ScanSettings>,
  vex: object = {},
  report: object | string = REPORT,
) {
  const context = await scanned({ 'scan.json': report, 'vex.json': vex });
  const strict = { report: 'scan.json', atMost: { low: 0 } };
  return scan.evaluate(
    { ...NOTHING, ...context, image: 'shop/checkout' },
    { ...strict, ...settings },
  );
}

describe('an exception', () => {
  it('counts through its last day', async () => {
    expect(await evaluate({ exceptions: [exception] })).toEqual({
      outcome: 'pass',
      because: '`scan.json` by Trivy: no vulnerability that counts, 1 accepted by exceptions.',
    });
  });

  it('is named with its owner once it has ended', async () => {
    const ended = { ...exception, until: '2026-11-20' };

    expect((await evaluate({ exceptions: [ended] })).because).toBe(
      '`scan.json` by Trivy has 1 high (0 allowed): CVE-2022-24765 in git 2.35.1-r2. 1 exception ended: CVE-2022-24765 (alice) on 2026-11-20.',
    );
  });

  it('that still counts stands in for one that has ended', async () => {
    const exceptions = [{ ...exception, until: '2026-01-01' }, exception];

    expect((await evaluate({ exceptions })).outcome).toBe('pass');
  });

  it.each([
    [{ package: 'git' }, 'pass'],
    [{ package: 'curl' }, 'fail'],
    [{ id: 'CVE-2022-2476' }, 'fail'],
    [{ id: 'cve-2022-24765' }, 'pass'],
  ])('with %j: %s', async (some, outcome) => {
    const finding = await evaluate({ exceptions: [{ ...exception, ...some }] });

    expect(finding.outcome).toBe(outcome);
  });

  it('may call a finding of Grype by its CVE', async () => {
    const settings = {
      atMost: { critical: 0 },
      exceptions: [{ ...exception, id: 'CVE-2021-44906' }],
    };

    const finding = await evaluate(settings, {}, reportFile('scan/grype-amd64.json'));

    expect(finding.outcome).toBe('pass');
  });
});

describe('a VEX document', () => {
  const vex = ['vex.json'];
  const openVex = (statement: object, some: object = {}) => ({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://example.com/vex/1',
    author: 'shop',
    timestamp: '2026-11-01T00:00:00Z',
    version: 1,
    statements: [
      {
        vulnerability: { name: ID },
        products: [{ '@id': `pkg:oci/checkout@${AMD64.manifest.replace(':', '%3A')}` }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        ...statement,
      },
    ],
    ...some,
  });

  it('clears what does not affect the image', async () => {
    expect(await evaluate({ vex }, openVex({}))).toEqual({
      outcome: 'pass',
      because: '`scan.json` by Trivy: no vulnerability that counts, 1 cleared by VEX.',
    });
  });

  it.each([
    ['fixed', { status: 'fixed', justification: undefined }, 'pass'],
    ['without a reason', { justification: undefined }, 'fail'],
    ['with an impact statement', { justification: undefined, impact_statement: 'no' }, 'pass'],
    ['affected', { status: 'affected' }, 'fail'],
    ['under investigation', { status: 'under_investigation' }, 'fail'],
    ['of another vulnerability', { vulnerability: { name: 'CVE-2022-1' } }, 'fail'],
    ['by an alias', { vulnerability: { name: 'GHSA-1', aliases: [ID] } }, 'pass'],
    ['of version 0.0', { vulnerability: ID, products: ['pkg:oci/checkout'] }, 'pass'],
    [
      'of another digest',
      { products: [{ '@id': `pkg:oci/checkout@sha256:${'0'.repeat(64)}` }] },
      'fail',
    ],
    ['of another image', { products: [{ '@id': 'pkg:oci/basket' }] }, 'fail'],
    ['of an image with such an end', { products: [{ '@id': 'pkg:oci/out' }] }, 'fail'],
    ['of a tag', { products: [{ '@id': 'pkg:oci/checkout@1.0' }] }, 'fail'],
    ['of the package', { products: [{ '@id': PURL }] }, 'pass'],
    ['of another version', { products: [{ '@id': 'pkg:apk/alpine/git@2.35.1-r1' }] }, 'fail'],
    [
      'of the config',
      { products: [{ '@id': 'pkg:oci/x', hashes: { 'sha-256': AMD64.config.slice(7) } }] },
      'pass',
    ],
    [
      'of a part',
      { products: [{ '@id': 'pkg:oci/checkout', subcomponents: [{ '@id': PURL }] }] },
      'pass',
    ],
    [
      'of another part',
      {
        products: [
          { '@id': 'pkg:oci/checkout', subcomponents: [{ '@id': 'pkg:apk/alpine/curl' }] },
        ],
      },
      'fail',
    ],
    ['of no product', { products: undefined }, 'pass'],
  ])('in OpenVEX %s: %#', async (_, statement, outcome) => {
    expect((await evaluate({ vex }, openVex(statement))).outcome).toBe(outcome);
  });

  it('is overruled by a later statement', async () => {
    const [statement] = openVex({}).statements;
    const later = { ...statement, status: 'affected', timestamp: '2026-11-02T00:00:00Z' };

    for (const statements of [
      [statement, later],
      [later, statement],
    ]) {
      expect((await evaluate({ vex }, openVex({}, { statements }))).outcome).toBe('fail');
    }
  });

  const cycloneDx = (analysis: object, ref: string) => ({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: {
      component: {
        type: 'container',
        'bom-ref': 'image',
        name: 'checkout',
        purl: 'pkg:oci/checkout',
      },
    },
    components: [{ type: 'library', 'bom-ref': 'p1', name: 'git', purl: PURL }],
    vulnerabilities: [{ id: ID, analysis, affects: [{ ref }] }],
  });

  it.each([
    [{ state: 'not_affected', justification: 'code_not_reachable' }, 'p1', 'pass'],
    [{ state: 'not_affected' }, 'p1', 'fail'],
    [{ state: 'false_positive', detail: 'wrong package' }, 'image', 'pass'],
    [{ state: 'resolved' }, 'p1', 'pass'],
    [{ state: 'exploitable' }, 'p1', 'fail'],
    [{ state: 'in_triage' }, 'p1', 'fail'],
    [{ state: 'resolved' }, 'unknown', 'fail'],
    [
      { state: 'resolved' },
      `urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#${encodeURIComponent(PURL)}`,
      'pass',
    ],
  ])('in CycloneDX that says %j of %s: %s', async (analysis, ref, outcome) => {
    expect((await evaluate({ vex }, cycloneDx(analysis, ref))).outcome).toBe(outcome);
  });

  it('is an error when it is absent, or something else', async () => {
    await expect(evaluate({ vex: ['none.json'] })).rejects.toThrow(
      'there is no VEX document none.json',
    );
    await expect(evaluate({ vex }, { statements: [] })).rejects.toThrow(
      'neither OpenVEX nor CycloneDX',
    );
  });
});

describe('SARIF', () => {
  it('leaves out results that pass, that are gone, and that were suppressed', async () => {
    const [run] = trivySarif([[ID, 'HIGH', '7.5']]).runs;
    const result = run?.results[0];
    const results = [
      { ...result, kind: 'pass' },
      { ...result, baselineState: 'absent' },
      { ...result, suppressions: [{ kind: 'external', status: 'accepted' }] },
    ];
    const open = [{ ...result, suppressions: [{ kind: 'external', status: 'rejected' }] }];

    expect((await evaluate({}, {}, trivySarif([], { results }))).outcome).toBe('pass');
    expect((await evaluate({}, {}, trivySarif([], { results: open }))).outcome).toBe('fail');
  });
});
