import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import type { RegistryRequest } from '../support/registry/request.ts';
import { allTags, tagsOf } from './contents.ts';
import { nexusLandscape, steady, workspaceIn } from './landscape.ts';
import { build, succeed } from './steps.ts';

const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'], seed: 'one' });
const other = buildImage({ platforms: ['linux/amd64', 'linux/arm64'], seed: 'two' });
const MOVING = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'prod/{image}', tags: ['{build}', latest] }
`;

const qa = (fromBuild: string) => ({ options: { env: 'qa', fromBuild } });

describe('two promotions at once', () => {
  it('both succeed with the same image', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape, MOVING);
    await build(landscape, workspace, image);
    await succeed(workspace, 'plan', 'first', qa('10'));
    await succeed(workspace, 'plan', 'second', qa('10'));

    await Promise.all([
      succeed(workspace, 'promote', 'first', qa('10')),
      succeed(workspace, 'promote', 'second', qa('10')),
    ]);

    const { digest } = image.root;
    expect(await tagsOf(landscape.prod)).toEqual({ 10: digest, latest: digest });
  });

  it('leave a moving tag with one of two images, and the other run says so', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const workspace = await workspaceIn(landscape, MOVING);
    await build(landscape, workspace, image, '10');
    await build(landscape, workspace, other, '11');
    await landscape.prodServer.use(atOnce(2, '/manifests/latest'));

    const [first, second] = await Promise.all([
      workspace.run('promote', 'first', qa('10')),
      workspace.run('promote', 'second', qa('11')),
    ]);

    const { latest, ...bound } = await tagsOf(landscape.prod);
    const isFirst = latest === image.root.digest;
    const [winner, loser] = isFirst ? [first, second] : [second, first];
    expect(bound).toEqual({ 10: image.root.digest, 11: other.root.digest });
    expect([winner.exitCode, loser.exitCode]).toEqual([0, 69]);
    const images = isFirst ? [image, other] : [other, image];
    expect(steady((await loser.file('message.txt')) ?? '', landscape, images)).toContain(
      `Tag latest of prod.example.com/shop/checkout was put on sha256:${'2'.repeat(64)}, and read back it is at sha256:${'1'.repeat(64)}.`,
    );
  });

  it('do not take a tag from each other behind the back', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
    const workspace = await workspaceIn(landscape, MOVING);
    await build(landscape, workspace, image, '10');
    await build(landscape, workspace, other, '11');
    let isOvertaken = false;
    await landscape.prodServer.use({
      async intercept({ method, path }) {
        if (isOvertaken || method !== 'PUT' || !path.endsWith(image.root.digest)) return undefined;
        isOvertaken = true;
        await succeed(workspace, 'promote', 'second', qa('11'));
        return undefined;
      },
    });

    const first = await workspace.run('promote', 'first', qa('10'));

    expect(first.exitCode).toBe(20);
    expect(await tagsOf(landscape.prod)).toEqual({
      11: other.root.digest,
      latest: other.root.digest,
    });
    expect(
      steady((await first.file('message.txt')) ?? '', landscape, [image, other]),
    ).toMatchInlineSnapshot(`
      "Tag latest of prod.example.com/shop/checkout did not exist when this run looked first, and is at sha256:2222222222222222222222222222222222222222222222222222222222222222 now: another run moved it meanwhile.
      It was left as it is. Run this stage again if this image should have it, and let one promotion into an environment run at a time (lock)."
    `);
    await succeed(workspace, 'promote', 'first', qa('10'));
    expect((await allTags(landscape))['prod shop/checkout']).toEqual({
      10: image.root.digest,
      11: other.root.digest,
      latest: image.root.digest,
    });
  });
});

/** Stores none of them before all have come, and answers none before all are stored. */
function atOnce(count: number, end: string): Behaviour {
  const [come, stored] = [meeting(count), meeting(count)];
  const isMeant = ({ method, path }: RegistryRequest) => method === 'PUT' && path.endsWith(end);
  return {
    async intercept(request) {
      if (isMeant(request)) await come();
      return undefined;
    },
    async alter(request) {
      if (isMeant(request)) await stored();
      return undefined;
    },
  };
}

function meeting(count: number): () => Promise<void> {
  let arrived = 0;
  let open = () => {};
  const all = new Promise<void>((done) => {
    open = done;
  });
  return () => {
    arrived += 1;
    if (arrived === count) open();
    return all;
  };
}
