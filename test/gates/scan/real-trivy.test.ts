import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../../engine/oci/digest.ts';
import { platform } from '../image-facts.ts';
import { evaluateReal, REAL_AMD64, REAL_ARM64 } from './real-image.ts';
import { reportFile } from './reports.ts';

const real = (name: string) => reportFile(`scan-real/trivy-${name}`);
const BY_DIGEST = real('by-digest.json');
const BY_TAG = real('by-tag.json');
const CLEAN = platform({
  manifest: parseDigest('sha256:d4c22151c9b7520e0376d9e8e13c7b8dc44d06c0b83ce22ff33c89b148004d6e'),
  config: parseDigest('sha256:2cdda2b2bbcbe6ee8da8276fc5681d1ba59b12ff599f302e721480f417c8b402'),
});
const HIGH =
  '2 high (0 allowed): CVE-2024-28085 in bsdutils 1:2.38.1-5+b1, CVE-2015-2328 in libpcre3 2:8.39-15';
const LOW =
  '2 low (0 allowed): CVE-2024-0727 in libssl3 3.0.11-1~deb12u2, CVE-2015-2328 in mongodb-server-core 1:3.4.18-2';
const CRITICAL = 'CVE-2023-45853 in zlib1g 1:1.2.13.dfsg-1, CVE-2021-44906 in minimist 1.2.5';
const FOUND = `2 critical (0 allowed): ${CRITICAL}; ${HIGH}; ${LOW}.`;

describe('the JSON of Trivy', () => {
  it.each([
    ['by its digest', BY_DIGEST],
    ['by the tag of its index', BY_TAG],
  ])('is of the image that was scanned %s', async (_, report) => {
    expect((await evaluateReal([report])).because).toBe(`\`0.json\` by Trivy has ${FOUND}`);
  });

  it('is of one platform, also where the tag was that of an index', async () => {
    const both = [REAL_AMD64, REAL_ARM64];
    const atMost = { low: 2, high: 2, critical: 2 };

    expect((await evaluateReal([BY_TAG], { atMost }, both)).because).toBe(
      'No report is of linux/arm64, which the image comes for, too.',
    );
    expect(await evaluateReal([BY_TAG, real('arm64.json')], { atMost }, both)).toEqual({
      outcome: 'pass',
      because:
        '`0.json` by Trivy: 2 critical, 2 high, 2 low. `1.json` by Trivy: 2 critical, 2 high, 2 low.',
    });
  });

  it('is refused when it is of another image', async () => {
    expect((await evaluateReal([real('other.json')], { unbound: 'accept' })).because).toBe(
      'No report is of sha256:830ad9c99eb5: `0.json` is of sha256:c6ded4683a08.',
    );
  });

  it('has findings that nothing fixes, or that nobody will', async () => {
    const settings = { onlyFixable: true, atMost: { critical: 1, high: 1, low: 1 } };

    expect(await evaluateReal([BY_DIGEST], settings)).toEqual({
      outcome: 'pass',
      because: '`0.json` by Trivy: 1 critical, 1 high, 1 low, 3 without a fix.',
    });
  });

  it('says how many findings it ignored, where asked to show them', async () => {
    const atMost = { critical: 2, high: 2, low: 1 };

    expect(await evaluateReal([real('ignored.json')], { atMost })).toEqual({
      outcome: 'pass',
      because: '`0.json` by Trivy: 2 critical, 2 high, 1 low, 1 ignored by the scanner.',
    });
  });

  it('has package URLs that a VEX document and an exception find', async () => {
    const settings = {
      atMost: { critical: 1, high: 1, low: 2 },
      vex: ['vex/*.json'],
      exceptions: [
        {
          id: 'CVE-2023-45853',
          package: 'zlib1g',
          owner: 'alice',
          until: '2026-12-31',
          reason: 'no zip files are written',
        },
      ],
    };
    const vex = {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      timestamp: '2026-11-01T00:00:00Z',
      statements: [
        {
          vulnerability: { name: 'CVE-2024-28085' },
          products: [{ '@id': 'pkg:deb/debian/bsdutils@2.38.1-5%2Bb1?epoch=1' }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_present',
        },
      ],
    };

    expect(await evaluateReal([BY_DIGEST], settings, [REAL_AMD64], vex)).toEqual({
      outcome: 'pass',
      because:
        '`0.json` by Trivy: 1 critical, 1 high, 2 low, 1 accepted by exceptions, 1 cleared by VEX.',
    });
  });

  it('has a time', async () => {
    const settings = { notOlderThan: '1h', atMost: { critical: 9 } };

    expect((await evaluateReal([BY_DIGEST], settings)).outcome).toBe('pass');
    expect((await evaluateReal([BY_DIGEST], { ...settings, notOlderThan: '30m' })).outcome).toBe(
      'fail',
    );
  });

  it('of a clean image passes', async () => {
    expect(await evaluateReal([real('clean.json')], {}, [CLEAN])).toEqual({
      outcome: 'pass',
      because: '`0.json` by Trivy: no vulnerability that counts.',
    });
  });

  it('does not tell a clean image from one in which only secrets were looked for', async () => {
    const { because } = await evaluateReal([real('secret-only.json')]);

    expect(because).toBe('`0.json` by Trivy: no vulnerability that counts.');
  });

  it('is not what Trivy writes as CycloneDX', async () => {
    const report = real('vulnerabilities.cdx.json');

    await expect(evaluateReal([report])).rejects.toThrow('is JSON, but no report of Trivy');
  });
});

describe('the SARIF of Trivy', () => {
  it('has the findings of its JSON, each with its own severity, and secrets', async () => {
    const found = `3 critical (0 allowed): ${CRITICAL}, aws-access-key-id; ${HIGH}; ${LOW}.`;

    const { because } = await evaluateReal([real('by-digest.sarif')]);

    expect(because).toBe(`\`0.json\` by Trivy has ${found}`);
  });

  it('tells what has a fix', async () => {
    const settings = { onlyFixable: true, atMost: { critical: 2, high: 1, low: 1 } };

    expect(await evaluateReal([real('by-digest.sarif')], settings)).toEqual({
      outcome: 'pass',
      because: '`0.json` by Trivy: 2 critical, 1 high, 1 low, 3 without a fix.',
    });
  });

  it('says which image it is of, also without findings', async () => {
    const clean = [real('clean.sarif')];

    expect((await evaluateReal(clean, {}, [CLEAN])).outcome).toBe('pass');
    expect((await evaluateReal(clean, { unbound: 'accept' })).because).toBe(
      'No report is of sha256:830ad9c99eb5: `0.json` is of sha256:d4c22151c9b7.',
    );
  });
});
