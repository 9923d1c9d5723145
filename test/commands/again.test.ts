import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { RESET } from '../support/registry/answer.ts';
import { isWrite } from '../support/registry/request.ts';
import { allTags, recordsOf } from './contents.ts';
import { type NexusLandscape, nexusLandscape, workspaceIn } from './landscape.ts';
import { approvedBy, buildAccepted, promote, succeed } from './steps.ts';

const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });
const { digest } = image.root;
const uat = { options: { env: 'uat' } };

describe('a promotion that is run again', () => {
  it('does nothing, says so, and writes nothing', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
    landscape.devServer.clearRequests();
    landscape.prodServer.clearRequests();

    const record = await succeed(workspace, 'record', 'record', { options: { digest } });
    const plan = await succeed(workspace, 'plan', 'promote-uat', uat);
    const next = await plan.file('next.txt');
    const promoted = await succeed(workspace, 'promote', 'promote-uat', uat);

    expect(record.log).toMatch(
      /^127\.0\.0\.1:\d+\/shop\/checkout@sha256:\S+ is recorded already\.$/m,
    );
    expect(next).toBe('done');
    expect(await promoted.file('reference.txt')).toMatch(
      /^127\.0\.0\.1:\d+\/shop\/checkout@sha256:/,
    );
    expect(promoted.log).toContain('Nothing to do: uat has 127.0.0.1:');
    expect(JSON.parse((await promoted.file('result.json')) ?? '')).toMatchObject({
      outcome: 'unchanged',
    });
    expect(writesTo(landscape)).toEqual([]);
  });

  it('brings an older image back, and puts that into the journal', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    const newer = buildImage({ seed: 'newer' });
    await buildAccepted(landscape, workspace, image, '10');
    await buildAccepted(landscape, workspace, newer, '11');

    const back = await promote(workspace, 'qa', { options: { fromBuild: 10 } });

    expect(await allTags(landscape)).toMatchObject({
      'dev shop/checkout-qa': { 'latest-qa': digest },
    });
    expect(back.log).toMatch(/Tagged \S+:latest-qa, was sha256:/);
    expect(journalOf(landscape)).toEqual([digest, newer.root.digest, digest]);
  });

  it('refuses a second time without recording the same refusal twice', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, image);
    await succeed(workspace, 'verdict', 'verdict', {
      options: { is: 'rejected', reason: 'totals are wrong' },
    });

    const outcomes = [
      await workspace.run('plan', 'promote-uat', uat),
      await workspace.run('plan', 'promote-uat', uat),
    ];

    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([20, 20]);
    expect(await recordsOf(landscape.dev, 'shop/checkout-qa')).toEqual([
      'build',
      'promotion',
      'verdict-accepted',
      'verdict-rejected',
      'refusal',
    ]);
  });
});

describe('a promotion that is killed', () => {
  it('shows no tag before all is there, and finishes when it is run again, wherever it was killed', async () => {
    const writes = await killAfter(Number.POSITIVE_INFINITY);
    expect(writes).toBeGreaterThan(20);

    for (let spared = 0; spared < writes; spared += 1) await killAfter(spared);
  }, 120_000);
});

/** @returns how many writes the promotion made before it was killed */
async function killAfter(spared: number): Promise<number> {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  await buildAccepted(landscape, workspace, image);
  await succeed(workspace, 'plan', 'promote-uat', uat);
  let writes = 0;
  let isDead = false;
  await landscape.prodServer.use({
    intercept(request) {
      if (isWrite(request) && writes === spared) isDead = true;
      if (isDead) return RESET;
      if (isWrite(request)) writes += 1;
      return undefined;
    },
  });
  const approvals = [approvedBy('bob')];

  const killed = await workspace.run('promote', 'promote-uat', { ...uat, approvals });

  isDead = false;
  if (spared === Number.POSITIVE_INFINITY) return writes;
  writes = Number.NEGATIVE_INFINITY;
  expect(killed.exitCode, `killed after ${spared} writes`).toBe(69);
  const tags = (await allTags(landscape))['prod shop/checkout'];
  expect(tags ?? { '10-uat': digest }).toEqual({ '10-uat': digest });

  const again = await workspace.run('promote', 'promote-uat', { ...uat, approvals });

  expect(again.exitCode, `run again after ${spared} writes:\n${again.log}`).toBe(0);
  expect((await allTags(landscape))['prod shop/checkout']).toEqual({ '10-uat': digest });
  const { store } = landscape.prodServer;
  for (const manifest of image.manifests) {
    expect(store.manifest('docker-prod', 'shop/checkout', manifest.digest)?.bytes).toEqual(
      manifest.bytes,
    );
  }
  const records = await recordsOf(landscape.prod);
  for (const label of ['build', 'verdict-accepted', 'approval', 'promotion']) {
    expect(records, `records after ${spared} writes`).toContain(label);
  }
  return spared;
}

function writesTo({ devServer, prodServer }: NexusLandscape): readonly string[] {
  return [...devServer.requests, ...prodServer.requests]
    .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path}`);
}

interface Statement {
  readonly subject: readonly [{ readonly digest: { readonly sha256: string } }];
}

/** Digests that came into qa, newest first, as the names of the journal's tags order them. */
function journalOf({ devServer: { store } }: NexusLandscape): readonly string[] {
  return store
    .tags('docker-dev', 'shop/checkout-qa')
    .filter((tag) => tag.startsWith('env-qa.'))
    .map((tag) => {
      const entry = store.manifest('docker-dev', 'shop/checkout-qa', tag);
      const { layers } = JSON.parse(String(entry?.bytes)) as { layers: [{ digest: string }] };
      const blob = store.repository('docker-dev').blobs.get(layers[0].digest);
      const { subject } = JSON.parse(String(blob?.read(0, blob.size - 1))) as Statement;
      return `sha256:${subject[0].digest.sha256}`;
    });
}
