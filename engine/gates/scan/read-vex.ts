import { readFile } from 'node:fs/promises';
import { Failure } from '../../failures.ts';
import { formatBytes } from '../../oci/bytes.ts';
import { isJsonObject, parseJson } from '../../oci/json.ts';
import { findFiles, type WorkspaceFile } from '../workspace-files.ts';
import { readCycloneDxVex } from './cyclonedx-vex.ts';
import { readOpenVex } from './openvex.ts';
import type { VexStatement } from './vex.ts';

const LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Statements of all VEX documents that the patterns name, in the order of their paths.
 * @throws Failure NO_VEX, INVALID_VEX
 */
export async function readVex(
  workspace: string,
  patterns: readonly string[],
): Promise<readonly VexStatement[]> {
  if (patterns.length === 0) return [];
  const files = await findFiles(workspace, patterns);
  if (files.length === 0) throw noVex(patterns);
  return (await Promise.all(files.map(readOne))).flat();
}

async function readOne({ path, location, sizeBytes }: WorkspaceFile) {
  if (sizeBytes > LIMIT_BYTES) {
    throw invalidVex(
      path,
      `it has ${formatBytes(sizeBytes)}, more than ${formatBytes(LIMIT_BYTES)}`,
    );
  }
  const json = parseJson(await readFile(location));
  if (!isJsonObject(json)) throw invalidVex(path, 'it is no JSON object');
  const statements = readOpenVex(json) ?? readCycloneDxVex(json);
  if (statements === undefined) {
    throw invalidVex(path, 'it is neither OpenVEX nor CycloneDX with `vulnerabilities`');
  }
  return statements;
}

const noVex = (patterns: readonly string[]) =>
  new Failure(
    'NO_VEX',
    'configuration',
    `there is no VEX document ${patterns.join(', ')} in the workspace`,
    'Check `vex` of the gate, and that the document is there when the promotion is.',
  );

const invalidVex = (path: string, why: string) =>
  new Failure(
    'INVALID_VEX',
    'content',
    `the VEX document \`${path}\` cannot be used: ${why}`,
    'Give an OpenVEX or CycloneDX document in JSON.',
  );
