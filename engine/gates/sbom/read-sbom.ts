import { Failure, oneLine } from '../../failures.ts';
import { readJson } from '../json-stream.ts';
import { cycloneDx } from './cyclonedx.ts';
import type { SbomFormat, SbomHead, SbomPackage } from './sbom-format.ts';
import { spdx } from './spdx.ts';

const FORMATS: readonly SbomFormat[] = [spdx, cycloneDx];

/**
 * Reads a bill of materials of either form, of any size.
 * @throws Failure INVALID_JSON, UNKNOWN_SBOM
 */
export async function readSbom(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
  takePackage: (one: SbomPackage) => void,
): Promise<SbomHead> {
  const readers = FORMATS.map((format) => ({ format, reader: format.start(takePackage) }));
  await readJson(
    chunks,
    FORMATS.flatMap(({ patterns }) => patterns),
    (pattern, value, path) => {
      for (const { format, reader } of readers) {
        if (format.patterns.includes(pattern)) reader.take(pattern, value, path);
      }
    },
    name,
  );
  for (const { reader } of readers) {
    const head = reader.end();
    if (head !== undefined) return head;
  }
  throw new Failure(
    'UNKNOWN_SBOM',
    'content',
    `\`${oneLine(name)}\` is JSON, but neither SPDX 2 nor CycloneDX`,
    'Write it with `syft scan -o spdx-json`, or `trivy image --format cyclonedx`.',
  );
}
