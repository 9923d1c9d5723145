import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import type { StepInput, Workspace } from '../support/promotion-run.ts';
import { allTags } from './contents.ts';
import { type Landscape, nexusLandscape, promotionYaml, workspaceIn } from './landscape.ts';
import { approvedBy, buildAccepted } from './steps.ts';

const image = buildImage();
const APPLICATION = 'image: shop/checkout\n';
const APPLICATIONS = 'applications: { image: shop/*, may: { uat: [tags, gates] } }\n';
const GATE = 'environments: { uat: { gates: [{ kind: size, atMost: 1GiB }] } }\n';

describe('a policy that is handed to the step', () => {
  it('takes an image all the way, beside a file that only names it', async () => {
    const { landscape, run } = await accepted();
    const uat = { options: { env: 'uat' }, approvals: [approvedBy('bob')] };

    expect((await run('plan', 'promote-uat', uat)).exitCode).toBe(0);
    const promoted = await run('promote', 'promote-uat', uat);
    const verified = await run('verify', 'verify', { options: { env: 'uat', tag: '10-uat' } });

    expect(promoted.exitCode, promoted.log).toBe(0);
    expect((await allTags(landscape))['prod shop/checkout']).toEqual({
      '10-uat': image.root.digest,
    });
    expect(verified.log).toContain('It was let in under this very policy+promotion.yaml (sha256:');
  });

  it('finds what another policy let in', async () => {
    const { workspace, landscape, run, policy } = await accepted();
    const easy = policy.replace('gates: [{ kind: verdict }]', 'gates: []');
    const uat = { options: { env: 'uat', policy: easy }, approvals: [approvedBy('bob')] };
    await workspace.run('plan', 'promote-uat', uat);
    await workspace.run('promote', 'promote-uat', uat);
    expect((await allTags(landscape))['prod shop/checkout']).toBeDefined();

    const verified = await run('verify', 'verify', { options: { env: 'uat', tag: '10-uat' } });

    expect(verified.exitCode).toBe(20);
    expect(verified.log).toContain('It was let into uat under another policy');
  });

  it.each([
    ["the application's file", (_: string) => APPLICATION],
    ['the policy', (policy: string) => policy.replace('notBy: [requester]', 'notBy: []')],
  ])('is asked about again after %s was edited', async (edited, edit) => {
    const { workspace, run, policy } = await accepted(APPLICATION + GATE);
    const uat = { options: { env: 'uat' }, approvals: [approvedBy('bob')] };
    await run('plan', 'promote-uat', uat);
    const isFile = edited !== 'the policy';
    if (isFile) await workspace.write('promotion.yaml', edit(policy));

    const promoted = await run('promote', 'promote-uat', {
      ...uat,
      ...(!isFile && { options: { env: 'uat', policy: edit(policy) } }),
    });

    expect(promoted.exitCode, promoted.log).toBe(0);
    expect(await promoted.file('next.txt')).toBe('approve');
    expect(await promoted.file('approval.txt')).toMatch(
      /^Asked again, since .*the policy in policy\+promotion\.yaml was sha256:/,
    );
  });

  it('lets a gate of the application refuse', async () => {
    const strict = GATE.replace(
      'kind: size, atMost: 1GiB',
      'kind: change-ticket, pattern: "CHG-[0-9]+"',
    );
    const { run } = await accepted(APPLICATION + strict);

    const planned = await run('plan', 'promote-uat', { options: { env: 'uat' } });

    expect(planned.exitCode).toBe(20);
    expect(await planned.file('message.txt')).toContain('No change ticket was named');
  });

  it.each([
    ['an image of another team', { image: 'payroll/salaries' }],
    ['an image of another team in a set', { set: 'release.txt' }],
  ])('does not take %s from an option', async (_, options) => {
    const { workspace, landscape, run } = await accepted();
    await workspace.write('release.txt', 'shop/checkout\npayroll/salaries\n');
    landscape.devServer.clearRequests();

    const planned = await run('plan', 'promote-uat', { options: { env: 'uat', ...options } });

    expect(planned.exitCode).toBe(64);
    expect(await planned.file('message.txt')).toBe(
      'The image that the step names cannot be promoted here: `payroll/salaries` is none of `shop/*`, which `applications.image` of the policy lists.\nName an image of your own; which ones an application may name is said by the owner of the policy.',
    );
    expect(landscape.devServer.requests).toEqual([]);
  });

  it('needs no file where the step names the image', async () => {
    const { workspace, run } = await accepted();
    await rm(join(workspace.folder, 'promotion.yaml'));

    const status = await run('status', 'status', { options: { image: 'shop/checkout' } });
    const unnamed = await run('status', 'status', {});

    expect(status.exitCode, status.log).toBe(0);
    expect(unnamed.log).toContain('There is no configuration; looked for ');
  });

  it.each(['', '   ', 'registries: {}'])('is not done without because it is %j', async (policy) => {
    const { workspace, landscape } = await accepted();
    await workspace.write('promotion.yaml', promotionYaml(landscape));

    for (const command of ['needs plan', 'plan', 'verify']) {
      const input = { options: { env: 'uat', tag: '10', policy } };
      const { exitCode, log } = await workspace.run(command, 'promote-uat', input);

      expect(exitCode).toBe(78);
      expect(log).toContain('The policy ');
    }
  });
});

/** A build that was accepted in qa, by a file that named nothing but its image. */
async function accepted(application = APPLICATION) {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  await buildAccepted(landscape, workspace, image);
  const policy = policyOf(landscape);
  await workspace.write('promotion.yaml', application);
  const run: Workspace['run'] = (command, name, { options, ...input }: StepInput = {}) =>
    workspace.run(command, name, { ...input, options: { policy, ...options } });
  return { landscape, workspace, policy, run };
}

function policyOf(landscape: Landscape): string {
  return promotionYaml(landscape).replace(/^image: .*\n/, '') + APPLICATIONS;
}
