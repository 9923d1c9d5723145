import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../engine/cli/run.ts';
import { type RunProgram, runProgram } from '../../engine/run-program.ts';

/** How a step ended, as Jenkins would see it. */
export interface StepOutcome {
  readonly exitCode: number;
  readonly log: string;
  /** A result file's text, trimmed; undefined where there is none. */
  file(name: string): Promise<string | undefined>;
}

export interface StepInput {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly jenkins?: Readonly<Record<string, unknown>>;
  /** What `input` would return, for each who is asked. */
  readonly approvals?: readonly unknown[];
}

/** A Jenkins workspace with a promotion.yaml, in which commands run as the steps run them. */
export interface Workspace {
  readonly folder: string;
  write(name: string, text: string | Uint8Array): Promise<void>;
  read(name: string): Promise<string>;
  /** `needs` takes the command that needs, as `needs plan`. */
  run(command: string, runName: string, input?: StepInput): Promise<StepOutcome>;
}

export interface WorkspaceOptions {
  /** A job that comes later reads what earlier ones wrote. */
  readonly startsAt?: string;
  /** How programs are run, to look at their arguments. */
  readonly programs?: RunProgram;
}

/** What Jenkins says of a build unless the test says otherwise. */
const JENKINS = {
  buildNumber: '10',
  buildUrl: 'https://jenkins.example.com/job/shop/10/',
  jobName: 'shop',
  result: 'SUCCESS',
  requester: 'alice',
  commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
  branch: 'main',
};

/**
 * @param env what the engine sees of the environment, credentials included
 */
export async function createWorkspace(
  promotionYaml: string,
  env: Readonly<Record<string, string>> = {},
  { startsAt = '2026-11-21T10:00:00Z', programs = runProgram }: WorkspaceOptions = {},
): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'work space '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const write = async (name: string, text: string | Uint8Array) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  await write('promotion.yaml', promotionYaml);
  let instant = Date.parse(startsAt);

  return {
    folder,
    write,
    read: (name) => readFile(join(folder, name), 'utf8'),
    async run(command, runName, { options = {}, jenkins = {}, approvals } = {}) {
      const runFolder = `.promote-image/${runName}`;
      const [program = '', inner = program] = command.split(' ');
      const request = {
        command: inner,
        options,
        jenkins: { ...JENKINS, ...jenkins },
        ...(approvals !== undefined && { approvals }),
      };
      await write(`${runFolder}/request.json`, JSON.stringify(request));
      let log = '';
      // Steps are a minute apart, looks at the clock a millisecond.
      instant += 60_000;
      const exitCode = await run({
        argv: [program, '--request', `${runFolder}/request.json`],
        cwd: folder,
        env,
        dockerConfig: join(folder, 'no-docker-config.json'),
        version: '0.0.0',
        nodeVersion: '20.18.1',
        runProgram: programs,
        clock: {
          now: () => {
            instant += 1;
            return new Date(instant);
          },
          random: () => 0.5,
          sleep: (ms) => new Promise((done) => setTimeout(done, Math.min(ms, 5))),
        },
        out: (text) => {
          log += text;
        },
        err: (text) => {
          log += text;
        },
      });
      return {
        exitCode,
        log,
        file: async (name) =>
          readFile(join(folder, runFolder, name), 'utf8').then(
            (text) => text.trim(),
            () => undefined,
          ),
      };
    },
  };
}
