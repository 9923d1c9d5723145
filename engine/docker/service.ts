import type { JsonObject } from '../oci/json.ts';
import type { DockerEngine } from './engine.ts';
import { labelsOf, memberOf, numberOf, requiredNumber, requiredText, textOf } from './members.ts';

/** A service of a swarm, as far as it is looked at. */
export interface Service {
  readonly id: string;
  readonly name: string;
  /** Index of its last change, which an update has to name. */
  readonly version: number;
  /** As its specification writes it; undefined where it runs no containers. */
  readonly image?: string;
  /** What the specification before this one wrote. */
  readonly previousImage?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mode: ServiceMode;
  /** Undefined when the last change replaces no task, or has not begun to. */
  readonly update?: { readonly state: UpdateState; readonly message: string };
  /** The whole specification, as it came. */
  readonly spec: JsonObject;
  /** A number in it that is not what came. */
  readonly roundedNumber?: string;
}

export type ServiceMode =
  | { readonly kind: 'replicated'; readonly replicas: number }
  | { readonly kind: 'global' }
  | { readonly kind: 'replicated-job'; readonly completions: number; readonly iteration: number }
  | { readonly kind: 'global-job'; readonly iteration: number };

const UPDATE_STATES = [
  'updating',
  'paused',
  'completed',
  'rollback_started',
  'rollback_paused',
  'rollback_completed',
] as const;

export type UpdateState = (typeof UPDATE_STATES)[number];

/**
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Service/operation/ServiceInspect
 * @throws Failure ENGINE_ANSWER_ODD
 */
export function parseService(engine: DockerEngine, json: JsonObject): Service {
  const spec = memberOf(json, 'Spec');
  const image = imageOf(spec);
  const previousImage = imageOf(memberOf(json, 'PreviousSpec'));
  const update = parseUpdate(memberOf(json, 'UpdateStatus'));
  return {
    id: requiredText(engine, json, 'ID'),
    name: requiredText(engine, spec, 'Name'),
    version: requiredNumber(engine, memberOf(json, 'Version'), 'Index'),
    labels: labelsOf(spec),
    mode: parseMode(memberOf(spec, 'Mode'), memberOf(json, 'JobStatus', 'JobIteration')),
    spec,
    ...(image !== undefined && { image }),
    ...(previousImage !== undefined && { previousImage }),
    ...(update !== undefined && { update }),
  };
}

function imageOf(spec: JsonObject): string | undefined {
  return textOf(memberOf(spec, 'TaskTemplate', 'ContainerSpec'), 'Image');
}

/** Go leaves out an iteration of 0; one replica and one completion are what is meant where none is told. */
function parseMode(mode: JsonObject, jobIteration: JsonObject): ServiceMode {
  const iteration = numberOf(jobIteration, 'Index') ?? 0;
  if ('Global' in mode) return { kind: 'global' };
  if ('GlobalJob' in mode) return { kind: 'global-job', iteration };
  if ('ReplicatedJob' in mode) {
    const completions = numberOf(memberOf(mode, 'ReplicatedJob'), 'TotalCompletions') ?? 1;
    return { kind: 'replicated-job', completions, iteration };
  }
  return { kind: 'replicated', replicas: numberOf(memberOf(mode, 'Replicated'), 'Replicas') ?? 1 };
}

function parseUpdate(status: JsonObject): Service['update'] {
  const state = UPDATE_STATES.find((known) => known === status['State']);
  return state === undefined ? undefined : { state, message: textOf(status, 'Message') ?? '' };
}
