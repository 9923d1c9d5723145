import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from './free-port.ts';
import { partPath } from './parts.ts';

const run = promisify(execFile);

export interface SshdOptions {
  /** What a login finds in its environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs instead of what the client asks for, which it finds in SSH_ORIGINAL_COMMAND. */
  readonly command?: string;
}

/** An ssh server on loopback that lets the user in who runs the tests. */
export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** The private key that it knows. */
  readonly identityFile: string;
  /** Holds its host key, for any port of loopback. */
  readonly knownHostsFile: string;
  /** The file of a new private key, which it does not know. */
  makeKey(name: string, passphrase?: string): Promise<string>;
  /** Lets the owner of this key in too. */
  authorize(identityFile: string): Promise<void>;
  close(): Promise<void>;
}

export async function startSshd({ environment = {}, command }: SshdOptions): Promise<Sshd> {
  // sshd of root insists on it; a package makes it when the machine starts.
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'sshd-'));
  const at = (name: string) => join(folder, name);
  const makeKey = async (name: string, passphrase = '') => {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', at(name)]);
    return at(name);
  };
  const authorize = async (identityFile: string) => {
    await writeFile(at('authorized_keys'), await readFile(`${identityFile}.pub`), { flag: 'a' });
  };
  await makeKey('host');
  const identityFile = await makeKey('client');
  await authorize(identityFile);

  const port = await findFreePort();
  const [type, key] = (await readFile(at('host.pub'), 'utf8')).split(' ');
  const knownHostsFile = at('known_hosts');
  await writeFile(knownHostsFile, `[127.0.0.1]:* ${type} ${key}\n`);
  const variables = Object.entries(environment).map((variable) => `"${variable.join('=')}"`);
  const settings = [
    ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey "${at('host')}"`, 'PidFile none'],
    ...[`AuthorizedKeysFile "${at('authorized_keys')}"`, 'StrictModes no', 'PermitRootLogin yes'],
    ...['UsePAM no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no'],
    ...['LogLevel VERBOSE', 'PrintMotd no'],
    ...(variables.length === 0 ? [] : [`SetEnv ${variables.join(' ')}`]),
    ...(command === undefined ? [] : [`ForceCommand ${command}`]),
  ];
  await writeFile(at('sshd_config'), `${settings.join('\n')}\n`);
  const server = spawn(partPath('sshd'), ['-D', '-e', '-f', at('sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listens(server);

  return {
    ...{ port, user: userInfo().username, identityFile, knownHostsFile, makeKey, authorize },
    async close() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listens(server: ChildProcess): Promise<void> {
  let log = '';
  for await (const text of server.stderr ?? []) {
    log += text;
    if (log.includes('Server listening on')) {
      server.stderr?.resume();
      return;
    }
  }
  throw new Error(`sshd ended:\n${log}`);
}
