import { nearestName } from '../config/nearest-name.ts';
import { Failure } from '../failures.ts';

/** What the command line asks for. */
export type Invocation =
  | { readonly kind: 'version' | 'help' }
  | { readonly kind: 'run'; readonly command: string; readonly request: string }
  | {
      /** By a person: the options stand on the command line, and no file is written. */
      readonly kind: 'terminal';
      readonly command: string;
      readonly options: Readonly<Record<string, string>>;
    };

/** Commands that answer, so that a person may ask them without a request file. */
const ANSWERS = ['doctor', 'status', 'history', 'find', 'diff', 'verify', 'where'] as const;

export const HELP = `Usage: promote-image <answer> [--<option> <value> …] [--json]
       promote-image <command> --request <folder>/request.json

Answers
  status    what is in each environment now
  where     where an image is, and where it runs
  history   what happened to an image, or in an environment
  find      images by verdict, tests, build, commit or age
  diff      what differs between two images or environments
  verify    whether an image came by the path that the policy asks for
  doctor    say what every registry and environment allows, leaving nothing there

Commands
  needs     write which credentials the request's command needs
  record    record the digest that a build pushed
  plan      say what a promotion would do, and whether it may
  promote   carry a promotion out
  verdict   write what QA says of an image
  approve   write that somebody approves an image in advance
  rollback  take an environment back to what was there before
  hold      let nothing into an environment, or an image into none

An answer takes the options of its step: --env uat, --image shop/checkout, --digest sha256:…,
--tag 41, --build 41, --config ci/promotion.yaml; docs/answers.md lists them. It reads only.
Results of a request are written into its folder; docs/contract.md says what it holds.

  --version  print the version
  --help     print this

Exit codes: 0 done, 20 refused, 64 usage, 65 content differs from its digest, 66 not there,
69 registry unavailable, 77 access denied, 78 configuration, 1 a bug.
`;

/** @throws Failure USAGE */
export function parseArguments(argv: readonly string[], commands: readonly string[]): Invocation {
  const [command, ...rest] = argv;
  if (command === '--version' || command === '-v') return { kind: 'version' };
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    return { kind: 'help' };
  }
  if (!commands.includes(command)) throw unknownCommand(command, commands);
  const isAnswer = ANSWERS.some((name) => name === command);
  if (isAnswer && ['--help', '-h'].includes(rest[0] ?? '')) return { kind: 'help' };
  if (isAnswer && rest[0] !== '--request') {
    return { kind: 'terminal', command, options: terminalOptions(command, rest) };
  }
  const [flag, request, ...more] = rest;
  if (flag !== '--request' || request === undefined || more.length > 0) {
    throw usage(`\`${command}\` takes exactly --request and the path of a request file.`);
  }
  return { kind: 'run', command, request };
}

/** `--from-build 41` and `--from-build=41` are the option `fromBuild`; the step knows which there are. */
function terminalOptions(command: string, rest: readonly string[]): Record<string, string> {
  const options = new Map<string, string>();
  for (let i = 0; i < rest.length; i += 1) {
    const word = rest[i] ?? '';
    const [, flag = '', inline] = /^--([a-z][A-Za-z0-9-]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (flag === '') throw usage(`\`${command}\` does not know what \`${shown(word)}\` is for.`);
    const isJson = flag === 'json' && inline === undefined;
    const name = isJson ? 'output' : flag.replace(/-+(.)/g, (_, letter) => letter.toUpperCase());
    const following = rest[i + 1]?.startsWith('--') ? undefined : rest[i + 1];
    const value = isJson ? 'json' : (inline ?? following);
    if (value === undefined) throw valueMissing(command, flag);
    if (options.has(name)) throw usage(`\`${command}\` is given --${shown(flag)} twice.`);
    options.set(name, value);
    if (!isJson && inline === undefined) i += 1;
  }
  return Object.fromEntries(options);
}

function valueMissing(command: string, flag: string): Failure {
  const isJson = nearestName(flag, ['json']) !== undefined;
  return usage(
    `\`${command}\` is given --${shown(flag)} without a value${isJson ? '; did you mean `--json`?' : '.'}`,
  );
}

function unknownCommand(command: string, commands: readonly string[]): Failure {
  const near = nearestName(command, commands);
  return usage(
    `There is no command \`${shown(command)}\`${near === undefined ? '.' : `; did you mean \`${near}\`?`}`,
  );
}

function shown(word: string): string {
  return word.slice(0, 60);
}

const usage = (what: string) =>
  new Failure(
    'USAGE',
    'usage',
    what,
    'See promote-image --help; the steps of the library call it for you.',
  );
