import { askHosts } from '../answers/ask-hosts.ts';
import { describeWhereabouts, whereaboutsJson } from '../answers/where.ts';
import { readWhereabouts } from '../answers/where-read.ts';
import { whichDigest } from '../answers/which-digest.ts';
import { Failure } from '../failures.ts';
import { openEnvironment } from '../promotion/environments.ts';
import { answer } from './answer.ts';
import type { Command } from './command.ts';
import { openHosts } from './open-hosts.ts';
import { openRegistries } from './open-registries.ts';
import { readingOf } from './reading.ts';
import { readStep, singleImage } from './step.ts';

/** Says where an image is, and where it runs: in every environment, on all of its hosts. */
export const where: Command = async (context) => {
  const step = await readStep(context);
  const { configuration, options } = step;
  const image = singleImage(step, 'whereImage');
  const openRegistry = openRegistries(configuration, context);
  const open = (name: string) => openEnvironment(configuration, image, name, openRegistry);
  const [digest, tag, build] = ['digest', 'tag', 'fromBuild'].map(options.text);
  const named = [digest, tag, build].filter((value) => value !== undefined).length;
  if (named !== 1) throw whichImage(named);
  const env = options.text('env');
  const all = await Promise.all([...configuration.policy.environments.keys()].map(open));
  const asked = {
    ...(digest !== undefined && { digest }),
    ...(tag !== undefined && { tag }),
    ...(build !== undefined && { build }),
  };
  const reading = readingOf(context.clock, configuration);
  const among = env === undefined ? all : [await open(env)];
  const which = await whichDigest(asked, image, among, reading);
  const askHost = askHosts(openHosts(configuration, context));
  const sources = { configuration, askHost, reading };
  const found = await readWhereabouts(sources, all, image, which);
  return answer(context, step, describeWhereabouts(found), whereaboutsJson(found, reading.now));
};

const whichImage = (named: number) =>
  new Failure(
    'WHERE_OF_WHICH',
    'usage',
    named === 0
      ? 'whereImage is not told which image to look for.'
      : `whereImage is told in ${named} ways which image is meant.`,
    "Give one of: digest: 'sha256:…', tag: '41', fromBuild: 41.",
  );
