import { Failure, oneLine } from '../failures.ts';
import { lastWordsOf } from '../run-program.ts';
import { TARGET_PLACEHOLDERS } from '../web/placeholders.ts';
import { fillArguments, programArguments } from '../web/program-arguments.ts';
import { deploymentFacts, targetValues } from './deployment-facts.ts';
import type { DeployContext, DeployTarget } from './target.ts';

interface Settings {
  readonly run: readonly string[];
}

/** A program of one's own tells the hosts. */
export const command: DeployTarget<Settings> = {
  kind: 'command',
  settings: {
    type: 'object',
    description:
      'A program in the workspace or on the PATH deploys the image, which it is told in its environment and as JSON on its standard input.',
    required: ['run'],
    properties: {
      run: {
        ...programArguments(TARGET_PLACEHOLDERS),
        description:
          'The program and its arguments, without a shell; a placeholder, such as {reference}, stands alone as an argument.',
      },
    },
  },

  nameOf: ({ run: [program = ''] }) => `command ${oneLine(program, 100)}`,

  async deploy(context, { run: [program = '', ...args] }) {
    const { sources, signal, isDryRun } = context;
    const { filled, optionLike } = fillArguments(args, TARGET_PLACEHOLDERS, targetValues(context));
    const name = `\`${oneLine(program, 100)}\``;
    if (optionLike !== undefined) throw likeAnOption(optionLike, name);
    if (isDryRun) {
      const line = oneLine([program, ...filled].join(' '), 300);
      return { state: 'succeeded', message: `\`${line}\` would be run.` };
    }
    const ended = await sources.runProgram(program, filled, {
      cwd: sources.workspace,
      env: variablesOf(context),
      input: `${JSON.stringify(deploymentFacts(context))}\n`,
      signal,
    });
    const { exitCode } = ended;
    const words = lastWordsOf(ended);
    const said = words === undefined ? 'It printed nothing.' : `It says: ${words}.`;
    if (exitCode === 0) return { state: 'succeeded', message: `${name} ended with 0. ${said}` };
    if (exitCode === undefined) {
      return {
        state: 'failed',
        message: `${name} did not start, or was ended before it was done. ${said}`,
        remedy:
          'Check that the program is on the PATH of the agent, or in the workspace and executable (chmod +x, a first line like #!/bin/sh).',
      };
    }
    return {
      state: 'failed',
      message: `${name} ended with ${exitCode}. ${said}`,
      remedy: 'Do what the program asks for, then run this stage again.',
    };
  },
};

/** Only these of ours: what Jenkins bound for us is not among them. */
function variablesOf({
  reference,
  digest,
  repository,
  tag,
  environment,
  image,
  build,
  key,
}: DeployContext): Readonly<Record<string, string>> {
  return {
    PROMOTE_IMAGE_REFERENCE: reference,
    PROMOTE_IMAGE_DIGEST: digest,
    PROMOTE_IMAGE_REPOSITORY: repository,
    PROMOTE_IMAGE_TAG: tag,
    PROMOTE_IMAGE_ENVIRONMENT: environment,
    PROMOTE_IMAGE_IMAGE: image,
    PROMOTE_IMAGE_BUILD: build.number ?? '',
    PROMOTE_IMAGE_KEY: key,
  };
}

const likeAnOption = (value: string, program: string) =>
  new Failure(
    'VALUE_LIKE_OPTION',
    'refused',
    `The value ${oneLine(value, 100)} would be an option to ${program}, so it was not run.`,
    'Record the build with values that do not start with "-".',
  );
