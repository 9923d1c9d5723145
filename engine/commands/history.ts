import { describeHistory, historyJson } from '../answers/history.ts';
import { historyOfDigest, historyOfEnvironment } from '../answers/read-history.ts';
import { whichDigest } from '../answers/which-digest.ts';
import { Failure } from '../failures.ts';
import { openEnvironment } from '../promotion/environments.ts';
import { answer } from './answer.ts';
import type { Command } from './command.ts';
import { openRegistries } from './open-registries.ts';
import { readingOf } from './reading.ts';
import { readStep, singleImage } from './step.ts';
import { wholeNumber } from './whole-number.ts';

const MOST = 20;

/** Says what happened to an image everywhere, or to any image in one environment. */
export const history: Command = async (context) => {
  const step = await readStep(context);
  const { configuration, options } = step;
  const image = singleImage(step, 'imageHistory');
  const openRegistry = openRegistries(configuration, context);
  const open = (name: string) => openEnvironment(configuration, image, name, openRegistry);
  const { environments } = configuration.policy;
  const reading = readingOf(context.clock, configuration);
  const most = wholeNumber(options, 'most') ?? MOST;
  const [digest, tag, build] = ['digest', 'tag', 'build'].map(options.text);
  const named = [digest, tag, build].filter((value) => value !== undefined).length;
  const env = options.text('env');
  if (named > 1 || (named === 0 && env === undefined)) throw whichHistory(named);

  if (named === 0 && env !== undefined) {
    const environment = await open(env);
    const sources = await Promise.all(environment.policy.from.map(open));
    const told = await historyOfEnvironment(environment, sources, image, reading, most);
    return answer(
      context,
      step,
      describeHistory(told, reading.now),
      historyJson(told, reading.now),
    );
  }
  const all = await Promise.all([...environments.keys()].map(open));
  const asked = {
    ...(digest !== undefined && { digest }),
    ...(tag !== undefined && { tag }),
    ...(build !== undefined && { build }),
  };
  const where = env === undefined ? all : [await open(env)];
  const which = await whichDigest(asked, image, where, reading);
  const told = await historyOfDigest(all, image, which, reading);
  return answer(context, step, describeHistory(told, reading.now), historyJson(told, reading.now));
};

const whichHistory = (named: number) =>
  new Failure(
    'WHICH_HISTORY',
    'usage',
    named === 0
      ? 'imageHistory is not told what to tell the history of.'
      : `imageHistory is told in ${named} ways which image is meant.`,
    "Give one of: env: 'uat', digest: 'sha256:…', tag: '41', build: 41.",
  );
