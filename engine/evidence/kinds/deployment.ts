import {
  decisive,
  digestOfMember,
  OUR_TYPES,
  objectOf,
  optionalText,
  textOf,
  timeOf,
  wordOf,
} from '../fields.ts';
import {
  AT,
  digest,
  ENVIRONMENT,
  object,
  oneOf,
  predicateSchema,
  text,
  URL,
} from '../predicate-schema.ts';
import type { DeploymentRecord, RecordForm } from '../record.ts';

const STATES = ['succeeded', 'failed', 'rolled-back'] as const;

export const deploymentForm: RecordForm<DeploymentRecord> = {
  kind: 'deployment',
  predicateType: `${OUR_TYPES}/deployment/v0.1`,

  toPredicate: ({ kind: _, at, ...deployment }) => ({ ...deployment, at: at.toISOString() }),

  fromPredicate(predicate) {
    const at = timeOf(predicate, 'at');
    const environment = textOf(predicate, 'environment');
    const state = wordOf(predicate, 'state', STATES);
    const kind = textOf(objectOf(predicate, 'target'), 'kind');
    const name = textOf(objectOf(predicate, 'target'), 'name');
    const replaced = decisive(predicate, 'replaced', digestOfMember);
    if (at === undefined || environment === undefined || state === undefined) return undefined;
    if (kind === undefined || name === undefined || replaced === undefined) return undefined;
    return {
      kind: 'deployment',
      at,
      environment,
      state,
      target: { kind, name },
      ...replaced,
      ...optionalText(predicate, 'by'),
      ...optionalText(predicate, 'url'),
      ...optionalText(predicate, 'message'),
    };
  },

  label: ({ state }) => `deployment-${state}`,
};

export const deploymentSchema = () =>
  predicateSchema(
    deploymentForm.predicateType,
    'This image was put to work in an environment, or that was tried.',
    {
      at: AT,
      environment: ENVIRONMENT,
      target: object('What it runs on.', {
        kind: text('Kind of the target in promotion.yaml, such as `swarm`.'),
        name: text('Its name, such as that of the service.'),
      }),
      state: oneOf(
        STATES,
        '`succeeded`: it runs; `failed`: it does not, and what does is not certain; `rolled-back`: what ran before runs again.',
      ),
    },
    {
      replaced: digest('The image that ran there before.'),
      by: text('Who asked for it.'),
      url: URL,
      message: text('What the target said.'),
    },
  );
