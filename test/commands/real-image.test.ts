import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { buildBusyboxImage } from '../support/images/busybox-image.ts';
import { describeWith } from '../support/parts.ts';
import { dockerLandscape, type Place, push, workspaceIn } from './landscape.ts';
import { approvedBy, promote, succeed } from './steps.ts';

const run = promisify(execFile);

describeWith(
  ['docker-registry', 'htpasswd', 'umoci', 'busybox', 'skopeo'],
  'a real image of two platforms',
  () => {
    it('is the same, byte for byte, in the registry that it was promoted to', async () => {
      const landscape = await dockerLandscape();
      const workspace = await workspaceIn(landscape);
      const image = await buildBusyboxImage();
      const { digest } = image.root;
      await push(landscape.dev, image, ['10']);
      await succeed(workspace, 'record', 'record', { options: { digest } });
      await promote(workspace, 'qa');
      await succeed(workspace, 'verdict', 'verdict', { options: { is: 'accepted', by: 'carol' } });

      await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });

      expect(image.manifests.length).toBe(3);
      for (const manifest of image.manifests) {
        const source = await inspect(landscape.dev, `@${manifest.digest}`);
        const destination = await inspect(landscape.prod, `@${manifest.digest}`);
        expect(destination).toEqual(manifest.bytes);
        expect(destination).toEqual(source);
      }
      expect(await inspect(landscape.prod, ':10-uat')).toEqual(image.root.bytes);
      const platforms = await Promise.all(
        ['amd64', 'arm64'].map((architecture) => architectureOf(landscape.prod, architecture)),
      );
      expect(platforms).toEqual(['amd64', 'arm64']);
    });
  },
);

/** The manifest as skopeo gets it. */
async function inspect(place: Place, reference: string): Promise<Buffer> {
  const { stdout } = await run('skopeo', ['inspect', '--raw', ...addressed(place, reference)], {
    encoding: 'buffer',
  });
  return stdout;
}

/** What the config of one platform says: skopeo reads it through the index. */
async function architectureOf(place: Place, architecture: string): Promise<string> {
  const { stdout } = await run('skopeo', [
    `--override-arch=${architecture}`,
    'inspect',
    '--config',
    ...addressed(place, ':10-uat'),
  ]);
  return (JSON.parse(stdout) as { architecture: string }).architecture;
}

function addressed({ url, credentials }: Place, reference: string): readonly string[] {
  return [
    '--tls-verify=false',
    '--creds',
    `${credentials?.username}:${credentials?.password}`,
    `docker://${new URL(url).host}/shop/checkout${reference}`,
  ];
}
