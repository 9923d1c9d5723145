import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SCRATCH_FOLDER } from './scratch-folder.ts';

const run = promisify(execFile);
const START_LIMIT_MS = 30_000;
const CGROUPS = '/sys/fs/cgroup';
/** A package's own client comes first: a newer one from elsewhere may refuse the engine. Users often lack `sbin`. */
const FOLDERS = ['/usr/bin', '/usr/sbin', ...(process.env['PATH'] ?? '').split(delimiter)];
/** A namespace of processes dies as a whole; its own `/run` hides the machine's containerd and goes with it. */
const ALONE = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const WITH_OWN_RUN = 'mount -t tmpfs tmpfs /run && exec "$0" "$@"';

export interface DockerEngineOptions {
  /** `vfs`, which works anywhere, when absent; `overlay2` is what people have. */
  readonly storageDriver?: 'vfs' | 'overlay2';
  /** Folder for the content, kept on close; a temporary one when absent. */
  readonly root?: string;
  /** More of dockerd's own: `['--host', 'tcp://127.0.0.1:2376', '--tlsverify']`. */
  readonly flags?: readonly string[];
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface DockerEngine {
  readonly socket: string;
  /** For DOCKER_HOST: `unix://…`. */
  readonly host: string;
  /** Of `dockerd`, the parent of all else. */
  readonly pid: number;
  /** The command line of a client that talks to this engine, without anybody's settings or sign-ins. */
  command(args: readonly string[]): readonly [string, ...string[]];
  run(args: readonly string[]): Promise<CommandResult>;
  /** The last lines it logged. */
  log(): string;
  /** Ends it with its containerd and its containers, without asking them. */
  close(): Promise<void>;
}

/**
 * True where an engine starts, which takes root, cgroups and namespaces besides the programs; elsewhere says why
 * not. Tried once for all files of a run.
 */
export async function hasDockerEngine(options: DockerEngineOptions = {}): Promise<boolean> {
  const scratch = process.env[SCRATCH_FOLDER];
  if (scratch === undefined) return startsEngine(options);
  const known = join(scratch, `docker-engine-${options.storageDriver ?? 'vfs'}`);
  const told = await readFile(known, 'utf8').catch(() => undefined);
  if (told !== undefined) return told === 'starts';
  const has = await startsEngine(options);
  await writeFile(known, has ? 'starts' : 'does not');
  return has;
}

async function startsEngine(options: DockerEngineOptions): Promise<boolean> {
  try {
    const engine = await startDockerEngine(options);
    await engine.close();
    return true;
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    process.stderr.write(`NO DOCKER ENGINE: ${because.slice(-1000)}\n`);
    return false;
  }
}

/** Starts a Docker engine of its own, with its own containerd. It has no bridge: containers use `--network host` or `none`. */
export async function startDockerEngine(options: DockerEngineOptions = {}): Promise<DockerEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'docker-engine-'));
  const socket = join(folder, 'engine.sock');
  const host = `unix://${socket}`;
  const cgroup = basename(folder);
  const engine = [
    findProgram('dockerd'),
    ...['--host', host, '--data-root', options.root ?? join(folder, 'content')],
    ...['--storage-driver', options.storageDriver ?? 'vfs'],
    ...['--bridge=none', '--iptables=false', '--ip6tables=false'],
    ...['--exec-opt', 'native.cgroupdriver=cgroupfs', '--cgroup-parent', `/${cgroup}`],
    ...(options.flags ?? []),
  ];
  const keeper = spawn('unshare', [...ALONE, 'sh', '-c', WITH_OWN_RUN, ...engine], {
    env: { PATH: FOLDERS.join(delimiter) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  keeper.stderr.setEncoding('utf8');
  keeper.stderr.on('data', (text: string) => {
    log = (log + text).slice(-20_000);
  });
  const command = (args: readonly string[]): readonly [string, ...string[]] => [
    findProgram('docker'),
    ...['--config', join(folder, 'client'), '--host', host, ...args],
  ];
  const close = async () => {
    await end(keeper);
    await removeCgroups(cgroup);
    await rm(folder, { recursive: true, force: true });
  };

  try {
    await answers(keeper, socket, () => log);
    const pid = await firstChildOf(keeper);
    if (pid === undefined) throw new Error('This kernel does not tell the children of a process.');
    return {
      ...{ socket, host, pid, command, close },
      run: (args) => runProgram(command(args)),
      log: () => log,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function findProgram(name: string): string {
  return FOLDERS.map((folder) => join(folder, name)).find(existsSync) ?? name;
}

function runProgram([file, ...args]: readonly [string, ...string[]]): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    execFile(file, args, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode === 'number') resolve({ stdout, stderr, exitCode });
      else reject(error);
    });
  });
}

async function answers(keeper: ChildProcess, socket: string, log: () => string): Promise<void> {
  let ending: string | undefined;
  keeper.once('error', (error) => {
    ending = `did not start (${error.message})`;
  });
  keeper.once('close', (code) => {
    ending ??= `ended with ${code}`;
  });
  for (const limit = Date.now() + START_LIMIT_MS; !(await ping(socket)); await sleep(50)) {
    if (Date.now() > limit) ending ??= 'did not answer in time';
    if (ending !== undefined) throw new Error(`dockerd ${ending}:\n${log()}`);
  }
}

/** @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemPing */
function ping(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    request({ socketPath, path: '/_ping' }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .on('error', () => resolve(false))
      .end();
  });
}

/** Ended is the namespace once nothing in it runs. */
async function end(keeper: ChildProcess): Promise<void> {
  if (keeper.pid === undefined || keeper.exitCode !== null || keeper.signalCode !== null) return;
  const ended = once(keeper, 'exit');
  const first = await firstChildOf(keeper);
  if (first === undefined) keeper.kill('SIGKILL');
  else process.kill(first, 'SIGKILL');
  await ended;
}

async function firstChildOf({ pid }: ChildProcess): Promise<number | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return children === '' ? undefined : Number.parseInt(children, 10);
}

/** Its containers' groups, of which version 1 has a tree per controller. */
async function removeCgroups(name: string): Promise<void> {
  if (!existsSync(CGROUPS)) return;
  const theirs = ['-ignore_readdir_race', '-depth', '-type', 'd', '-path', `*/${name}*`];
  await run('find', [CGROUPS, ...theirs, '-exec', 'rmdir', '{}', '+']);
}
