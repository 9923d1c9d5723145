import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SshAccess } from '../../engine/docker/access.ts';
import { type DockerEngine, hasDockerEngine, startDockerEngine } from '../support/docker-engine.ts';
import { describeWith } from '../support/parts.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { refusalOf } from './engine-tools.ts';
import { openBySsh, startNetwork } from './ssh-host.ts';

const PASSPHRASE = 'open "$HOME" \\ 100 %';
const hasEngine = await hasDockerEngine();

describeWith(['sshd', 'ssh'], 'ssh', () => {
  describe.skipIf(!hasEngine)('to the host of an engine', () => {
    let host: DockerEngine;
    let sshd: Sshd;
    let access: SshAccess;

    beforeAll(async () => {
      host = await startDockerEngine();
      const PATH = dirname(host.command([])[0]);
      sshd = await startSshd({ environment: { PATH, DOCKER_HOST: host.host } });
      const { user, identityFile, knownHostsFile } = sshd;
      access = { username: user, identityFile, knownHostsFile };
    });
    afterAll(async () => {
      await sshd.close();
      await host.close();
    });

    it('carries many requests over one login', async () => {
      const { engine, started } = await openBySsh(sshd.port, access);

      const answers = await Promise.all(
        Array.from({ length: 8 }, () => engine.send({ method: 'GET', path: '/info' })),
      );

      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
      expect(started).toHaveLength(1);
    });

    it('sends as much as one request holds', async () => {
      const { engine } = await openBySsh(sshd.port, access);
      const note = 'x'.repeat(1_000_000);
      const json = { Name: 'large', Labels: { note } };

      await engine.send({ method: 'POST', path: '/volumes/create', json });
      const { body } = await engine.send({ method: 'GET', path: '/volumes/large' });

      expect(JSON.parse(Buffer.from(body).toString())).toMatchObject(json);
    });

    it('ends when the engine is closed', async () => {
      const { engine, started } = await openBySsh(sshd.port, access);

      await engine.close();

      expect(await Promise.all(started.map(({ ended }) => ended))).toHaveLength(1);
    });

    it('learns a passphrase from a program that holds none, and is gone afterwards', async () => {
      const identityFile = await sshd.makeKey('key of shop%2Fcheckout', PASSPHRASE);
      await sshd.authorize(identityFile);
      const signedIn = { ...access, identityFile, passphrase: PASSPHRASE };

      const { engine, started } = await openBySsh(sshd.port, signedIn);
      const [{ args, env }] = started as [(typeof started)[0]];
      const askpass = env['SSH_ASKPASS'] ?? '';
      const program = await readFile(askpass, 'utf8');
      await engine.close();

      expect([...args, program].join('\n')).not.toContain(PASSPHRASE);
      expect(existsSync(dirname(askpass))).toBe(false);
    });

    it('asks again when the connection breaks half-way through an answer', async () => {
      const network = await startNetwork(sshd.port);
      const { engine } = await openBySsh(network.port, access);
      const before = network.received();
      const until = Math.floor(Date.now() / 1000) + 2;

      const events = engine.send({ method: 'GET', path: `/events?until=${until}` });
      await vi.waitUntil(() => network.received() > before + 100);
      network.cut();

      expect(await events).toMatchObject({ status: 200 });
      expect(network.connections()).toBe(2);
    });

    it('gives up when connections keep breaking', async () => {
      const network = await startNetwork(sshd.port, { isUp: false });

      const opening = openBySsh(network.port, access);

      expect(await refusalOf(opening, { [network.port]: '22' })).toMatchInlineSnapshot(`
        "ENGINE_UNREACHABLE (unavailable)
        The Docker engine qa (ssh://127.0.0.1:22) did not answer GET /_ping: ssh ended with 255: kex_exchange_identification: read: Connection reset by peer.
        Check that the engine runs, that host and port are right, and that this agent may reach them (firewall); then run this again."
      `);
      expect(network.connections()).toBe(4);
    });
  });
});
