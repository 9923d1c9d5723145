import type { Configuration, EnvironmentPolicy, HostPolicy } from '../config/configuration.ts';
import { hostVariables } from '../config/credential-variables.ts';
import { targets } from '../deploy/index.ts';
import { parseEngineAddress } from '../docker/address.ts';
import { credentialLine } from './credential-line.ts';
import { runningOf } from './running-option.ts';
import type { Step } from './step.ts';

/** Commands that tell an environment's hosts what to run. */
const DEPLOYING: readonly string[] = ['promote', 'record', 'rollback'];

/** Lines of needs.txt for the hosts that a command asks or tells, and for what else its deployments sign in to. */
export function hostLines(
  command: string,
  step: Step,
  named: readonly string[],
): readonly string[] {
  const { configuration, options } = step;
  const environments = named.flatMap((name) => configuration.policy.environments.get(name) ?? []);
  if (command === 'where' || (command === 'status' && options.flag('live'))) {
    return environments.flatMap(({ runsOn = [] }) => linesOf(configuration, runsOn));
  }
  const [entered, ...sources] = environments;
  if (entered === undefined) return [];
  const isPromotion = command === 'plan' || command === 'promote';
  const asked = isPromotion && runningOf(step, entered) !== undefined ? sources : [];
  return [
    ...asked.flatMap(({ runsOn = [] }) => linesOf(configuration, runsOn)),
    ...(isTelling(command, step) ? deploymentLines(configuration, entered) : []),
  ];
}

/** Of a promotion, a dry run asks hosts what they would do; any other plan leaves them alone, as a dry rollback does. */
export function isTelling(command: string, { options }: Step): boolean {
  const isDryRun = options.flag('dryRun');
  return command === 'plan' ? isDryRun : DEPLOYING.includes(command) && !isDryRun;
}

function deploymentLines(
  configuration: Configuration,
  { deploy = [], runsOn = [] }: EnvironmentPolicy,
): readonly string[] {
  const hosts = deploy.flatMap(({ settings }) => {
    const { host } = settings;
    return typeof host === 'string' ? [host] : runsOn;
  });
  const credentials = deploy.flatMap(({ kind, settings }) => {
    const target = targets.find((known) => known.kind === kind);
    // The settings were checked against the target's own schema when promotion.yaml was read.
    return target?.credentials?.(settings as never) ?? [];
  });
  return [...linesOf(configuration, hosts), ...credentials.map(credentialLine)];
}

function linesOf({ policy }: Configuration, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const host = policy.hosts.get(name);
    return host === undefined ? [] : lineOf(host);
  });
}

function lineOf({ url, credentials }: HostPolicy): readonly string[] {
  if (credentials === undefined || url === undefined) return [];
  const { keyFile, username, passphrase, certificates } = hostVariables(credentials);
  const address = parseEngineAddress(url);
  return typeof address !== 'string' && address.kind === 'ssh'
    ? [`privateKey ${credentials} ${keyFile} ${username} ${passphrase}\n`]
    : [`dockerCert ${credentials} ${certificates}\n`];
}
