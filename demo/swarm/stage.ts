import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whatRuns } from '../../engine/docker/what-runs.ts';
import { MANIFEST_MEDIA_TYPES } from '../../engine/oci/media-types.ts';
import { type PublishedImage, type Swarm, startSwarm } from '../../test/support/swarm.ts';

/** By the number of the build; 11 was pushed to qa without us, and 12 does not stay up. */
export type Images = Readonly<Record<9 | 10 | 11 | 12, PublishedImage>>;

/** A swarm with a service of dev and one of qa, the registry that they pull from, and what was built. */
export interface Stage {
  readonly swarm: Swarm;
  readonly images: Images;
  readonly yaml: string;
  /** For what the builds leave. */
  readonly folder: string;
  /** What the tasks of a service run, each image once. */
  runs(service: string): Promise<readonly string[]>;
  /** The digest of that tag, as the registry tells it. */
  latestInQa(): Promise<string | undefined>;
  close(): Promise<void>;
}

const IMAGE = 'shop/checkout';
const FLAGS = ['--replicas', '2', '--update-failure-action', 'rollback'];

export async function openStage(): Promise<Stage> {
  const swarm = await startSwarm();
  const folder = await mkdtemp(join(tmpdir(), 'promote-image swarm '));
  const close = async () => {
    await swarm.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const images = {
      9: await swarm.publish(IMAGE, '9'),
      10: await swarm.publish(IMAGE, '10'),
      11: await swarm.publish(`${IMAGE}-qa`, '11'),
      12: await swarm.publish(IMAGE, '12', ['/bin/sh', '-c', 'exit 3']),
    };
    await swarm.createService('dev_checkout', images[10].reference, FLAGS);
    await swarm.createService('qa_checkout', images[9].reference, FLAGS);
    const yaml = (await readFile(join(import.meta.dirname, 'promotion.yaml'), 'utf8'))
      .replace('unix:///var/run/docker.sock', swarm.engine.address)
      .replace('127.0.0.1:8082', swarm.registry);
    return {
      ...{ swarm, images, yaml, folder, close },
      async runs(service) {
        const tasks = (await whatRuns(swarm.engine, { service })) ?? [];
        return [...new Set(tasks.map(({ image }) => image))];
      },
      async latestInQa() {
        const { username, password } = swarm.credentials;
        const basic = Buffer.from(`${username}:${password}`).toString('base64');
        const url = `http://${swarm.registry}/v2/${IMAGE}-qa/manifests/latest-qa`;
        const headers = {
          authorization: `Basic ${basic}`,
          accept: MANIFEST_MEDIA_TYPES.join(', '),
        };
        const { headers: found } = await fetch(url, { method: 'HEAD', headers });
        return found.get('docker-content-digest') ?? undefined;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
