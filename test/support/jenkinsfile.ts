import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Interpreter } from './groovy/interpreter.ts';
import { type Build, type BuildOutcome, runBuild } from './groovy/run-build.ts';
import { SCRATCH_FOLDER } from './scratch-folder.ts';

export type {
  Answer,
  Asked,
  Build,
  BuildOutcome,
  Credential,
  Step,
} from './groovy/run-build.ts';

/** `request.json` of docs/contract.md. */
export interface EngineRequest {
  readonly command: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly jenkins: Readonly<Record<string, string | null>>;
  readonly approvals?: readonly unknown[];
}

/** It serves all test files of a process, and ends with it. */
let interpreter: Promise<Interpreter> | undefined;

/** Runs a Jenkinsfile in a folder that goes with the run; see `runBuild`. */
export async function runJenkinsfile(build: Build): Promise<BuildOutcome> {
  const folder = await mkdtemp(
    join(process.env[SCRATCH_FOLDER] ?? tmpdir(), 'promote-image jenkins '),
  );
  interpreter ??= Interpreter.start();
  return runBuild(await interpreter, folder, build);
}

/** The last request that the steps of a build wrote for the engine. */
export function readRequest(build: BuildOutcome): EngineRequest {
  const written = build.steps.filter(({ step }) => step === 'writeFile');
  const text = written.map((step) => step.arguments).findLast(isRequest)?.['text'];
  if (typeof text !== 'string') throw new Error(`No request was written:\n${build.log}`);
  return JSON.parse(text);
}

const isRequest = (argumentsOfWrite: Readonly<Record<string, unknown>>): boolean =>
  String(argumentsOfWrite['file']).endsWith('/request.json');
