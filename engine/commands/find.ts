import { describeChoice } from '../answers/choice.ts';
import { describeFound, type FoundImages, foundJson } from '../answers/find.ts';
import { findDigests } from '../promotion/candidate/find-by-query.ts';
import { openEnvironment } from '../promotion/environments.ts';
import { answer, answeredImages } from './answer.ts';
import type { Command } from './command.ts';
import { describeQuery, queryOf } from './image-query.ts';
import { openRegistries } from './open-registries.ts';
import { readingOf } from './reading.ts';
import { referenceOf } from './reference-of.ts';
import { readStep } from './step.ts';
import { wholeNumber } from './whole-number.ts';

const MOST = 50;

/** Lists images in an environment by what is recorded of them, newest first. */
export const find: Command = async (context) => {
  const step = await readStep(context);
  const { configuration, options } = step;
  const env = options.required('env', "env: 'qa', verdict: 'accepted', newest: 1");
  const now = context.clock.now();
  const query = queryOf(options, now);
  const newest = wholeNumber(options, 'newest');
  const most = newest ?? wholeNumber(options, 'most') ?? MOST;
  const openRegistry = openRegistries(configuration, context);
  const { environments } = configuration.policy;
  const [next] = [...environments.values()].filter(({ from }) => from.includes(env));
  const reading = readingOf(context.clock, configuration, next?.name ?? env);
  const images = await Promise.all(
    (await answeredImages(context, step)).map(async (image) => {
      const environment = await openEnvironment(configuration, image, env, openRegistry);
      const found = await findDigests(environment, query, reading, { most });
      return { image, environment, found };
    }),
  );
  const isForChoice = options.text('output') === 'choices';
  const references = images.flatMap(({ image, environment, found }) =>
    found.found.map((one) => {
      const reference = referenceOf(environment.main, one.digest);
      return `${isForChoice ? describeChoice(image, one, reference) : reference}\n`;
    }),
  );
  await context.folder.write('reference.txt', references.join(''));
  const found = images.map(({ image, environment, found }): FoundImages => {
    const isCut = newest === undefined && found.found.length === most;
    return { image, repository: environment.main.label, ...found, isCut };
  });
  const asked = `${describeQuery(options)} in ${env}${newest === undefined ? '' : `, newest ${newest}`}`;
  await answer(context, step, describeFound(found, asked, now), foundJson(found, env, now));
};
