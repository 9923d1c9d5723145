import { environmentsBefore } from '../answers/verify-environments.ts';
import type { EnvironmentPolicy, GatePolicy, SigningPolicy } from '../config/configuration.ts';
import { secretVariables } from '../config/credential-variables.ts';
import { gates } from '../gates/index.ts';
import { firstEnvironment } from '../promotion/environments.ts';
import { refusalResult } from './build-wishes.ts';
import type { Command } from './command.ts';
import { credentialLine } from './credential-line.ts';
import { driftResult } from './drift-result.ts';
import { hostLines, isTelling } from './host-needs.ts';
import { keepLines } from './keep-builds.ts';
import { requireOwnVariables } from './require-own-variables.ts';
import { readStep, type Step } from './step.ts';

/** Commands that write records; all others only read. */
const WRITING: readonly string[] = [
  'record',
  'plan',
  'promote',
  'verdict',
  'approve',
  'rollback',
  'hold',
];

/** Commands that are about every environment where none is named. */
const OF_ALL: readonly string[] = ['verdict', 'hold', 'status', 'history', 'diff', 'where'];

/** Writes which credentials the request's command needs, for the step to bind; asks no registry. */
export const needs: Command = async (context) => {
  const step = await readStep(context);
  const { registries, environments } = step.configuration.policy;
  const { command } = context.request;
  const named = command === 'doctor' ? [] : environmentsOf(command, step);
  const used =
    command === 'doctor'
      ? [...registries.keys()]
      : [
          ...named.flatMap((name) => registriesOf(command, step, environments.get(name))),
          ...registriesOfGates(command, step),
        ];
  const ids = used.flatMap((name) => registries.get(name)?.credentials ?? []);
  const signIns = [...new Set(ids)]
    .sort()
    .map((id) => credentialLine({ id, type: 'usernamePassword' }));
  const keys = signingOf(command, step).flatMap(linesOf);
  const ofGates = gatesOf(command, step).flatMap(credentialLines);
  const lines = [
    ...[...signIns, ...keys, ...ofGates],
    ...[...hostLines(command, step, named), ...keepLines(command, step)],
  ];
  requireOwnVariables(lines);
  await context.folder.write('needs.txt', [...new Set(lines)].join(''));
  const result = isPromotion(command) ? refusalResult(step.options) : driftResult(step.options);
  if (result !== undefined && result !== 'FAILURE')
    await context.folder.write('refusal.txt', `${result}\n`);
};

/** Where it is written, and where its hosts pull. */
function registriesOf(
  command: string,
  step: Step,
  policy: EnvironmentPolicy | undefined,
): readonly string[] {
  if (policy === undefined) return [];
  const { repositories, pullFrom, deploy = [] } = policy;
  const isTold = deploy.length > 0 && isTelling(command, step);
  const places = pullFrom === undefined || !isTold ? repositories : [...repositories, pullFrom];
  return places.map(({ registry }) => registry);
}

/** The keys of records, and of the images that enter an environment; a dry run writes neither. */
function signingOf(command: string, { options, configuration }: Step): readonly SigningPolicy[] {
  if (!WRITING.includes(command) || options.flag('dryRun')) return [];
  const { signing, environments } = configuration.policy;
  const sign = isPromotion(command) ? environments.get(options.text('env') ?? '')?.sign : undefined;
  return [signing, sign].filter((one) => one !== undefined);
}

function gatesOf(command: string, { options, configuration }: Step): readonly GatePolicy[] {
  const environment = configuration.policy.environments.get(options.text('env') ?? '');
  return isPromotion(command) ? (environment?.gates ?? []) : [];
}

/** Registries that gates read besides those of the image. */
function registriesOfGates(command: string, step: Step): readonly string[] {
  return gatesOf(command, step).flatMap(({ kind, settings }) => {
    const gate = gates.find((known) => known.kind === kind);
    return gate?.registries?.(settings as never) ?? [];
  });
}

function credentialLines({ kind, settings }: GatePolicy): readonly string[] {
  const gate = gates.find((known) => known.kind === kind);
  // The settings were checked against the gate's own schema when promotion.yaml was read.
  return (gate?.credentials?.(settings as never) ?? []).map(credentialLine);
}

function isPromotion(command: string): boolean {
  return command === 'plan' || command === 'promote';
}

function linesOf({ key, password }: SigningPolicy): readonly string[] {
  const file = `file ${key} ${secretVariables(key).file}\n`;
  return password === undefined
    ? [file]
    : [file, `string ${password} ${secretVariables(password).text}\n`];
}

function environmentsOf(command: string, { options, configuration }: Step): readonly string[] {
  const { environments } = configuration.policy;
  if (command === 'record') return [options.text('env') ?? firstEnvironment(configuration)];
  const env = options.text('env');
  const isOfAnImage = ['digest', 'tag', 'build'].some((name) => options.text(name) !== undefined);
  const isOfAll =
    env === undefined || command === 'where' || (command === 'history' && isOfAnImage);
  if (OF_ALL.includes(command) && isOfAll) return [...environments.keys()];
  const name = options.required('env', "env: 'uat'");
  if (command === 'rollback' || command === 'hold') return [name];
  if (command === 'approve') return environmentsBefore(configuration, name);
  if (command === 'verify') return [name, ...environmentsBefore(configuration, name)];
  return [name, ...(environments.get(name)?.from ?? [])];
}
