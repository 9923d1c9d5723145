import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { SshAccess } from '../../engine/docker/access.ts';
import { openDockerEngine } from '../../engine/docker/connect.ts';
import { findFreePort } from '../support/free-port.ts';
import { describeWith } from '../support/parts.ts';
import { type Sshd, type SshdOptions, startSshd } from '../support/sshd.ts';
import { refusalOf, tools } from './engine-tools.ts';
import { openBySsh } from './ssh-host.ts';

describeWith(['sshd', 'ssh', 'dockerd'], 'ssh', () => {
  let sshd: Sshd;
  let access: SshAccess;
  const refusalWith = (other: SshAccess, port = sshd.port, env = process.env) =>
    refusalOf(openBySsh(port, { ...access, ...other }, env), namesOf(sshd, port));

  beforeAll(async () => {
    sshd = await startSshd({ environment: { PATH: '/usr/bin' } });
    access = accessTo(sshd);
  });
  afterAll(() => sshd.close());

  it('is refused with a key that the host does not know', async () => {
    const identityFile = await sshd.makeKey('strange');

    expect(await refusalWith({ identityFile })).toMatchInlineSnapshot(`
      "ENGINE_DENIED (denied)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: deploy@127.0.0.1: Permission denied (publickey).
      Check the user of the address, and that the public half of the credential's key stands in its ~/.ssh/authorized_keys on the host; a key with a passphrase needs the passphrase in the credential too."
    `);
  });

  it('is refused with another passphrase', async () => {
    const identityFile = await sshd.makeKey('locked', 'secret');
    await sshd.authorize(identityFile);

    const refusal = await refusalWith({ identityFile, passphrase: 'wrong' });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_DENIED (denied)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: deploy@127.0.0.1: Permission denied (publickey).
      Check the user of the address, and that the public half of the credential's key stands in its ~/.ssh/authorized_keys on the host; a key with a passphrase needs the passphrase in the credential too."
    `);
  });

  it('is refused with a file that is no key', async () => {
    const identityFile = join(dirname(sshd.identityFile), 'not-a-key');
    await writeFile(identityFile, 'a key', { mode: 0o600 });

    expect(await refusalWith({ identityFile })).toMatchInlineSnapshot(`
      "ENGINE_DENIED (denied)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: Load key "/home/jenkins/not-a-key": error in libcrypto.
      The file of the host's credential has to be an unchanged private key, with the line break at its end, that only its owner may read."
    `);
  });

  it('trusts no host that is unknown', async () => {
    const knownHostsFile = join(dirname(sshd.identityFile), 'none');
    await writeFile(knownHostsFile, '');

    expect(await refusalWith({ knownHostsFile })).toMatchInlineSnapshot(`
      "ENGINE_UNTRUSTED (unavailable)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: Host key verification failed.
      Add the host to the known hosts (\`ssh-keyscan -p <port> <host>\`) after comparing the fingerprint with the one on the host (\`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\`)."
    `);
  });

  it('trusts no host that is unknown when it could ask for a passphrase', async () => {
    const identityFile = await sshd.makeKey('second', 'secret');
    const { knownHostsFile: _, ...own } = { ...access, identityFile, passphrase: 'secret' };
    const home = { ...process.env, HOME: '/no-such-home' };

    const refusal = await refusalOf(openBySsh(sshd.port, own, home), namesOf(sshd, sshd.port));

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNTRUSTED (unavailable)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: Host key verification failed.
      Add the host to the known hosts (\`ssh-keyscan -p <port> <host>\`) after comparing the fingerprint with the one on the host (\`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\`)."
    `);
  });

  it('trusts no host whose key has changed', async () => {
    const knownHostsFile = join(dirname(sshd.identityFile), 'others');
    const key = await readFile(`${sshd.identityFile}.pub`, 'utf8');
    await writeFile(knownHostsFile, `[127.0.0.1]:${sshd.port} ${key}`);

    expect(await refusalWith({ knownHostsFile })).toMatchInlineSnapshot(`
      "ENGINE_UNTRUSTED (unavailable)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED.
      Somebody else may answer at this address. Where the host was really set up anew, replace its line in the known hosts after comparing the fingerprint on the host."
    `);
  });

  it('is refused where no sshd listens', async () => {
    expect(await refusalWith({}, await findFreePort())).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: ssh: connect to host 127.0.0.1 port 22: Connection refused.
      Check that the host is up, that its sshd listens at this port, and that this agent may reach it (firewall)."
    `);
  });

  it('is refused where there is no such host', async () => {
    const address = { kind: 'ssh', host: 'swarm-qa.invalid' } as const;

    const refusal = await refusalOf(openDockerEngine('qa', address, { ssh: access }, tools));

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      The Docker engine qa (ssh://swarm-qa.invalid) was not reached: ssh: Could not resolve hostname swarm-qa.invalid: Name or service not known.
      Check the spelling of the host in promotion.yaml, and that the agent can look it up: a name of somebody's ~/.ssh/config is known to that user alone."
    `);
  });

  it('is refused on an agent that has no ssh', async () => {
    const refusal = await refusalWith({}, sshd.port, { PATH: '/no-such-folder' });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      The Docker engine qa (ssh://127.0.0.1:22) is reached by ssh, which this agent does not have (ENOENT).
      Install the OpenSSH client on the agent (\`apt-get install openssh-client\`), or use an agent that has it."
    `);
  });
});

describeWith(['sshd', 'ssh', 'dockerd'], 'a host behind ssh', () => {
  it('is refused where it has no docker', async () => {
    const refusal = await refusalBy({ environment: { PATH: '/no-such-folder' } });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: bash: line 1: docker: command not found.
      Install the docker client on that host, in a folder that is on the PATH of a login without a terminal (\`ssh <host> docker version\` shows whether it is)."
    `);
  });

  it('is refused where its engine does not run', async () => {
    const DOCKER_HOST = 'unix:///no-such-folder/docker.sock';

    const refusal = await refusalBy({ environment: { PATH: '/usr/bin', DOCKER_HOST } });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: failed to open the raw stream connection: dial unix /no-such-folder/docker.sock: connect: no such file or directory.
      Start the engine on that host (\`systemctl start docker\`), and look at its log."
    `);
  });

  it('is refused where its engine is for other users', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'socket-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const server = createServer().listen(join(folder, 'docker.sock'));
    onTestFinished(() => void server.close());
    await chmod(folder, 0);
    const environment = { PATH: '/usr/bin', DOCKER_HOST: `unix://${folder}/docker.sock` };
    // Root may use any socket.
    const asAnybody = process.getuid?.() === 0 ? 'setpriv --reuid=65534 --clear-groups ' : '';

    const refusal = await refusalBy({
      environment,
      command: `HOME=/ ${asAnybody}docker system dial-stdio`,
    });

    expect(refusal.replace(folder, '/run')).toMatchInlineSnapshot(`
      "ENGINE_DENIED (denied)
      The Docker engine qa (ssh://127.0.0.1:22) was not reached: failed to open the raw stream connection: dial unix /run/docker.sock: connect: permission denied.
      Add the user we sign in as to the group \`docker\` of that host. Its members are as good as root there."
    `);
  });

  it('is refused where its shell has something to say', async () => {
    const refusal = await refusalBy({ command: 'echo Welcome to qa-1' });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      What comes from qa (ssh://127.0.0.1:22) by ssh is no answer of a Docker engine: Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/).
      If the shell of that user greets it (~/.bashrc, /etc/profile), let it do so at a terminal alone; \`ssh -T <host> true\` has to print nothing."
    `);
  });
});

async function refusalBy(options: SshdOptions): Promise<string> {
  const sshd = await startSshd(options);
  onTestFinished(sshd.close);
  return refusalOf(openBySsh(sshd.port, accessTo(sshd)), namesOf(sshd, sshd.port));
}

const accessTo = ({ user, identityFile, knownHostsFile }: Sshd): SshAccess => ({
  ...{ username: user, identityFile, knownHostsFile },
});

const namesOf = ({ user, identityFile }: Sshd, port: number) => ({
  [dirname(identityFile)]: '/home/jenkins',
  [`:${port}`]: ':22',
  [`port ${port}`]: 'port 22',
  [`${user}@`]: 'deploy@',
});
