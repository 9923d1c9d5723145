import type { Configuration } from '../config/configuration.ts';
import { requireImage } from '../config/image-refusal.ts';
import { nearestName } from '../config/nearest-name.ts';
import { readConfiguration } from '../config/read-configuration.ts';
import { Failure } from '../failures.ts';
import type { StepRequest } from '../jenkins/request.ts';
import { readOptions, type StepOptions } from '../jenkins/step-options.ts';
import { isRepositoryName, REPOSITORY_NAME_RULE } from '../oci/reference.ts';
import { readSetFile } from '../promotion/candidate/set-file.ts';
import { BUILD_WISHES } from './build-wishes.ts';
import type { CommandContext } from './command.ts';
import { QUERY } from './image-query.ts';

const CANDIDATE = ['digest', 'tag', 'fromBuild', 'fromJob'] as const;
const COMMON = ['image', 'config', 'policy', 'node'] as const;

const PROMOTION = [
  'env',
  'from',
  'set',
  'change',
  'force',
  'reason',
  'dryRun',
  ...CANDIDATE,
  ...BUILD_WISHES,
  ...COMMON,
];

/** The options that each step knows, by the command that it runs. */
const STEPS: Readonly<
  Record<string, { readonly step: string; readonly options: readonly string[] }>
> = {
  record: {
    step: 'recordImage',
    options: ['env', 'digest', 'digestFile', 'metadata', 'version', 'commit', 'branch', ...COMMON],
  },
  plan: { step: 'promoteImage', options: PROMOTION },
  promote: { step: 'promoteImage', options: PROMOTION },
  verdict: {
    step: 'imageVerdict',
    options: ['is', 'reason', 'by', 'until', 'env', ...CANDIDATE, ...COMMON],
  },
  approve: {
    step: 'approveImage',
    options: ['env', 'comment', 'by', 'until', ...CANDIDATE, ...COMMON],
  },
  rollback: {
    step: 'rollbackImage',
    options: ['env', 'reason', 'by', 'dryRun', ...CANDIDATE, ...COMMON],
  },
  hold: {
    step: 'holdPromotions',
    options: ['env', 'state', 'reason', 'by', 'until', ...CANDIDATE, ...COMMON],
  },
  status: { step: 'imageStatus', options: ['env', 'set', 'live', 'drift', 'output', ...COMMON] },
  where: {
    step: 'whereImage',
    options: ['env', 'digest', 'tag', 'fromBuild', 'output', ...COMMON],
  },
  history: {
    step: 'imageHistory',
    options: ['env', 'digest', 'tag', 'build', 'most', 'output', ...COMMON],
  },
  find: {
    step: 'findImages',
    options: [...['env', ...QUERY, 'newest', 'most'], ...['set', 'output', ...COMMON]],
  },
  diff: {
    step: 'imageDiff',
    options: ['env', 'from', 'against', 'output', ...CANDIDATE, ...COMMON],
  },
  verify: {
    step: 'verifyImage',
    options: ['env', 'digest', 'tag', 'decidedBy', 'output', ...COMMON],
  },
  doctor: { step: 'doctor', options: ['output', ...COMMON] },
};

/** A step's checked options beside the configuration that they are about. */
export interface Step {
  /** Without the text of a policy, which is in the configuration. */
  readonly options: StepOptions;
  readonly configuration: Configuration;
  /** The step's `image:`, else those of the file. */
  readonly images: readonly string[];
}

/** @throws Failure UNKNOWN_COMMAND, UNKNOWN_OPTION, IMAGE_NOT_ALLOWED, and everything wrong with policy and promotion.yaml */
export async function readStep({ request, cwd }: CommandContext): Promise<Step> {
  const known = STEPS[request.command];
  if (known === undefined) throw unknownCommand(request.command);
  readOptions(known.step, request.options, known.options, nearestName);
  const { policy, rest } = withoutPolicy(request);
  const options = readOptions(known.step, rest, known.options, nearestName);
  const image = options.text('image');
  if (image !== undefined && !isRepositoryName(image)) throw invalidImage(image);
  const path = options.text('config');
  const configuration = await readConfiguration({ cwd, path, policy, image });
  const set = options.text('set');
  const named = set === undefined || policy === undefined ? [] : await readSetFile(cwd, set);
  const images = image === undefined ? configuration.application.images : [image];
  for (const one of [...images, ...named.map((member) => member.image)]) {
    requireImage(configuration, one);
  }
  return { options, configuration, images };
}

/** An empty text is a policy, too: nobody's file may take the place of one that came to nothing. */
function withoutPolicy({ options }: StepRequest) {
  const { policy, ...rest } = options;
  return { policy: policy === undefined ? undefined : String(policy), rest };
}

/** The one image that a step is about. @throws Failure WHICH_IMAGE */
export function singleImage({ images }: Step, step: string): string {
  const [image, ...others] = images;
  if (image !== undefined && others.length === 0) return image;
  throw new Failure(
    'WHICH_IMAGE',
    'usage',
    `${step} is about one image, and promotion.yaml names ${images.length}.`,
    `Write ${step}(image: '${image ?? 'shop/checkout'}', …).`,
  );
}

/** It becomes part of addresses, so nothing like `..` may pass. */
const invalidImage = (image: string) =>
  new Failure(
    'INVALID_IMAGE',
    'usage',
    `\`${image.slice(0, 60)}\` is no name of an image: ${REPOSITORY_NAME_RULE}.`,
    "Give the name alone, as in promotion.yaml: image: 'shop/checkout'.",
  );

const unknownCommand = (command: string) =>
  new Failure(
    'UNKNOWN_COMMAND',
    'usage',
    `There is no command \`${command.slice(0, 60)}\` that a step runs.`,
    `A request names one of: ${Object.keys(STEPS).join(', ')}.`,
  );
