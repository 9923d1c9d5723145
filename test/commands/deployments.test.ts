import { describe, expect, it, onTestFinished } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { startService } from '../support/services/service.ts';
import { recordsOf, tagsOf } from './contents.ts';
import { type Landscape, nexusLandscape, workspaceIn } from './landscape.ts';
import { build, promote, succeed, unwrapped } from './steps.ts';

const images = ['first', 'second'].map((seed) => buildImage({ seed }));
const [first, second] = images as [(typeof images)[0], (typeof images)[0]];

interface Told {
  readonly digest: string;
  readonly reference: string;
  readonly key: string;
}

/** A server of hosts that pull, which may be out of order. */
async function startHosts() {
  const told: Told[] = [];
  let status = 200;
  const { url, close } = await startService((_, { headers, body }) => {
    const { digest, reference } = JSON.parse(body);
    told.push({ digest, reference, key: String(headers['idempotency-key']) });
    return { status, type: 'text/plain', body: 'hosts' };
  });
  onTestFinished(close);
  return {
    url: url.href.replace(/\/$/, ''),
    told,
    answer(next: number) {
      status = next;
    },
  };
}

async function started(after = '') {
  const hosts = await startHosts();
  const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
  const workspace = await workspaceIn(
    landscape,
    `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa:
    from: dev
    repository: 'prod/{image}-qa'
    tags: ['{build}', latest-qa]
    deploy: [{ kind: webhook, name: agents, url: '${hosts.url}/deploy/{build}' }]
${after}`,
  );
  await build(landscape, workspace, first, '10');
  await build(landscape, workspace, second, '11');
  const tag = async (name = 'latest-qa') =>
    (await tagsOf(landscape.prod, 'shop/checkout-qa'))[name];
  const from = (number: string) => ({ options: { fromBuild: number } });
  return { hosts, landscape, workspace, tag, from };
}

const deploymentsIn = async ({ prod }: Landscape) =>
  (await recordsOf(prod, 'shop/checkout-qa')).filter((label) => label.startsWith('deployment-'));

describe('hosts', () => {
  it('are told of the digest when its tags are in place, and that is recorded', async () => {
    const { hosts, landscape, workspace, from } = await started();

    const { log, file } = await promote(workspace, 'qa', from('10'));

    const repository = `${new URL(landscape.prod.url).host}/shop/checkout-qa`;
    expect(hosts.told.map(({ reference }) => reference)).toEqual([
      `${repository}:10@${first.root.digest}`,
    ]);
    expect(log).toContain('Deployed: agents: POST ');
    expect(await deploymentsIn(landscape)).toEqual(['deployment-succeeded']);
    const { deployed } = JSON.parse((await file('result.json')) ?? '');
    expect(deployed[0].deployments).toMatchObject([
      { state: 'succeeded', target: { name: 'agents' } },
    ]);
    expect(await file('report/index.html')).toMatch(
      /<h2>Hosts<\/h2>[\s\S]*agents<\/th><td>succeeded<\/td><td>POST /,
    );
  });

  it('are not told again of what they run', async () => {
    const { hosts, workspace, from } = await started();
    await promote(workspace, 'qa', from('10'));

    const { log } = await promote(workspace, 'qa', from('10'));

    expect(log).toContain('Nothing to do');
    expect(hosts.told).toHaveLength(1);
  });

  it('are told again, as the same message, when they did not take it', async () => {
    const { hosts, landscape, workspace, tag } = await started();
    hosts.answer(400);
    await succeed(workspace, 'plan', 'promote-qa', { options: { env: 'qa', fromBuild: '10' } });
    const input = { options: { env: 'qa', fromBuild: '10' } };
    const failed = await workspace.run('promote', 'promote-qa', input);
    const page = await failed.file('report/index.html');
    hosts.answer(200);

    const plan = await succeed(workspace, 'plan', 'promote-qa', input);
    await succeed(workspace, 'promote', 'promote-qa', input);

    expect(failed.exitCode).toBe(69);
    expect(failed.log).toContain('was put into qa, and agents does not run it: POST ');
    expect(failed.log).toContain('Its tags stay where they are');
    expect(page).toContain('Its hosts did not all come to run it;');
    expect(await tag()).toBe(first.root.digest);
    expect(unwrapped(plan.log)).toContain('Next    tell the hosts: the tags are in place');
    const [once, again, ...more] = hosts.told;
    expect(again).toEqual(once);
    expect(more).toEqual([]);
    expect(await deploymentsIn(landscape)).toEqual(['deployment-failed', 'deployment-succeeded']);
  });

  it('are told as another message when an image comes again', async () => {
    const { hosts, workspace, from } = await started();
    await promote(workspace, 'qa', from('10'));
    await promote(workspace, 'qa', from('11'));

    await promote(workspace, 'qa', from('10'));

    expect(hosts.told.map(({ digest }) => digest)).toEqual([
      first.root.digest,
      second.root.digest,
      first.root.digest,
    ]);
    expect(new Set(hosts.told.map(({ key }) => key)).size).toBe(3);
  });

  it('go back with the tags in a rollback', async () => {
    const { hosts, workspace, tag, from } = await started();
    await promote(workspace, 'qa', from('10'));
    await promote(workspace, 'qa', from('11'));

    const input = { options: { env: 'qa', reason: 'totals are wrong', by: 'carol' } };
    await succeed(workspace, 'rollback', 'rollback-qa', input);
    await succeed(workspace, 'rollback', 'rollback-qa', input);

    expect(await tag()).toBe(first.root.digest);
    expect(hosts.told.map(({ digest }) => digest)).toEqual([
      first.root.digest,
      second.root.digest,
      first.root.digest,
    ]);
  });

  it('and tags go back where they do not take it, if the policy says so', async () => {
    const { hosts, workspace, tag, from } = await started('    whenDeploymentFails: roll-back\n');
    await promote(workspace, 'qa', from('10'));
    const input = { options: { env: 'qa', fromBuild: '11' } };
    await succeed(workspace, 'plan', 'promote-qa', input);
    hosts.answer(400);

    const failed = await workspace.run('promote', 'promote-qa', input);

    expect(failed.exitCode).toBe(69);
    expect(await tag()).toBe(first.root.digest);
    expect(await tag('11')).toBe(second.root.digest);
    expect(failed.log).toMatch(
      /shop\/checkout in qa went back to sha256:[0-9a-f]{12}, but not all of its hosts: agents: /,
    );
    expect(await failed.file('reference.txt')).toBeUndefined();
    const again = await workspace.run('plan', 'promote-qa', input);
    expect(again.exitCode).toBe(20);
    expect(again.log).toContain('rolled back');
  });

  it('are named to the approver, and in a dry run nothing is sent', async () => {
    const { hosts, workspace } = await started('    approval: { submitters: [qa-leads] }\n');
    const options = { env: 'qa', fromBuild: '10' };

    const plan = await succeed(workspace, 'plan', 'promote-qa', { options });
    const dry = await succeed(workspace, 'plan', 'promote-qa', {
      options: { ...options, dryRun: true },
    });

    expect(await plan.file('approval.txt')).toContain('Then: agents');
    expect(dry.log).toContain('Would deploy ');
    expect(dry.log).toMatch(
      /Dry run\. Would be deployed: agents: POST .*\/deploy\/10 would tell of .*:10@sha256:/,
    );
    expect(hosts.told).toEqual([]);
  });
});
