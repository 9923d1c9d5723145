import { askHosts } from '../answers/ask-hosts.ts';
import { readEnvironmentState } from '../answers/environment-state.ts';
import { withLive } from '../answers/read-live.ts';
import { describeStatus, type ImageStatus, statusJson } from '../answers/status.ts';
import { openEnvironment } from '../promotion/environments.ts';
import { answer, answeredImages } from './answer.ts';
import type { Command } from './command.ts';
import { driftResult, requireHosts, requireNoDrift } from './drift-result.ts';
import { openHosts } from './open-hosts.ts';
import { openRegistries } from './open-registries.ts';
import { readingOf } from './reading.ts';
import { readStep } from './step.ts';

/** Says what of each image is in each environment now, what its hosts run, and what is not as the records say. */
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
  const isLive = options.flag('live');
  const onDrift = driftResult(options);
  if (isLive) requireHosts(configuration, names);
  const askHost = askHosts(openHosts(configuration, context));
  const images = await Promise.all(
    (await answeredImages(context, step)).map(async (image): Promise<ImageStatus> => {
      const opened = names.map(async (name) => {
        const environment = await openEnvironment(configuration, image, name, openRegistry);
        const [next] = [...environments.values()].filter(({ from }) => from.includes(name));
        const reading = readingOf(context.clock, configuration, next?.name ?? name);
        const state = await readEnvironmentState(environment, image, reading);
        return { environment, reading, state };
      });
      const read = await Promise.all(opened);
      const states = read.map(({ state }) => state);
      if (!isLive) return { image, environments: states };
      const live = read.map(({ environment, reading, state }) =>
        withLive({ configuration, askHost, reading }, environment, state, states),
      );
      return { image, environments: await Promise.all(live) };
    }),
  );
  const now = context.clock.now();
  await answer(context, step, describeStatus(images, now), statusJson(images, now));
  if (onDrift !== undefined) requireNoDrift(images);
};
