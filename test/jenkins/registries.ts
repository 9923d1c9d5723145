import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type Landscape,
  PASSWORDS,
  type Place,
  promotionYaml,
  push,
} from '../commands/landscape.ts';
import { buildImage } from '../support/images/build-image.ts';
import type { Build, BuildOutcome } from '../support/jenkinsfile.ts';
import { startRegistry } from '../support/registry/start-registry.ts';

const BUNDLE = join(import.meta.dirname, '..', '..', 'resources', 'promote-image', 'engine.cjs');

export const image = buildImage();
export const digest = image.root.digest;

/** A Jenkins whose jobs use the real engine, with two registries that sign in. */
export interface Jenkins {
  readonly landscape: Landscape;
  readonly close: () => Promise<void>;
  /** What every build has; alice starts it. */
  readonly build: Omit<Partial<Build>, 'source'> & {
    readonly source: Readonly<Record<string, string>>;
  };
}

/**
 * A Jenkins that ends with the test; see `startJenkins`.
 * @param environments of promotion.yaml; the image of build 10 is in the first of them
 */
export async function jenkinsWith(environments: string): Promise<Jenkins> {
  const jenkins = await startJenkins(environments);
  onTestFinished(jenkins.close);
  return jenkins;
}

export async function startJenkins(environments: string): Promise<Jenkins> {
  const servers = await Promise.all(
    (['dev', 'prod'] as const).map((name) =>
      startRegistry({
        repositories: { [`docker-${name}`]: {} },
        users: { [name]: { password: PASSWORDS[name] } },
      }),
    ),
  );
  const [dev, prod] = servers.map((server, i): Place => {
    const name = i === 0 ? 'dev' : 'prod';
    return {
      url: server.url(`docker-${name}`),
      credentials: { username: name, password: PASSWORDS[name] },
    };
  }) as [Place, Place];
  await push(dev, image, ['10']);
  return {
    landscape: { dev, prod },
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
    build: {
      engine: BUNDLE,
      source: {
        'promotion.yaml': promotionYaml({ dev, prod }, environments),
        'build/digest': `${digest}\n`,
      },
      credentials: {
        'nexus-dev': { username: 'dev', password: PASSWORDS.dev },
        'nexus-prod': { username: 'prod', password: PASSWORDS.prod },
      },
      causes: [{ _class: 'hudson.model.Cause$UserIdCause', userId: 'alice', userName: 'Alice' }],
      buildNumber: 10,
      jobName: 'shop',
      commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
      path: process.env['PATH'] ?? '',
    },
  };
}

/** A file that the build archived of a run; undefined when there is none. */
export async function archived(
  { archive }: BuildOutcome,
  run: string,
  file: string,
): Promise<string | undefined> {
  const folder = join(archive, '.promote-image', run);
  const files: readonly string[] = await readdir(folder).catch(() => []);
  return files.includes(file) ? readFile(join(folder, file), 'utf8') : undefined;
}
