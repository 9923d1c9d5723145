import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDockerEngine } from '../../engine/docker/connect.ts';
import type { DockerEngine } from '../../engine/docker/engine.ts';
import { hasDockerEngine, startDockerEngine } from '../support/docker-engine.ts';
import { refusalOf, tools } from './engine-tools.ts';
import { startPeerEngine } from './peer-engine.ts';

describe.skipIf(!(await hasDockerEngine()))('an engine at a socket', () => {
  let host: Awaited<ReturnType<typeof startDockerEngine>>;
  let engine: DockerEngine;

  beforeAll(async () => {
    host = await startDockerEngine();
    engine = await openDockerEngine('dev', { kind: 'unix', path: host.socket }, {}, tools);
  });
  afterAll(async () => {
    await engine.close();
    await host.close();
  });

  it('answers', async () => {
    const { status, header, body } = await engine.send({ method: 'GET', path: '/version' });

    expect(status).toBe(200);
    expect(header('Content-Type')).toBe('application/json');
    expect(JSON.parse(Buffer.from(body).toString())).toHaveProperty('ApiVersion');
  });

  it('takes JSON', async () => {
    const json = { Name: 'promoted', Labels: { by: 'us' } };

    const created = await engine.send({ method: 'POST', path: '/volumes/create', json });
    const { body } = await engine.send({ method: 'GET', path: '/volumes/promoted' });

    expect(created.status).toBe(201);
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject(json);
  });

  it('gives any status as its answer', async () => {
    const { status, body } = await engine.send({ method: 'GET', path: '/containers/none/json' });

    expect(status).toBe(404);
    expect(Buffer.from(body).toString()).toContain('No such container: none');
  });
});

describe('opening an engine', () => {
  it('asks for the API that the engine has', async () => {
    const newer = await startPeerEngine(() => ({}), { headers: { 'api-version': '1.52' } });
    const older = await startPeerEngine(() => ({}), { headers: { 'api-version': '1.41' } });

    for (const { open } of [newer, older]) {
      const engine = await open();
      await engine.send({ method: 'GET', path: '/services' });
    }

    expect(newer.peer.log).toEqual(['GET /_ping', 'GET /v1.52/services']);
    expect(older.peer.log).toEqual(['GET /_ping', 'GET /v1.41/services']);
  });

  it('is refused where the engine is too old', async () => {
    const { open, names } = await startPeerEngine(() => ({}), {
      headers: { 'api-version': '1.9' },
    });

    expect(await refusalOf(open(), names)).toMatchInlineSnapshot(`
      "ENGINE_TOO_OLD (unavailable)
      The Docker engine dev (tcp://127.0.0.1:2375) knows the API up to 1.9; we need 1.41.
      Bring that host to Docker 20.10 or later."
    `);
  });

  it('is refused where something else answers', async () => {
    const { open, names } = await startPeerEngine(() => ({}), { status: 404, body: 'not\nfound' });

    expect(await refusalOf(open(), names)).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      What answers at dev (tcp://127.0.0.1:2375) is no Docker engine (HTTP 404: not found).
      Check the address of the host in promotion.yaml; an engine that asks for TLS needs a credential with client certificates."
    `);
  });

  it('is refused where a proxy or plugin lets nobody in', async () => {
    const ping = { status: 403, body: 'authorization denied by plugin' };
    const { open, names } = await startPeerEngine(() => ({}), ping);

    expect(await refusalOf(open(), names)).toMatchInlineSnapshot(`
      "ENGINE_DENIED (denied)
      The Docker engine dev (tcp://127.0.0.1:2375) does not let us in (HTTP 403: authorization denied by plugin).
      Ask who runs the authorization plugin, or the proxy before the engine, for access to services, tasks, containers and images."
    `);
  });

  it('is refused where nothing listens', async () => {
    const opening = openDockerEngine('dev', { kind: 'tcp', host: '127.0.0.1', port: 1 }, {}, tools);

    expect(await refusalOf(opening)).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      The Docker engine dev (tcp://127.0.0.1:1) did not answer GET /_ping: connect ECONNREFUSED 127.0.0.1:1.
      Check that the engine runs, that host and port are right, and that this agent may reach them (firewall); then run this again."
    `);
  });

  it('is refused where the socket is not there', async () => {
    const address = { kind: 'unix', path: '/run/no-such/docker.sock' } as const;

    const refusal = await refusalOf(openDockerEngine('dev', address, {}, tools));

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      No Docker engine listens at dev (unix:///run/no-such/docker.sock) (ENOENT).
      Start it (\`systemctl start docker\`) or correct the path in promotion.yaml; an agent in a container sees the socket only where it is mounted."
    `);
  });

  it('is refused where nobody serves the socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'socket-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'docker.sock');
    await writeFile(path, '');

    const opening = openDockerEngine('dev', { kind: 'unix', path }, {}, tools);

    expect(await refusalOf(opening, { [folder]: '/run' })).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      No Docker engine listens at dev (unix:///run/docker.sock) (ECONNREFUSED).
      Start it (\`systemctl start docker\`) or correct the path in promotion.yaml; an agent in a container sees the socket only where it is mounted."
    `);
  });

  it('is refused where the socket is for other users', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'socket-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'docker.sock');
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    await chmod(folder, 0);

    const opening = asAnybody(() => openDockerEngine('dev', { kind: 'unix', path }, {}, tools));

    expect(await refusalOf(opening, { [folder]: '/run' })).toMatchInlineSnapshot(`
      "ENGINE_DENIED (denied)
      We may not use the socket of the Docker engine dev (unix:///run/docker.sock) (EACCES).
      Add the user that runs the Jenkins agent to the group that owns the socket, usually \`docker\`, and start the agent again. Its members are as good as root."
    `);
  });

  it('over the network without TLS is refused', async () => {
    const address = { kind: 'tcp', host: 'swarm-qa', port: 2375 } as const;

    const refusal = await refusalOf(openDockerEngine('qa', address, {}, tools));

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_INSECURE (configuration)
      The Docker engine qa (tcp://swarm-qa:2375) would be asked without TLS: anybody on the network could do the same, and whoever controls an engine is root on its host.
      Give the host a credential with client certificates, or reach it by ssh://. Where the network is your own, say \`insecure: true\` for the host."
    `);
  });
});

/** Root may use any socket. */
async function asAnybody<Result>(action: () => Promise<Result>): Promise<Result> {
  if (process.getuid?.() !== 0) return action();
  process.seteuid?.('nobody');
  return action().finally(() => process.seteuid?.(0));
}
