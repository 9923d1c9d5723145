import { readdir, readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whatRuns } from '../../engine/docker/what-runs.ts';
import { recordsOf } from '../commands/contents.ts';
import { boundVariables, type Place, promotionYaml } from '../commands/landscape.ts';
import { hasDockerEngine } from '../support/docker-engine.ts';
import { describeWith, type Part, partPath } from '../support/parts.ts';
import { createWorkspace, type Workspace } from '../support/promotion-run.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { type Swarm, startSwarm } from '../support/swarm.ts';

const BUNDLE = `${import.meta.dirname}/../../resources/promote-image/engine.cjs`;
const NODES: readonly Part[] = ['node-20.18.1', 'node-24'];
const hasEngine = await hasDockerEngine();

describeWith([...NODES, 'sshd', 'ssh'], 'the built file', () => {
  describe.skipIf(!hasEngine)('on a swarm', () => {
    let swarm: Swarm;
    let place: Place;
    let other: string;
    let sshd: Sshd;
    let bound: Readonly<Record<string, string>>;

    beforeAll(async () => {
      swarm = await startSwarm();
      other = (await swarm.publish('others/placeholder', '0')).reference;
      place = { url: `http://${swarm.registry}`, credentials: swarm.credentials };
      const PATH = ['/usr/bin', process.env['PATH']].join(delimiter);
      sshd = await startSshd({ environment: { PATH, DOCKER_HOST: swarm.engine.address } });
      bound = {
        ...boundVariables({ dev: place, prod: place }),
        PROMOTE_IMAGE_SWARM_KEY_FILE: sshd.identityFile,
        PROMOTE_IMAGE_SWARM_KEY_USERNAME: sshd.user,
      };
    });
    afterAll(async () => {
      await sshd.close();
      await swarm.close();
    });

    it.each([
      ['node-20.18.1', 'oldest'],
      ['node-24', 'current'],
    ] as const)('promotes what a service runs to another service, on %s', async (node, name) => {
      const workspace = await workspaceOf(name, { url: swarm.engine.address });
      const { digest, reference } = await swarm.publish(name, '10');
      await swarm.createService(`dev_${name}`, reference);
      await runOther(`qa_${name}`);
      const toQa = { env: 'qa', from: { service: `dev_${name}` } };

      const runs = [
        await engine(workspace, 'record', 'record', { digest }, node),
        await engine(workspace, 'plan', 'promote-qa', toQa, node),
        await engine(workspace, 'promote', 'promote-qa', toQa, node),
      ];

      expect(runs.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
        [0, ''],
        [0, ''],
        [0, ''],
      ]);
      expect(await imagesOf(`qa_${name}`)).toEqual([`${swarm.registry}/${name}-qa:10@${digest}`]);
      expect(await recordsOf(place, `${name}-qa`)).toContain('deployment-succeeded');
    });

    it('ends by itself once it has told a host by ssh, and leaves no ssh behind', async () => {
      const { workspace, digest } = await recordedFor('far');
      await runOther('qa_far');

      const { exitCode, stdout } = await engine(workspace, 'promote', 'promote-qa', { env: 'qa' });
      const left = await runningSsh();

      expect(exitCode, stdout).toBe(0);
      expect(await imagesOf('qa_far')).toEqual([`${swarm.registry}/far-qa:10@${digest}`]);
      expect(left).toEqual([]);
    });

    it('takes ssh along when it is ended while a service is updated, and goes on when it is run again', {
      timeout: 60_000,
    }, async () => {
      const { workspace, digest } = await recordedFor('ended');
      await runOther('qa_ended', ['--update-monitor', '4s']);
      const pinned = `${swarm.registry}/ended-qa:10@${digest}`;

      const ended = start(workspace, 'promote', 'promote-qa');
      await swarm.until(async () => (await imagesOf('qa_ended')).includes(pinned));
      const before = await runningSsh();
      ended.kill('SIGTERM');
      const { signal } = await ended;
      await swarm.until(async () => (await runningSsh()).length === 0);
      const again = await start(workspace, 'promote', 'promote-qa');

      expect(before).toHaveLength(1);
      expect(signal).toBe('SIGTERM');
      expect(again.exitCode, again.stdout).toBe(0);
      expect(await imagesOf('qa_ended')).toEqual([pinned]);
    });

    function workspaceOf(name: string, host: object): Promise<Workspace> {
      const environments = `
  dev: { repository: 'dev/{image}', tags: ['{build}'], runsOn: swarm }
  qa:
    from: dev
    repository: prod/{image}-qa
    tags: ['{build}']
    runsOn: swarm
    deploy: [{ kind: swarm, service: qa_${name} }]
`;
      const yaml = promotionYaml({ dev: place, prod: place }, environments, name);
      return createWorkspace(`${yaml}hosts: { swarm: ${JSON.stringify(host)} }\n`);
    }

    /** An image whose promotion is planned; the host of its qa is reached by ssh. */
    async function recordedFor(name: string) {
      const workspace = await workspaceOf(name, {
        url: `ssh://127.0.0.1:${sshd.port}`,
        credentials: 'swarm-key',
        knownHosts: sshd.knownHostsFile,
      });
      const { digest } = await swarm.publish(name, '10');
      const recorded = await engine(workspace, 'record', 'record', { digest });
      const planned = await engine(workspace, 'plan', 'promote-qa', { env: 'qa' });
      expect([recorded.exitCode, planned.exitCode], planned.stderr).toEqual([0, 0]);
      return { workspace, digest };
    }

    /** A service with an image that is to be replaced. */
    async function runOther(service: string, flags?: readonly string[]): Promise<void> {
      await swarm.createService(service, other, flags);
    }

    /** What the tasks of a service run, each image once. */
    async function imagesOf(service: string): Promise<readonly string[]> {
      const tasks = (await whatRuns(swarm.engine, { service })) ?? [];
      return [...new Set(tasks.map(({ image }) => image))];
    }

    /** The command lines of all clients of our sshd. */
    async function runningSsh(): Promise<readonly string[]> {
      const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      const lines = numbers.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
      return (await Promise.all(lines)).filter((line) => line.includes(`\0-p\0${sshd.port}\0`));
    }

    async function engine(
      workspace: Workspace,
      command: string,
      run: string,
      options: object,
      node?: Part,
    ) {
      const jenkins = { buildNumber: 10, jobName: 'shop', result: 'SUCCESS', requester: 'alice' };
      const request = JSON.stringify({ command, options, jenkins });
      await workspace.write(`.promote-image/${run}/request.json`, request);
      return start(workspace, command, run, node);
    }

    /** Starts it with the request that is there. */
    function start(
      { folder }: Workspace,
      command: string,
      run: string,
      node: Part = 'node-20.18.1',
    ) {
      const request = `.promote-image/${run}/request.json`;
      return execa(partPath(node), [BUNDLE, command, '--request', request], {
        cwd: folder,
        env: bound,
        reject: false,
      });
    }
  });
});
