import { createReadStream } from 'node:fs';
import { describeError, Failure, oneLine } from '../failures.ts';
import { ageProblem } from './age-limit.ts';
import type { GateContext, GateOutcome } from './gate.ts';
import { type JunitReport, readJunitReport } from './junit-report.ts';
import { count, nameSome } from './name-some.ts';
import type { TestDemands, TestTally } from './test-tally.ts';
import { findFiles, type WorkspaceFile } from './workspace-files.ts';

export interface TestFiles {
  readonly patterns: readonly string[];
  readonly notOlderThan: string;
}

const CHUNK_BYTES = 64 * 1024;

/** Judges the tests of JUnit XML in the workspace, one file after the other. */
export async function judgeFiles(
  { sources, now, signal }: GateContext,
  { patterns, notOlderThan }: TestFiles,
  tally: TestTally,
  demands: TestDemands,
): Promise<GateOutcome> {
  const files = await findFiles(sources.workspace, patterns);
  const idle = await patternsWithout(sources.workspace, patterns, files);
  if (idle.length > 0) {
    return {
      outcome: 'fail',
      because: `No file of the workspace is ${nameSome(idle.map(shown), ' or ')}.`,
      remedy:
        'Run the tests in this workspace, or bring their reports here (unstash, copyArtifacts), or correct `files`.',
    };
  }
  const contradictions: string[] = [];
  const stale: string[] = [];
  for (const file of files) {
    const report = await readFile(file, tally, signal);
    contradictions.push(...report.contradictions.map((one) => `${shown(file.path)}: ${one}`));
    const problem = ageProblem(dateOf(file, report), notOlderThan, now);
    if (problem !== undefined) stale.push(`${shown(file.path)}: ${problem.why}`);
  }
  if (stale.length > 0) {
    return {
      outcome: 'fail',
      because: `Reports may be of an earlier run (${stale.length} of ${files.length}, notOlderThan ${notOlderThan}): ${nameSome(stale, '; ')}.`,
      remedy:
        'Clean the workspace before the build and run the tests again; or raise `notOlderThan`, where images are promoted later than they are tested.',
    };
  }
  return tally.judge(`in ${count(files.length, 'file')}`, demands, contradictions);
}

/** A pattern that stands for nothing is a part of the tests that did not run. */
async function patternsWithout(
  workspace: string,
  patterns: readonly string[],
  files: readonly WorkspaceFile[],
): Promise<readonly string[]> {
  if (files.length === 0 || patterns.length === 1) return files.length === 0 ? patterns : [];
  const idle: string[] = [];
  for (const pattern of patterns) {
    if ((await findFiles(workspace, [pattern])).length === 0) idle.push(pattern);
  }
  return idle;
}

async function readFile(
  { path, location }: WorkspaceFile,
  tally: TestTally,
  signal: AbortSignal,
): Promise<JunitReport> {
  const chunks = createReadStream(location, { highWaterMark: CHUNK_BYTES, signal });
  try {
    return await readJunitReport(chunks, tally.add);
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreadable(path, describeError(error));
  }
}

/** The older of what the disk and the report say: a checkout makes old files new, a copy keeps nothing. */
function dateOf({ modifiedAt }: WorkspaceFile, { ranAt }: JunitReport): Date {
  return ranAt !== undefined && ranAt < modifiedAt ? ranAt : modifiedAt;
}

function shown(path: string): string {
  return oneLine(path, 120);
}

const unreadable = (path: string, why: string) =>
  new Failure(
    'TEST_REPORT_UNREADABLE',
    'content',
    `${shown(path)} cannot be counted: ${why}.`,
    'Look whether the run of the tests was killed while it wrote this file, and run them again; or correct `files`.',
  );
