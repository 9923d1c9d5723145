import { describe, expect, it } from 'vitest';
import { evaluateReal, REAL_AMD64, REAL_ARM64 } from './real-image.ts';
import { reportFile } from './reports.ts';

const real = (name: string) => reportFile(`scan-real/grype-${name}`);
const BY_DIGEST = real('by-digest.json');
const BY_TAG = real('by-tag.json');
const SARIF = real('by-digest.sarif');
const FOUND =
  '1 critical (0 allowed): GHSA-xvch-5gv4-984h in minimist 1.2.5; 2 high (0 allowed): CVE-2024-28085 in bsdutils 1:2.38.1-5+b1, CVE-2015-2328 in libpcre3 2:8.39-15; 1 medium (0 allowed): CVE-2024-0727 in libssl3 3.0.11-1~deb12u2.';

describe('the JSON of Grype', () => {
  it.each([
    ['by its digest', BY_DIGEST],
    ['by the tag of its index', BY_TAG],
  ])('is of the image that was scanned %s', async (_, report) => {
    expect((await evaluateReal([report])).because).toBe(`\`0.json\` by Grype has ${FOUND}`);
  });

  it('is of one platform, also where the tag was that of an index', async () => {
    const { because } = await evaluateReal([BY_TAG], {}, [REAL_AMD64, REAL_ARM64]);

    expect(because).toBe('No report is of linux/arm64, which the image comes for, too.');
  });

  it('is refused when it is of another image', async () => {
    expect((await evaluateReal([real('other.json')])).because).toBe(
      'No report is of sha256:830ad9c99eb5: `0.json` is of sha256:c6ded4683a08.',
    );
  });

  it('has a finding that nothing fixes', async () => {
    const settings = { onlyFixable: true, atMost: { critical: 1, high: 1, medium: 1 } };

    expect(await evaluateReal([BY_DIGEST], settings)).toEqual({
      outcome: 'pass',
      because: '`0.json` by Grype: 1 critical, 1 high, 1 medium, 1 without a fix.',
    });
  });

  it('says how many findings it ignored', async () => {
    const atMost = { critical: 1, high: 2, medium: 0 };

    expect(await evaluateReal([real('ignored.json')], { atMost })).toEqual({
      outcome: 'pass',
      because: '`0.json` by Grype: 1 critical, 2 high, 1 ignored by the scanner.',
    });
  });

  it('has package URLs that a VEX document and an exception find', async () => {
    const settings = {
      atMost: { critical: 0, high: 1, medium: 1 },
      vex: ['vex/*.json'],
      exceptions: [
        { id: 'CVE-2021-44906', owner: 'alice', until: '2026-12-31', reason: 'not reachable' },
      ],
    };
    const vex = {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      timestamp: '2026-11-01T00:00:00Z',
      statements: [
        {
          vulnerability: { name: 'CVE-2024-28085' },
          products: [{ '@id': 'pkg:deb/debian/bsdutils@1%3A2.38.1-5%2Bb1?arch=amd64' }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_present',
        },
      ],
    };

    expect(await evaluateReal([BY_DIGEST], settings, [REAL_AMD64], vex)).toEqual({
      outcome: 'pass',
      because: '`0.json` by Grype: 1 high, 1 medium, 1 accepted by exceptions, 1 cleared by VEX.',
    });
  });
});

describe('the SARIF of Grype', () => {
  it('has the findings of its JSON', async () => {
    const { because } = await evaluateReal([SARIF], { unbound: 'accept' });

    expect(because).toBe(`\`0.json\` by grype has ${FOUND}`);
  });

  it('does not bind by the digest in its findings, which a clean report has none of', async () => {
    expect((await evaluateReal([SARIF])).because).toBe(
      '`0.json` by grype does not say which image was scanned.',
    );
  });

  it('is refused when its findings are in another image, whatever unbound says', async () => {
    const report = real('other.sarif');

    expect((await evaluateReal([report], { unbound: 'accept' })).because).toBe(
      'No report is of sha256:830ad9c99eb5: `0.json` is of sha256:c6ded4683a08.',
    );
  });
});
