import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import type { BuiltImage } from '../support/images/built-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { type Build, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const ENGINE = join(CHECKOUT, 'resources', 'promote-image', 'engine.cjs');
const ACCOUNTS = {
  'nexus-dev': { username: 'jenkins', password: 'dev word/1' },
  'nexus-prod': { username: 'promoter', password: 'prod word/2' },
};
const ACCEPTS = { user: 'carol', values: { VERDICT: 'accepted', REASON: 'all cases pass' } };
const REJECTS = { user: 'carol', values: { VERDICT: 'rejected', REASON: 'totals are wrong' } };
const APPROVES = { user: 'bob', groups: ['uat-leads'], values: { COMMENT: 'go' } };

describeWith(
  ['java', 'mvn', 'docker-registry', 'htpasswd'],
  'Jenkinsfile.example on the bundle and two registries with accounts of their own',
  () => {
    let dev: DockerRegistry;
    let prod: DockerRegistry;

    beforeAll(async () => {
      [dev, prod] = await Promise.all(
        Object.values(ACCOUNTS).map(({ username, password }) =>
          startDockerRegistry({ users: { [username]: password } }),
        ) as [Promise<DockerRegistry>, Promise<DockerRegistry>],
      );
    });
    afterAll(async () => {
      await Promise.all([dev.close(), prod.close()]);
    });

    it.each([true, false])(
      'promotes what it built, with the iterator shim %s',
      async (iteratorShim) => {
        const number = iteratorShim ? 10 : 11;
        const image = await built(number);

        const build = await runJenkinsfile({
          ...(await example(image, number)),
          inputs: [ACCEPTS, APPROVES],
          iteratorShim,
        });

        const reference = `${new URL(prod.url).host}/shop/checkout@${image.root.digest}`;
        expect(build.error).toBeNull();
        expect(build.env['PROMOTED_IMAGE']).toBe(reference);
        expect(build.env['PROMOTED_IMAGE_UAT']).toBe(reference);
        expect(await archived(build.archive, 'promote-uat/reference.txt')).toBe(`${reference}\n`);
        expect(await digestAt(prod, 'nexus-prod', 'shop/checkout', `${number}-uat`)).toBe(
          image.root.digest,
        );
        expect(build.log).not.toMatch(/(dev|prod) word/);
      },
    );

    it('does not promote what QA rejected, and says why', async () => {
      const image = await built(12);

      const build = await runJenkinsfile({ ...(await example(image, 12)), inputs: [REJECTS] });

      expect(build.result).toBe('FAILURE');
      expect(build.error).toContain('Rejected by carol on ');
      expect(build.error).toContain('totals are wrong');
      expect(await digestAt(prod, 'nexus-prod', 'shop/checkout', '12-uat')).toBeNull();
      expect(await archived(build.archive, 'promote-uat/message.txt')).toBe(`${build.error}\n`);
    });

    it('passes an aborted approval on as an aborted build, and moves no tag', async () => {
      const image = await built(13);

      const build = await runJenkinsfile({
        ...(await example(image, 13)),
        inputs: [ACCEPTS, { user: 'bob', abort: true }],
      });

      expect(build.result).toBe('ABORTED');
      expect(await digestAt(prod, 'nexus-prod', 'shop/checkout', '13-uat')).toBeNull();
    });

    async function built(number: number): Promise<BuiltImage> {
      const platforms = ['linux/amd64', 'linux/arm64'];
      const image = buildImage({ platforms, seed: `build ${number}` });
      const target = { url: dev.url, repository: 'shop/checkout' };
      await pushImage({ ...target, credentials: ACCOUNTS['nexus-dev'] }, image, [String(number)]);
      return image;
    }

    async function example({ root }: BuiltImage, buildNumber: number): Promise<Build> {
      const yaml = await readFile(join(CHECKOUT, 'demo', 'promotion.yaml'), 'utf8');
      const metadata = JSON.stringify({ 'containerimage.digest': root.digest });
      return {
        jenkinsfile: await readFile(join(CHECKOUT, 'Jenkinsfile.example'), 'utf8'),
        engine: ENGINE,
        source: {
          'promotion.yaml': yaml
            .replace('http://127.0.0.1:8082', dev.url)
            .replace('http://127.0.0.1:8083', prod.url),
          'build-image': `#!/bin/sh\nmkdir -p build && echo '${metadata}' > build/image.json\n`,
        },
        credentials: ACCOUNTS,
        causes: [{ _class: 'hudson.model.Cause$UserIdCause', userId: 'alice', userName: 'Alice' }],
        buildNumber,
        path: process.env['PATH'] ?? '',
      };
    }
  },
);

function archived(archive: string, path: string): Promise<string> {
  return readFile(join(archive, '.promote-image', path), 'utf8');
}

async function digestAt(
  registry: DockerRegistry,
  account: keyof typeof ACCOUNTS,
  repository: string,
  tag: string,
): Promise<string | null> {
  const { username, password } = ACCOUNTS[account];
  const answer = await fetch(`${registry.url}/v2/${repository}/manifests/${tag}`, {
    headers: {
      accept: 'application/vnd.oci.image.index.v1+json',
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    },
  });
  await answer.arrayBuffer();
  return answer.headers.get('docker-content-digest');
}
