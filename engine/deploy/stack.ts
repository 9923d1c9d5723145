import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { DockerEngine } from '../docker/engine.ts';
import type { Service } from '../docker/service.ts';
import { listStackServices } from '../docker/services.ts';
import { describeError, Failure, oneLine } from '../failures.ts';
import { lastWordsOf } from '../run-program.ts';
import { managerOf } from './swarm/manager-of.ts';
import { pinImages } from './swarm/pin-images.ts';
import { isAt } from './swarm/start-rollout.ts';
import { findServicesProblem, updateServices } from './swarm/update-services.ts';
import type { DeployContext, DeployOutcome, DeployTarget } from './target.ts';

interface Settings {
  readonly stack: string;
  readonly file: string;
  readonly host?: string;
}

const NAME = { type: 'string', pattern: '^[^\\s-]\\S*$', patternErrorMessage: 'must be a name' };

/** A stack file is deployed by the agent's `docker`, with the digest filled in, and its services are waited for. */
export const stack: DeployTarget<Settings> = {
  kind: 'stack',
  isOfOneImage: true,
  settings: {
    type: 'object',
    description:
      'A stack file is deployed to a Docker Swarm by `docker stack deploy` of the agent, with the image by its digest; hosts are signed in to as the agent does, and nodes pull with its `docker login`.',
    required: ['stack', 'file'],
    properties: {
      stack: { ...NAME, description: 'Name of the stack.' },
      file: {
        type: 'string',
        minLength: 1,
        description:
          'The stack file in the workspace; images of the repository that hosts pull from are filled in, whatever their tag.',
      },
      host: {
        ...NAME,
        description:
          'A manager of the swarm, by its name under `hosts`; that of `runsOn` when left out.',
      },
    },
  },

  nameOf: ({ stack: name, host }, usual) => `stack ${name} on ${host ?? usual ?? 'no host'}`,

  async deploy(context, settings) {
    const { sources, signal, isDryRun, reference } = context;
    const { stack: name, file } = settings;
    const path = insideWorkspace(sources.workspace, file);
    const pinned = await pinImages(await readStackFile(path, file), context);
    if (pinned === undefined) throw unnamed(file, context);
    const engine = await managerOf(context, settings.host);
    if (isDryRun) {
      const message = `The file ${file} would be deployed as stack ${name} with ${reference}.`;
      return { state: 'succeeded', message };
    }
    // What the file says as before is left alone, though its tag may have moved in the registry.
    const how = ['--with-registry-auth', '--resolve-image', 'changed', '--compose-file', '-'];
    const ended = await sources.runProgram(
      'docker',
      ['--host', engine.address, 'stack', 'deploy', ...how, name],
      { cwd: dirname(path), input: pinned, signal },
    );
    if (ended.exitCode !== 0) {
      const words = lastWordsOf(ended) ?? 'It said nothing';
      return {
        state: 'failed',
        message: `\`docker stack deploy\` of ${file} ended with ${ended.exitCode ?? 'no exit code'}. ${words}.`,
        remedy:
          'Run it on the agent: it needs the docker client, and has to reach the host as the agent does.',
      };
    }
    const ours = await servicesOf(engine, name, context);
    if (ours.length === 0) return noService(name, file, reference);
    return updateServices(context, engine, ours, { isRestore: false });
  },

  async findProblem(context, { stack: name, host }) {
    const engine = await managerOf(context, host);
    const ours = await servicesOf(engine, name, context);
    if (ours.length === 0) return `no service of stack ${name} has the image any more`;
    return findServicesProblem(engine, ours, context.digest);
  },
};

/** Those that the file gives the image: Docker's label says so even where somebody changed by hand what runs. */
async function servicesOf(
  engine: DockerEngine,
  stack: string,
  context: DeployContext,
): Promise<readonly Service[]> {
  const services = await listStackServices(engine, stack);
  return services.filter(
    (one) => isAt(one, context) || one.labels['com.docker.stack.image'] === context.reference,
  );
}

function noService(stack: string, file: string, reference: string): DeployOutcome {
  return {
    state: 'failed',
    message: `Docker deployed stack ${oneLine(stack)}, and no service of it has ${reference}.`,
    remedy: `Check that a service of ${oneLine(file)} uses the image, and not only an anchor beside the services.`,
  };
}

function insideWorkspace(workspace: string, file: string): string {
  const path = resolve(workspace, file);
  const way = relative(workspace, path);
  if (!way.startsWith('..') && !isAbsolute(way)) return path;
  throw new Failure(
    'STACK_FILE_OUTSIDE',
    'configuration',
    `The stack file ${oneLine(file)} is outside the workspace.`,
    'Name a file of the workspace in promotion.yaml.',
  );
}

async function readStackFile(path: string, file: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause) => {
    throw new Failure(
      'STACK_FILE_UNREADABLE',
      'absent',
      `The stack file ${oneLine(file)} cannot be read (${describeError(cause)}).`,
      'Check out the sources in this stage, and correct `file` in promotion.yaml.',
      { cause },
    );
  });
}

const unnamed = (file: string, { repository }: DeployContext) =>
  new Failure(
    'STACK_IMAGE_ABSENT',
    'configuration',
    `The stack file ${oneLine(file)} has no image of ${repository}.`,
    `Write image: ${repository} there, with any tag or none; variables in the name of the repository are not read.`,
  );
