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

export const HELP = `Usage: promote-image <command> --request <folder>/request.json
       promote-image doctor [--config <path>] [--image <name>] [--json]

Commands
  needs     write which credentials the request's command needs
  record    record the digest that a build pushed
  plan      say what a promotion would do, and whether it may
  promote   carry a promotion out
  verdict   write what QA says of an image
  doctor    say what every registry and environment allows, leaving nothing there

Results are written into the folder of the request. The steps recordImage, promoteImage and
imageVerdict of the Jenkins library write the request; docs/contract.md says what it holds.

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
  if (!commands.includes(command)) throw usage(`There is no command \`${command.slice(0, 60)}\`.`);
  if (command === 'doctor' && rest[0] !== '--request') {
    return { kind: 'terminal', command, options: terminalOptions(command, rest) };
  }
  const [flag, request, ...more] = rest;
  if (flag !== '--request' || request === undefined || more.length > 0) {
    throw usage(`\`${command}\` takes exactly --request and the path of a request file.`);
  }
  return { kind: 'run', command, request };
}

const TEXTS: Readonly<Record<string, string>> = { '--config': 'config', '--image': 'image' };

function terminalOptions(command: string, rest: readonly string[]): Record<string, string> {
  const options: Record<string, string> = {};
  for (let i = 0; i < rest.length; i += 1) {
    const flag = rest[i] ?? '';
    const name = TEXTS[flag];
    const value = rest[i + 1];
    if (flag === '--json') {
      options['output'] = 'json';
    } else if (name !== undefined && value !== undefined && !value.startsWith('--')) {
      options[name] = value;
      i += 1;
    } else {
      throw usage(`\`${command}\` takes --config <path>, --image <name> and --json.`);
    }
  }
  return options;
}

const usage = (what: string) =>
  new Failure(
    'USAGE',
    'usage',
    what,
    'See promote-image --help; the steps of the library call it for you.',
  );
