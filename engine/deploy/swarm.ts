import type { Service } from '../docker/service.ts';
import { oneLine } from '../failures.ts';
import { imageInWords } from './swarm/describe-rollout.ts';
import { isJob } from './swarm/judge-rollout.ts';
import { managerOf } from './swarm/manager-of.ts';
import { filled, pickServices, type ServiceChoice } from './swarm/pick-services.ts';
import { isAt } from './swarm/start-rollout.ts';
import { findServicesProblem, updateServices } from './swarm/update-services.ts';
import type { DeployContext, DeployOutcome, DeployTarget } from './target.ts';

interface Settings extends ServiceChoice {
  readonly host?: string;
}

const NAME = { type: 'string', pattern: '\\S', patternErrorMessage: 'must be a name' };
const TEMPLATE = {
  type: 'string',
  pattern: '^(?:[^{}\\s]|\\{(?:image|name)\\})+$',
  patternErrorMessage:
    'must be a name, in which {image} and {name} stand for the image and the last part of its name',
};

/** Services of a Docker Swarm are updated to the digest, and waited for. */
export const swarm: DeployTarget<Settings> = {
  kind: 'swarm',
  isOfOneImage: true,
  settings: {
    type: 'object',
    description:
      'Services of a Docker Swarm are updated to the image by its digest, one after the other, and their tasks run it.',
    properties: {
      host: {
        ...NAME,
        description:
          'A manager of the swarm, by its name under `hosts`; that of `runsOn` when left out.',
      },
      service: {
        anyOf: [TEMPLATE, { type: 'array', minItems: 1, uniqueItems: true, items: TEMPLATE }],
        description:
          'Name of the service, or names in the order in which they are updated; {name} is the last part of the name of the image.',
      },
      label: {
        ...TEMPLATE,
        description:
          'Label of the services instead of their names, `name` or `name=value`: every service that has it gets the image; {image} is its name.',
      },
    },
  },

  nameOf({ host, ...choice }, usual, image) {
    const { service, label } = filled(choice, image);
    const names = [service ?? []].flat();
    const what =
      label === undefined
        ? `service${names.length === 1 ? '' : 's'} ${names.join(', ')}`
        : `services labelled ${label}`;
    return `${what} on ${host ?? usual ?? 'no host'}`;
  },

  async deploy(context, settings) {
    const engine = await managerOf(context, settings.host);
    const services = await pickServices(engine, settings, context.image);
    if (context.isDryRun) return dryRun(context, services);
    return updateServices(context, engine, services, { isRestore: false });
  },

  async restore(context, settings) {
    const engine = await managerOf(context, settings.host);
    const services = await pickServices(engine, settings, context.image);
    // An earlier job, such as a migration of data, is not run once more to go back.
    const lasting = services.filter((service) => !isJob(service));
    if (lasting.length > 0) return updateServices(context, engine, lasting, { isRestore: true });
    return { state: 'succeeded', message: 'Jobs are not run once more to go back.' };
  },

  async findProblem(context, settings) {
    const engine = await managerOf(context, settings.host);
    return findServicesProblem(
      engine,
      await pickServices(engine, settings, context.image),
      context.digest,
    );
  },
};

function dryRun(context: DeployContext, services: readonly Service[]): DeployOutcome {
  const sentences = services.map((service) =>
    isAt(service, context)
      ? `Service ${service.name} is at ${imageInWords(context)} already.`
      : `Service ${service.name} would be updated from ${oneLine(service.image ?? 'none')} to ${context.reference}.`,
  );
  return { state: 'succeeded', message: sentences.join(' ') };
}
