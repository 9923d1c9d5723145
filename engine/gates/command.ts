import { oneLine } from '../failures.ts';
import { lastWordsOf } from '../run-program.ts';
import { GATE_PLACEHOLDERS } from '../web/placeholders.ts';
import { fillArguments, programArguments } from '../web/program-arguments.ts';
import type { Gate, GateContext } from './gate.ts';
import { gateValues } from './gate-values.ts';

interface Settings {
  readonly run: readonly string[];
}

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
        ...programArguments(GATE_PLACEHOLDERS),
        description:
          'The program and its arguments, without a shell; {digest}, {image}, {environment}, {build}, {commit} and {version} stand alone as an argument.',
      },
    },
  },

  async evaluate(context, { run: [program = '', ...args] }) {
    const { sources, signal } = context;
    const { filled, optionLike } = fillArguments(args, GATE_PLACEHOLDERS, gateValues(context));
    const name = `\`${oneLine(program, 100)}\``;
    if (optionLike !== undefined) {
      return {
        outcome: 'error',
        because: `The value ${oneLine(optionLike, 100)} would be an option to ${name}, so it was not run.`,
        remedy: 'Record the build with values that do not start with "-".',
      };
    }
    const options = {
      cwd: sources.workspace,
      input: `${JSON.stringify(factsOf(context))}\n`,
      signal,
    };
    const ended = await sources.runProgram(program, filled, options);
    const { exitCode } = ended;
    const words = lastWordsOf(ended);
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
