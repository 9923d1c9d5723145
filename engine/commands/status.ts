import { readEnvironmentState } from '../answers/environment-state.ts';
import { describeStatus, type ImageStatus, statusJson } from '../answers/status.ts';
import { openEnvironment } from '../promotion/environments.ts';
import { answer, answeredImages } from './answer.ts';
import type { Command } from './command.ts';
import { openRegistries } from './open-registries.ts';
import { readingOf } from './prepare-step.ts';
import { readStep } from './step.ts';

/** Says what of each image is in each environment now, and what is not as the records say. */
export const status: Command = async (context) => {
  const step = await readStep(context);
  const { configuration, options } = step;
  const openRegistry = openRegistries(configuration, context);
  const { environments } = configuration.policy;
  const asked = options.text('env');
  const names =
    asked === undefined
      ? [...environments.keys()]
      : [...(environments.get(asked)?.from ?? []), asked];
  const images = await Promise.all(
    (await answeredImages(context, step)).map(async (image): Promise<ImageStatus> => {
      const states = names.map(async (name) => {
        const environment = await openEnvironment(configuration, image, name, openRegistry);
        const [next] = [...environments.values()].filter(({ from }) => from.includes(name));
        const reading = readingOf(context.clock, configuration, next?.name ?? name);
        return readEnvironmentState(environment, image, reading);
      });
      return { image, environments: await Promise.all(states) };
    }),
  );
  const now = context.clock.now();
  await answer(context, step, describeStatus(images, now), statusJson(images, now));
};
