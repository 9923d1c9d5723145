import { Failure } from '../../failures.ts';
import { fileChunks } from '../file-chunks.ts';
import { readJson } from '../json-stream.ts';
import type { WorkspaceFile } from '../workspace-files.ts';
import { grype } from './grype.ts';
import type { Finding, ReportFormat, ReportHead } from './report-format.ts';
import { sarif } from './sarif.ts';
import { trivy } from './trivy.ts';

const FORMATS: readonly ReportFormat[] = [trivy, grype, sarif];

/** A report of some scanner in the workspace. */
export interface Report extends ReportHead {
  readonly path: string;
  /** Goes through its findings, in one more pass. @throws Failure INVALID_JSON */
  visit(take: (finding: Finding) => void): Promise<void>;
}

/**
 * Reads what a report says of itself, and finds out by that whose it is.
 * @throws Failure INVALID_JSON, UNKNOWN_REPORT
 */
export async function readReport(file: WorkspaceFile, signal: AbortSignal): Promise<Report> {
  const readers = FORMATS.map((format) => ({ format, reader: format.start() }));
  const patterns = FORMATS.flatMap(({ head }) => head);
  await readJson(
    fileChunks(file.location, signal),
    patterns,
    (pattern, value, path) => {
      for (const { format, reader } of readers) {
        if (format.head.includes(pattern)) reader.take(pattern, value, path);
      }
    },
    file.path,
  );
  for (const { format, reader } of readers) {
    const head = reader.end();
    if (head === undefined) continue;
    return {
      ...head,
      path: file.path,
      visit: (take) => visitFindings(file, format, head, take, signal),
    };
  }
  throw unknownReport(file.path);
}

function visitFindings(
  file: WorkspaceFile,
  format: ReportFormat,
  head: ReportHead,
  take: (finding: Finding) => void,
  signal: AbortSignal,
): Promise<void> {
  const visit = (_: string, value: unknown, path: readonly (string | number)[]) => {
    const finding = head.toFinding(value, path);
    if (finding !== undefined) take(finding);
  };
  return readJson(fileChunks(file.location, signal), format.findings, visit, file.path);
}

const unknownReport = (path: string) =>
  new Failure(
    'UNKNOWN_REPORT',
    'content',
    `\`${path}\` is JSON, but no report of Trivy or Grype (schema of today) and no SARIF`,
    'Write it with `trivy image --format json`, `grype -o json`, or as SARIF 2.1.0.',
  );
