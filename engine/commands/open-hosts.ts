import { dirname } from 'node:path';
import type { Configuration, HostPolicy } from '../config/configuration.ts';
import { hostVariables } from '../config/credential-variables.ts';
import type { EngineAccess } from '../docker/access.ts';
import { type EngineAddress, parseEngineAddress } from '../docker/address.ts';
import { openDockerEngine } from '../docker/connect.ts';
import { readDockerContext } from '../docker/context.ts';
import type { DockerEngine } from '../docker/engine.ts';
import { Failure } from '../failures.ts';
import type { CommandContext } from './command.ts';
import { withoutOurSecrets } from './open-web.ts';

/** Opens a host that promotion.yaml names; each once. @throws Failure */
export type OpenHost = (name: string) => Promise<DockerEngine>;

/** The Docker engines of promotion.yaml; nothing is opened before one is asked for. */
export function openHosts({ policy }: Configuration, context: CommandContext): OpenHost {
  const { clock, onEnd } = context;
  const env = withoutOurSecrets(context.env);
  const opened = new Map<string, Promise<DockerEngine>>();

  return (name) => {
    const engine = opened.get(name) ?? open(name);
    opened.set(name, engine);
    return engine;
  };

  async function open(name: string): Promise<DockerEngine> {
    const host = policy.hosts.get(name);
    if (host === undefined) throw new Error(`host ${name} is not in the configuration`);
    const { address, access } = await whereIs(host, context);
    const engine = await openDockerEngine(name, address, access, { env, sleep: clock.sleep });
    onEnd(engine.close);
    return engine;
  }
}

async function whereIs(
  host: HostPolicy,
  context: CommandContext,
): Promise<{ readonly address: EngineAddress; readonly access: EngineAccess }> {
  const { url, context: dockerContext, insecure } = host;
  if (url === undefined) {
    return readDockerContext(dockerContext ?? '', dirname(context.dockerConfig));
  }
  const address = parseEngineAddress(url);
  if (typeof address === 'string') throw new Error(`host ${host.name} was not checked: ${address}`);
  return {
    address,
    access: { ...accessOf(host, address, context), ...(insecure === true && { isInsecure: true }) },
  };
}

/** What Jenkins bound for the host, masked from now on where it is a secret. */
function accessOf(
  { name, credentials, knownHosts }: HostPolicy,
  { kind }: EngineAddress,
  { env, mask }: CommandContext,
): EngineAccess {
  const known = knownHosts === undefined ? {} : { knownHostsFile: knownHosts };
  if (credentials === undefined) return kind === 'ssh' ? { ssh: known } : {};
  const variables = hostVariables(credentials);
  const required = (variable: string) => {
    const value = env[variable];
    if (value === undefined) throw credentialAbsent(name, credentials, variable, kind);
    return value;
  };
  if (kind !== 'ssh') return { tls: { folder: required(variables.certificates) } };
  const passphrase = env[variables.passphrase] || undefined;
  const username = env[variables.username] || undefined;
  if (passphrase !== undefined) mask.add(passphrase);
  return {
    ssh: {
      identityFile: required(variables.keyFile),
      ...(username !== undefined && { username }),
      ...(passphrase !== undefined && { passphrase }),
      ...known,
    },
  };
}

function credentialAbsent(
  host: string,
  id: string,
  variable: string,
  kind: EngineAddress['kind'],
): Failure {
  const what =
    kind === 'ssh' ? '"SSH Username with private key"' : '"X.509 Client Certificate" (Docker)';
  return new Failure(
    'CREDENTIALS_ABSENT',
    'denied',
    `Host ${host} needs the credential "${id}", and it is not here: ${variable} is not set.`,
    `In Jenkins, the steps bind it: check that a credential of kind ${what} has this id. Elsewhere, set the variable.`,
  );
}
