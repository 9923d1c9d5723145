import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDockerContext } from '../../engine/docker/context.ts';
import { type CertificateAuthority, createCertificateAuthority } from '../support/certificates.ts';
import { describeWith } from '../support/parts.ts';
import { refusalOf } from './engine-tools.ts';

const run = promisify(execFile);

describeWith(['dockerd', 'openssl'], 'a Docker context', () => {
  let folder: string;
  let authority: CertificateAuthority;
  const create = (name: string, endpoint: string) =>
    run('docker', ['--config', folder, 'context', 'create', name, '--docker', endpoint]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docker-config-'));
    authority = await createCertificateAuthority();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await authority.close();
  });

  it('names the engine that docker would talk to', async () => {
    await create('uat', 'host=ssh://deploy@swarm-uat');

    const context = await readDockerContext('uat', folder);

    expect(context).toEqual({
      address: { kind: 'ssh', host: 'swarm-uat', user: 'deploy' },
      access: {},
    });
  });

  it('brings the certificates that docker keeps for it', async () => {
    const { certFile, keyFile } = await authority.issue();
    const files = `ca=${authority.certFile},cert=${certFile},key=${keyFile}`;
    await create('production', `host=tcp://swarm:2376,${files}`);

    const { address, access } = await readDockerContext('production', folder);

    expect(address).toEqual({ kind: 'tcp', host: 'swarm', port: 2376 });
    expect(access).toEqual({
      tls: { folder: expect.stringMatching(/contexts\/tls\/[0-9a-f]{64}\/docker$/) },
    });
  });

  it('called default is the socket of this machine', async () => {
    const context = await readDockerContext('default', folder);

    expect(context.address).toEqual({ kind: 'unix', path: '/var/run/docker.sock' });
  });

  it('that is not there is refused with those that are', async () => {
    await create('qa', 'host=ssh://swarm-qa');
    await create('qa-2', 'host=ssh://swarm-qa-2');

    const refusal = await refusalOf(readDockerContext('qa-3', folder), { [folder]: '~/.docker' });

    expect(refusal).toMatchInlineSnapshot(`
      "CONTEXT_UNKNOWN (configuration)
      There is no Docker context "qa-3" in ~/.docker/contexts; there are: production, qa, qa-2, uat.
      Correct the name in promotion.yaml, or run \`docker context create\` as the user of the Jenkins agent."
    `);
  });

  it('is refused where there are none', async () => {
    const empty = join(folder, 'empty');

    const refusal = await refusalOf(readDockerContext('qa', empty), { [empty]: '~/.docker' });

    expect(refusal).toMatchInlineSnapshot(`
      "CONTEXT_UNKNOWN (configuration)
      There is no Docker context "qa" in ~/.docker/contexts; there is none at all.
      Correct the name in promotion.yaml, or run \`docker context create\` as the user of the Jenkins agent."
    `);
  });

  it('of an address that we do not take is refused with the reason', async () => {
    await create('rootless', 'host=ssh://swarm-qa/run/user/1000/docker.sock');

    const refusal = await refusalOf(readDockerContext('rootless', folder));

    expect(refusal).toMatchInlineSnapshot(`
      "CONTEXT_UNREADABLE (configuration)
      The Docker context "rootless" cannot be used: The address ends after host and port.
      Look at \`docker context inspect rootless\`."
    `);
  });
});
