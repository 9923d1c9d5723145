import { expect } from 'vitest';
import { findService } from '../../engine/docker/services.ts';
import { whatRuns } from '../../engine/docker/what-runs.ts';
import { hexOf, shortDigest } from '../../engine/oci/digest.ts';
import type { JsonObject } from '../../engine/oci/json.ts';
import { type Place, promotionYaml } from '../commands/landscape.ts';
import { promote, succeed } from '../commands/steps.ts';
import { createWorkspace, type Workspace } from '../support/promotion-run.ts';
import { type PublishedImage, type Swarm, startSwarm } from '../support/swarm.ts';
import { documentOf } from './answer.ts';
import { pick, words } from './story-asked.ts';

/** A swarm on which qa runs, and applications of which some images have come there. */
export interface LiveSwarm extends Swarm {
  /** A workspace of an image. @param more of its environments in promotion.yaml */
  application(
    image: string,
    more?: { readonly dev?: JsonObject; readonly qa?: JsonObject },
  ): Promise<Application>;
  /** Waits until an update is over, rolled back or not, and all tasks run an image. */
  runs(service: string, image: string): Promise<void>;
  /** `docker service update`, as somebody does it by hand. */
  beginUpdate(service: string, image: string): Promise<void>;
  /** The same, and its end. */
  update(service: string, image: string): Promise<void>;
  /** A container beside the swarm. */
  run(name: string, image: string): Promise<void>;
  /** Text with what differs from run to run replaced. */
  steady(text: string, images: readonly PublishedImage[]): string;
}

export interface Application {
  readonly workspace: Workspace;
  /** Pushes an image, and records it as that build. */
  build(number: string, command?: readonly string[]): Promise<PublishedImage>;
  /** The same, and promotes it to qa, where it has this reference. */
  buildInQa(number: string, command?: readonly string[]): Promise<PublishedImage>;
}

const DEV = { repository: 'dev/{image}', tags: ['{build}'] };
const QA = {
  from: 'dev',
  repository: 'prod/{image}-qa',
  tags: ['{build}', 'latest-qa'],
  runsOn: 'swarm-qa',
};

/** What an answer prints, in 100 columns but for references, which cannot be broken. */
export async function linesOf(
  workspace: Workspace,
  command: string,
  options: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { log } = await succeed(workspace, command, command, { options });
  for (const line of log.split('\n')) {
    if (line.trim().includes(' ')) expect(line.length, line).toBeLessThanOrEqual(100);
  }
  return log.trimEnd();
}

/** What is adrift in qa, as `imageStatus` says it in JSON. */
export async function driftIn(workspace: Workspace): Promise<string> {
  const document = await documentOf(workspace, 'status', { env: 'qa', live: true });
  return pick(document, 'images.environments.drift')
    .map(
      (drift) => `${words(drift, 'kind')}: ${words(drift, 'because')}\n${words(drift, 'remedy')}`,
    )
    .join('\n');
}

export async function startLiveSwarm(): Promise<LiveSwarm> {
  const swarm = await startSwarm();
  const node = (await swarm.docker(['info', '--format', '{{.Name}}'])).stdout.trim();
  const place: Place = { url: `http://${swarm.registry}`, credentials: swarm.credentials };
  const { username, password } = swarm.credentials;
  const bound = Object.fromEntries(
    ['DEV', 'PROD'].flatMap((name) => [
      [`PROMOTE_IMAGE_NEXUS_${name}_USERNAME`, username],
      [`PROMOTE_IMAGE_NEXUS_${name}_PASSWORD`, password],
    ]),
  );

  const beginUpdate = async (service: string, image: string) => {
    const how = ['--detach', '--no-resolve-image', '--with-registry-auth'];
    await swarm.docker(['service', 'update', ...how, '--image', image, service]);
  };
  const runs = (service: string, image: string) =>
    swarm.until(async () => {
      const tasks = (await whatRuns(swarm.engine, { service })) ?? [];
      const update = (await findService(swarm.engine, service))?.update;
      const isOver = update?.state.endsWith('completed') === true;
      const areRunning = tasks.every((task) => task.image === image && task.state === 'running');
      return isOver && tasks.length > 0 && areRunning;
    });

  return {
    ...swarm,

    async application(image, { dev, qa } = {}) {
      const environments = `
  dev: ${JSON.stringify({ ...DEV, ...dev })}
  qa: ${JSON.stringify({ ...QA, ...qa })}
`;
      const yaml = promotionYaml({ dev: place, prod: place }, environments, image);
      const hosts = `hosts:\n  swarm-qa: { url: '${swarm.engine.address}' }\n  down: { url: 'unix:///run/none.sock' }\n`;
      const workspace = await createWorkspace(yaml + hosts, bound);
      const build = async (number: string, command?: readonly string[]) => {
        const published = await swarm.publish(image, number, command);
        const input = { options: { digest: published.digest }, jenkins: { buildNumber: number } };
        await succeed(workspace, 'record', 'record', input);
        return published;
      };
      return {
        workspace,
        build,
        async buildInQa(number, command) {
          const { digest, tag, repository } = await build(number, command);
          await promote(workspace, 'qa', { options: { fromBuild: number } });
          const name = `${repository}-qa`;
          return { digest, tag, repository: name, reference: `${name}:${tag}@${digest}` };
        },
      };
    },

    beginUpdate,

    async update(service, image) {
      await beginUpdate(service, image);
      await runs(service, image);
    },

    runs,

    async run(name, image) {
      await swarm.docker(['run', '--detach', '--network', 'none', '--name', name, image]);
    },

    steady(text, images) {
      const digests = images.flatMap(({ digest }, i) => {
        const plain = String(i + 1).repeat(64);
        return [
          [hexOf(digest), plain],
          [shortDigest(digest), shortDigest(`sha256:${plain}`)],
        ] as const;
      });
      return [
        ...digests,
        [swarm.registry, 'qa.example.com'] as const,
        [`on ${node}`, 'on node-1'] as const,
      ].reduce((result, [from, to]) => result.replaceAll(from, to), text);
    },
  };
}
