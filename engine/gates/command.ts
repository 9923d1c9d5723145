import { stripVTControlCharacters } from 'node:util';
import { oneLine } from '../failures.ts';
import type { Gate, GateContext } from './gate.ts';
import { ONE_PLACEHOLDER, placeholderValue } from './placeholders.ts';

interface Settings {
  readonly run: readonly string[];
}

/** As long as any gate may take; the signal comes first. */
const LONGEST_MS = 99 * 3_600_000;
const WHOLE = new RegExp(`^${ONE_PLACEHOLDER}$`);

/** A program of one's own says yes by its exit code. */
export const command: Gate<Settings> = {
  kind: 'command',
  settings: {
    type: 'object',
    description:
      'A program in the workspace or on the PATH ends with exit code 0; it is told what is known of the image as JSON on its standard input.',
    required: ['run'],
    properties: {
      run: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'string',
          minLength: 1,
          pattern: `^(?:${ONE_PLACEHOLDER}|(?![^]*${ONE_PLACEHOLDER})[^]*)$`,
          patternErrorMessage:
            'must be a text without placeholders, or one placeholder alone, for example {digest}',
        },
        description:
          'The program and its arguments, without a shell; {digest}, {image}, {environment}, {build}, {commit} and {version} stand alone as an argument.',
      },
    },
  },

  async evaluate(context, { run: [program = '', ...args] }) {
    const { sources, signal } = context;
    const filled = args.map((argument) => fill(argument, context));
    const odd = filled.find((argument, at) => argument !== args[at] && argument.startsWith('-'));
    const name = `\`${oneLine(program, 100)}\``;
    if (odd !== undefined) {
      return {
        outcome: 'error',
        because: `The value ${oneLine(odd, 100)} would be an option to ${name}, so it was not run.`,
        remedy: 'Record the build with values that do not start with "-".',
      };
    }
    const options = {
      cwd: sources.workspace,
      input: `${JSON.stringify(factsOf(context))}\n`,
      timeoutMs: LONGEST_MS,
      signal,
    };
    const { exitCode, stdout, stderr } = await sources.runProgram(program, filled, options);
    const words = lastLine(stdout) ?? lastLine(stderr);
    const said = words === undefined ? 'It printed nothing.' : `It says: ${words}.`;
    if (exitCode === 0) return { outcome: 'pass', because: `${name} ended with 0. ${said}` };
    if (exitCode === undefined) {
      return {
        outcome: 'error',
        because: `${name} did not start, or was ended before it could answer. ${said}`,
        remedy:
          'Check that the program is on the PATH of the agent, or in the workspace and executable (chmod +x, a first line like #!/bin/sh); `timeout` of the gate gives it longer.',
      };
    }
    return {
      outcome: 'fail',
      because: `${name} ended with ${exitCode}. ${said}`,
      remedy: 'Do what the program asks for, then run this stage again.',
    };
  },
};

function fill(argument: string, context: GateContext): string {
  return WHOLE.test(argument) ? placeholderValue(argument.slice(1, -1), context) : argument;
}

/** What the program reads: see docs/gates.md. */
function factsOf({
  digest,
  image,
  environment,
  from,
  build,
  requestedIn,
  requester,
  change,
  placements,
  verdicts,
  now,
}: GateContext): object {
  return {
    digest,
    image,
    environment,
    from,
    build,
    requestedIn,
    requester,
    change,
    placements,
    verdicts,
    now,
  };
}

function lastLine(text: string): string | undefined {
  const line = text.slice(-10_000).trimEnd().split('\n').at(-1) ?? '';
  const clean = oneLine(stripVTControlCharacters(line)).replace(/[.\s]+$/, '');
  return clean === '' ? undefined : clean;
}
