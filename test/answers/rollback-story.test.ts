import { describe, expect, it } from 'vitest';
import { recordsOf, tagsOf } from '../commands/contents.ts';
import {
  dockerLandscape,
  type Landscape,
  nexusLandscape,
  steady,
  workspaceIn,
} from '../commands/landscape.ts';
import { build, promote, succeed } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import type { BuiltImage } from '../support/images/built-image.ts';
import { describeWith } from '../support/parts.ts';
import type { Workspace } from '../support/promotion-run.ts';
import { WITH_LATEST } from './environments-with-latest.ts';

const nine = buildImage({ seed: '9' });
const ten = buildImage({ seed: '10', platforms: ['linux/amd64', 'linux/arm64'] });
const eleven = buildImage({ seed: '11' });
const twelve = buildImage({ seed: '12', platforms: ['linux/amd64', 'linux/arm64'] });

describe('an environment that goes back, is held, and goes on', () => {
  it.each([
    ['port', 'basic'],
    ['path-routing', 'bearer'],
  ] as const)('does so on Nexus: %s, %s', async (address, signIn) => {
    await goBackAndOn(await nexusLandscape({ address, signIn, writePolicy: 'ALLOW' }));
  });
});

describeWith(['docker-registry', 'htpasswd'], 'the same environment', () => {
  it('does so on Docker’s own registry', async () => {
    await goBackAndOn(await dockerLandscape());
  });
});

async function goBackAndOn(landscape: Landscape): Promise<void> {
  const workspace = await workspaceIn(landscape, WITH_LATEST);
  const uat = (options: object) => ({ options: { env: 'uat', ...options } });
  const latest = async () => (await tagsOf(landscape.prod))['latest-uat'];
  const goBack = (options: object = {}) =>
    succeed(workspace, 'rollback', 'rollback-uat', uat({ reason: 'Totals.', ...options }));
  const refusedWith = async (command: string, options: object) => {
    const outcome = await workspace.run(command, 'refused', uat(options));
    expect(outcome.exitCode, outcome.log).toBe(20);
    return steady((await outcome.file('message.txt')) ?? '', landscape, [
      nine,
      ten,
      eleven,
      twelve,
    ]);
  };

  await bring(landscape, workspace, nine, '9');
  await bring(landscape, workspace, ten, '10');
  await bring(landscape, workspace, eleven, '11');

  await goBack({ by: 'erin' });
  expect(await latest()).toBe(ten.root.digest);

  expect((await goBack()).log).toContain('Nothing to do: uat has ');
  expect(await refusedWith('plan', { fromBuild: 11 })).toContain(
    'It was rolled back from uat by erin on 2026-11-21 10:16 UTC: Totals.',
  );

  await succeed(workspace, 'hold', 'hold-uat', uat({ reason: 'Quarter end.', by: 'erin' }));
  await build(landscape, workspace, twelve, '12');
  await promote(workspace, 'qa', { options: { fromBuild: 12 } });
  expect(await refusedWith('plan', { fromBuild: 12 })).toContain(
    'Promotions to uat are held by erin since 2026-11-21 10:19 UTC: Quarter end.',
  );

  const again = await goBack({ fromBuild: 9 });
  expect(again.log).toContain('A rollback is no promotion, and goes on.');
  expect(await latest()).toBe(nine.root.digest);

  await succeed(workspace, 'hold', 'hold-uat', uat({ reason: 'Over.', state: 'released' }));
  await promote(workspace, 'uat', { options: { fromBuild: 12 } });
  expect(await latest()).toBe(twelve.root.digest);

  await succeed(
    workspace,
    'verdict',
    'verdict',
    uat({ is: 'revoked', reason: 'CVE', tag: '12-uat' }),
  );
  await goBack();
  expect(await latest()).toBe(nine.root.digest);
  expect(await refusedWith('rollback', { reason: 'x', fromBuild: 12 })).toMatch(
    /^uat does not go back to sha256:4+\. Revoked by alice on 2026-11-21 10:\d\d UTC: CVE\.\n/,
  );

  await succeed(
    workspace,
    'verdict',
    'verdict',
    uat({ is: 'rejected', reason: 'slow', tag: '9-uat' }),
  );
  expect(await refusedWith('rollback', { reason: 'Slow.' })).toMatch(
    /^There is nothing that uat could go back to\.\nNot sha256:1{12} \(build 9 of shop\): Rejected by .+\nNot sha256:4{12} .+\nNot sha256:2{12} .+\nNot sha256:3{12} .+\n/,
  );

  await goBack({ tag: '10-uat' });
  expect(await tagsOf(landscape.prod)).toEqual({
    '9-uat': nine.root.digest,
    '10-uat': ten.root.digest,
    '11-uat': eleven.root.digest,
    '12-uat': twelve.root.digest,
    'latest-uat': ten.root.digest,
  });
  const records = (await recordsOf(landscape.prod)).filter((label) => label === 'rollback');
  expect(records).toHaveLength(8);
}

async function bring(
  landscape: Landscape,
  workspace: Workspace,
  image: BuiltImage,
  number: string,
): Promise<void> {
  await build(landscape, workspace, image, number);
  await promote(workspace, 'qa', { options: { fromBuild: number } });
  await promote(workspace, 'uat', { options: { fromBuild: number } });
}
