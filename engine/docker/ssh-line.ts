import type { Socket } from 'node:net';
import type { SshAccess } from './access.ts';
import type { EngineAddress } from './address.ts';
import { writeAskpass } from './askpass.ts';
import type { Line } from './line.ts';
import { sshFailure } from './ssh-failures.ts';
import { startProgram } from './start-program.ts';
import type { EngineTools } from './tools.ts';

/** Where ssh goes. */
type SshAddress = EngineAddress & { readonly kind: 'ssh' };

/** A login takes longer than most requests; undici would make another for a request that follows at once. */
const CONNECTIONS = 1;

/** Each connection is one ssh, on whose far side docker passes on to its engine what we say. */
export async function openSshLine(
  address: SshAddress,
  access: SshAccess,
  { env, startProgram: start = startProgram }: EngineTools,
): Promise<Pick<Line, 'connect' | 'connections' | 'explain' | 'close'>> {
  const askpass =
    access.passphrase === undefined ? undefined : await writeAskpass(access.passphrase);
  const args = sshArguments(address, access);
  const running = new Set<Promise<void>>();

  const dial = async () => {
    const { pipe, ended } = await start('ssh', args, { ...env, ...askpass?.env });
    running.add(ended);
    void ended.finally(() => running.delete(ended));
    return pipe;
  };

  return {
    // undici asks of a socket no more than of any stream; its types name only Node's sockets.
    connect: (_, answer) => {
      dial().then(
        (pipe) => answer(null, pipe as unknown as Socket),
        (error) => answer(error, null),
      );
    },
    connections: CONNECTIONS,
    explain: sshFailure,
    close: async () => {
      await Promise.all(running);
      await askpass?.remove();
    },
  };
}

/** Host keys are always checked, and nothing is ever asked of a terminal; no secret is among these. */
function sshArguments(
  { host, port, user }: SshAddress,
  { identityFile, passphrase, username, knownHostsFile }: SshAccess,
): readonly string[] {
  const login = user ?? username;
  const options = [
    // In batch mode ssh asks for no passphrase, not even its askpass program.
    ...(passphrase === undefined
      ? ['BatchMode=yes']
      : ['PreferredAuthentications=publickey', 'NumberOfPasswordPrompts=1']),
    'ConnectTimeout=10',
    'ServerAliveInterval=15',
    'LogLevel=ERROR',
    ...(identityFile === undefined
      ? []
      : ['IdentitiesOnly=yes', `IdentityFile=${quoted(identityFile)}`]),
    ...(knownHostsFile === undefined
      ? []
      : ['StrictHostKeyChecking=yes', `UserKnownHostsFile=${quoted(knownHostsFile)}`]),
  ];
  return [
    '-T',
    ...options.flatMap((option) => ['-o', option]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(login === undefined ? [] : ['-l', login]),
    ...['--', host, 'docker', 'system', 'dial-stdio'],
  ];
}

/** As ssh_config takes a path: Jenkins' workspaces hold `%2F` and spaces. */
function quoted(path: string): string {
  return `"${path.replace(/%/g, '%%')}"`;
}
