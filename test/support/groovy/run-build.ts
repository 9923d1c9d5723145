import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Interpreter } from './interpreter.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..', '..');
const STAND_IN = join(import.meta.dirname, 'stand-in-engine.cjs');

/** One build: a Jenkinsfile, and the Jenkins around it. */
export interface Build {
  readonly jenkinsfile: string;
  /** What the source repository holds: a folder, or texts by path. */
  readonly source?: string | Readonly<Record<string, string>>;
  /** The bundle that the library brings; a stand-in that only keeps the contract, unless told. */
  readonly engine?: string;
  /** Resources of other libraries, text by path. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Variables beside those of the checkout, text by name. */
  readonly vars?: Readonly<Record<string, string>>;
  readonly credentials?: Readonly<Record<string, Credential>>;
  /** The answers of people, in the order of asking. */
  readonly inputs?: readonly Answer[];
  readonly causes?: readonly Readonly<Record<string, unknown>>[];
  readonly buildNumber?: number;
  readonly jobName?: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly description?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of a job's files on every agent. */
  readonly workspace?: string;
  /** PATH in each container of a pod, and in containers of each image. */
  readonly containers?: Readonly<Record<string, string>>;
  readonly images?: Readonly<Record<string, string>>;
  /** What a `build` of another job gives back. */
  readonly builds?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly upstreamBuilds?: readonly Readonly<Record<string, unknown>>[];
  /** The stage from which somebody ran the pipeline again. */
  readonly restartedAt?: string;
  /** A folder in which everything is kept that another process needs to go on, by the number of the save. */
  readonly saveTo?: string;
  /** Where the process ends: the first save that stands there. */
  readonly endsAt?: string;
  /** Such a folder's part, to go on from. */
  readonly goOnFrom?: string;
  /**
   * On unless told: the program is read back at every step. Then branches that began at different steps share no code any
   * more, so the size of what Jenkins saves is measured without.
   */
  readonly restarts?: boolean;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly tools?: Readonly<Record<string, string>>;
  /** PATH on the agents. */
  readonly path?: string;
  /** On unless told; elsewhere `bat` runs what Windows would make of it. */
  readonly isUnix?: boolean;
  /** Steps of plug-ins that this Jenkins does not have. */
  readonly missingSteps?: readonly string[];
  /** On unless told: a folder's library is not trusted. */
  readonly sandbox?: boolean;
  /** On unless told: Jenkins replaces iterators by ones that can be saved. */
  readonly iteratorShim?: boolean;
}

export type Credential =
  | { readonly username: string; readonly password: string }
  | { readonly username: string; readonly privateKey: string; readonly passphrase: string }
  | { readonly key: string }
  | { readonly secret: string }
  | { readonly file: string };

export type Answer =
  | {
      readonly user: string;
      readonly values?: Readonly<Record<string, unknown>>;
      readonly groups?: readonly string[];
      /** Jenkins lets administrators answer everything. */
      readonly administrator?: true;
    }
  | { readonly user: string; readonly proceedEmpty: true }
  | { readonly user: string; readonly abort: true }
  | { readonly timeout: true }
  | { readonly raw: unknown };

export interface Step {
  readonly step: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The agent it ran on; null outside a node. */
  readonly node: string | null;
  readonly blocks: readonly string[];
  /** Of `bat`: what Windows hands to the program. */
  readonly argv?: readonly string[];
  /** The size of the saved program after it. */
  readonly stateBytes: number;
}

export interface Asked {
  readonly message: string;
  readonly submitter: string | null;
  readonly submitterParameter: string | null;
  readonly parameters: readonly string[];
  readonly ok: string | null;
  /** The agent that waited with it; null when none did. */
  readonly heldNode: string | null;
}

export interface BuildOutcome {
  readonly result: 'SUCCESS' | 'UNSTABLE' | 'FAILURE' | 'ABORTED';
  readonly error: string | null;
  readonly errorType: string | null;
  readonly log: string;
  readonly steps: readonly Step[];
  readonly inputs: readonly Asked[];
  /** What the build set in `env`. */
  readonly env: Readonly<Record<string, string>>;
  readonly description: string | null;
  readonly displayName: string;
  readonly keepLog: boolean;
  /** One folder for each allocated agent, as the build left it. */
  readonly workspaces: readonly string[];
  readonly archive: string;
  readonly maxStateBytes: number;
  /** Where the program stood each time that it was saved. */
  readonly saves: readonly string[];
}

/**
 * Runs a Jenkinsfile with this library; the program is saved and read back at every step, unless told otherwise.
 * @param folder holds the scenario, the workspaces, the archive and the result
 */
export async function runBuild(
  interpreter: Interpreter,
  folder: string,
  build: Build,
): Promise<BuildOutcome> {
  const scenarioFile = join(folder, 'scenario.json');
  await writeFile(scenarioFile, JSON.stringify(await scenarioOf(build, folder)));
  await interpreter.run(scenarioFile);
  const outcome = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'));
  if (outcome.harnessError !== undefined) throw new Error(outcome.harnessError);
  return outcome as BuildOutcome;
}

async function scenarioOf(build: Build, folder: string): Promise<object> {
  const { source, engine, vars, texts: resources = {}, ...rest } = build;
  const texts = typeof source === 'object' ? source : {};
  const sourceFolder = typeof source === 'string' ? source : join(folder, 'source');
  await writeFiles(sourceFolder, texts);
  await writeFiles(join(folder, 'vars'), vars ?? {}, '.groovy');
  await writeFiles(join(folder, 'resources'), resources);
  return {
    ...rest,
    folder,
    source: sourceFolder,
    vars: join(folder, 'vars'),
    library: join(CHECKOUT, 'vars'),
    plugins: import.meta.dirname,
    allowed: join(import.meta.dirname, 'allowed.txt'),
    resourcesFolder: join(CHECKOUT, 'resources'),
    resources: {
      'promote-image/engine.cjs': engine ?? STAND_IN,
      ...Object.fromEntries(
        Object.keys(resources).map((path) => [path, join(folder, 'resources', path)]),
      ),
    },
  };
}

async function writeFiles(
  folder: string,
  texts: Readonly<Record<string, string>>,
  suffix = '',
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, text] of Object.entries(texts)) {
    const file = join(folder, `${path}${suffix}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o755 });
  }
}
