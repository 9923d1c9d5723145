import { type ScanSettings, scan } from '../../../engine/gates/scan.ts';
import { parseDigest } from '../../../engine/oci/digest.ts';
import { NOTHING } from '../contract.ts';
import { platform } from '../image-facts.ts';
import { scanned } from './scanned-image.ts';

/** The image that most files in `files/scan-real` are about: an index of two platforms. */
export const REAL_INDEX = 'sha256:cacfa1283c1f246ad9c227cd743c405c045e68726413b33d6c5704248639854b';
export const REAL_AMD64 = platform({
  manifest: parseDigest('sha256:830ad9c99eb50d47f8fb6be97b2174d945b315f9a8a4a3f22da2a56b298728cf'),
  config: parseDigest('sha256:49765c9babff08488eb31cbf72e47638c3b9208c883a1d9edb2e5846e2bfed5c'),
});
export const REAL_ARM64 = platform({
  platform: 'linux/arm64',
  manifest: parseDigest('sha256:380d7e073280f195502127a4d96064755021005c6d7edbe37b48e5177ecf0fb7'),
  config: parseDigest('sha256:6b3cab9d2a2ccd59d59cd6282caa087135c830118174d80e41891dd4e874fb8c'),
});

/** What the gate says of these reports, as `0.json`, `1.json`, when the image has one platform. */
export async function evaluateReal(
  reports: readonly string[],
  settings: Partial<ScanSettings> = {},
  platforms = [REAL_AMD64],
  vex: object = {},
) {
  const files = Object.fromEntries(reports.map((report, i) => [`${i}.json`, report]));
  const digest = platforms.length > 1 ? REAL_INDEX : REAL_AMD64.manifest;
  const context = await scanned({ ...files, 'vex/openvex.json': vex }, platforms, digest);
  const strict = { report: '*.json', atMost: { negligible: 0 } };
  return scan.evaluate(
    { ...NOTHING, ...context, image: 'shop/checkout' },
    { ...strict, ...settings },
  );
}
