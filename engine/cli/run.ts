import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { CommandContext } from '../commands/command.ts';
import { describeError, EXIT_CODES, Failure } from '../failures.ts';
import { parseRequest } from '../jenkins/request.ts';
import { createSecretMask } from '../secrets.ts';
import { HELP, parseArguments } from './arguments.ts';
import { commands } from './commands.ts';
import { requireNode } from './node-version.ts';
import { NO_FOLDER, openRunFolder, removeStaleResults } from './run-folder.ts';

/** Everything that the program takes from outside. */
export interface Surroundings
  extends Pick<CommandContext, 'cwd' | 'env' | 'clock' | 'dockerConfig' | 'runProgram'> {
  readonly argv: readonly string[];
  readonly version: string;
  /** Of the Node that runs this, such as 20.18.1. */
  readonly nodeVersion: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const BUG = 1;

/** Runs one command and tells its outcome: on the terminal, in files, and as the exit code. */
export async function run(surroundings: Surroundings): Promise<number> {
  const { argv, cwd, version, nodeVersion, out, err } = surroundings;
  const mask = createSecretMask();
  let folderPath: string | undefined;
  let isToldByStep = false;
  const open: (() => Promise<void>)[] = [];
  const onEnd = (close: () => Promise<void>) => void open.push(close);
  try {
    requireNode(nodeVersion);
    const invocation = parseArguments(argv, Object.keys(commands));
    if (invocation.kind === 'version') out(`${version}\n`);
    if (invocation.kind === 'help') out(HELP);
    if (invocation.kind === 'terminal') {
      const { command: name, options } = invocation;
      const command = await commands[name]?.();
      await command?.({
        ...surroundings,
        request: { command: name, options, jenkins: {}, approvals: [], failureTo: 'log' },
        folder: NO_FOLDER,
        mask,
        print: (text) => out(`${mask.mask(text)}\n`),
        onEnd,
      });
    }
    if (invocation.kind !== 'run') return 0;

    const requestFile = resolve(cwd, invocation.request);
    folderPath = dirname(requestFile);
    const request = parseRequest(await readRequestFile(requestFile), requestFile);
    isToldByStep = request.failureTo === 'file';
    await removeStaleResults(folderPath);
    const command = await commands[invocation.command]?.();
    await command?.({
      ...surroundings,
      request:
        invocation.command === 'needs' ? request : { ...request, command: invocation.command },
      folder: openRunFolder(folderPath, mask),
      mask,
      print: (text) => out(`${plain(mask.mask(text))}\n`),
      onEnd,
    });
    return 0;
  } catch (error) {
    const failure = error instanceof Failure ? error : undefined;
    const message = plain(
      mask.mask(failure === undefined ? bugMessage(error, version) : sentences(failure)),
    );
    const isWritten =
      folderPath !== undefined && (await writeFailure(folderPath, message, failure));
    if (!isWritten || !isToldByStep) err(`${message}\n`);
    return failure === undefined ? BUG : EXIT_CODES[failure.kind];
  } finally {
    // What they end with changes nothing any more.
    await Promise.allSettled(open.map((close) => close()));
  }

  async function writeFailure(path: string, message: string, failure: Failure | undefined) {
    const folder = openRunFolder(path, mask);
    const { code = 'BUG', kind = 'bug', remedy = '' } = failure ?? {};
    const result = { version: 1, outcome: 'failed', code, kind, message, remedy };
    try {
      await folder.write('message.txt', `${message}\n`);
      await folder.write('result.json', `${JSON.stringify(result, null, 2)}\n`);
      return true;
    } catch (error) {
      err(`${mask.mask(describeError(error))}\n`);
      return false;
    }
  }
}

/** Without the control characters that a terminal would obey, whoever wrote them. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ' ');
}

function sentences({ message, remedy }: Failure): string {
  return `${message}\n${remedy}`;
}

/** The one place where a stack is shown: nobody but us can do anything about it. */
function bugMessage(error: unknown, version: string): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug in promote-image ${version}; no tag was moved after it happened. Please report it with these lines.\n${stack}`;
}

async function readRequestFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new Failure(
      'REQUEST_ABSENT',
      'usage',
      `The request ${file} cannot be read: ${describeError(cause)}.`,
      'The steps of the library write it; see docs/contract.md to write one by hand.',
      { cause },
    );
  }
}
