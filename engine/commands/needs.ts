import type { SigningPolicy } from '../config/configuration.ts';
import { credentialVariables, secretVariables } from '../config/credential-variables.ts';
import { firstEnvironment } from '../promotion/environments.ts';
import type { Command } from './command.ts';
import { readStep, type Step } from './step.ts';

/** Writes which credentials the request's command needs, for the step to bind; asks no registry. */
export const needs: Command = async (context) => {
  const step = await readStep(context);
  const { registries, environments } = step.configuration.policy;
  const { command } = context.request;
  const used =
    command === 'doctor'
      ? [...registries.keys()]
      : environmentsOf(command, step)
          .flatMap((name) => environments.get(name)?.repositories ?? [])
          .map(({ registry }) => registry);
  const ids = used.flatMap((name) => registries.get(name)?.credentials ?? []);
  const signIns = [...new Set(ids)].sort().map((id) => {
    const { username, password } = credentialVariables(id);
    return `usernamePassword ${id} ${username} ${password}\n`;
  });
  const keys = command === 'doctor' ? [] : signingOf(command, step).flatMap(linesOf);
  await context.folder.write('needs.txt', [...signIns, ...new Set(keys)].join(''));
};

/** The keys of records, and of the images that enter an environment. */
function signingOf(command: string, { options, configuration }: Step): readonly SigningPolicy[] {
  const { signing, environments } = configuration.policy;
  const isPromotion = command === 'plan' || command === 'promote';
  const sign = isPromotion ? environments.get(options.text('env') ?? '')?.sign : undefined;
  return [signing, sign].filter((one) => one !== undefined);
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
  if (command === 'verdict' && env === undefined) return [...environments.keys()];
  const name = options.required('env', "env: 'uat'");
  return [name, ...(environments.get(name)?.from ?? [])];
}
