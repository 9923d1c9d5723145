import { expect, it } from 'vitest';
import { recordsOf, tagsOf } from '../commands/contents.ts';
import { push } from '../commands/landscape.ts';
import { buildImage } from '../support/images/build-image.ts';
import type { Build } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { restartAt } from '../support/restarted-build.ts';
import { digest, image, jenkinsWith } from './registries.ts';
import { run, situation } from './situation.ts';

const QA = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'prod/{image}', tags: ['{build}'] }
`;
const UAT = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  uat:
    from: dev
    repository: prod/{image}
    tags: ['{build}-uat']
    approval: { submitters: [uat-leads], atLeast: 2 }
`;
const IN_ADVANCE = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  uat:
    from: dev
    repository: prod/{image}
    tags: ['{build}-uat']
    gates: [{ kind: approvals, atLeast: 1, notBy: [requester] }]
`;
const startedBy = (userId: string) => ({
  causes: [{ _class: 'hudson.model.Cause$UserIdCause', userId, userName: userId }],
});
const lead = (user: string) => ({ user, groups: ['uat-leads'], values: { COMMENT: 'fine' } });

/** What has to have happened before. */
async function ran(name: string, build: Partial<Build>): Promise<void> {
  expect((await run(name, build)).error).toBeNull();
}

describeWith(['java', 'mvn'], 'a promotion with real registries', () => {
  it('from a later stage of a pipeline needs to know which build it was', async () => {
    const { landscape, build } = await jenkinsWith(QA);
    const again = { ...build, buildNumber: 11, restartedAt: 'QA' };
    await ran('shallow', { ...build, branch: 'main' });

    const unnamed = await run('restart-from-stage', { ...again, params: { BUILD: '' } });
    const named = await run('restart-from-stage', { ...again, params: { BUILD: '10' } });

    expect(unnamed.error).toContain('build 11');
    expect(unnamed.log).toContain(
      'Stage "Build" skipped due to this build restarting at stage "QA"',
    );
    expect(named.error).toBeNull();
    expect(await tagsOf(landscape.prod)).toEqual({ '10': digest });
  });

  it('is done once, though its build is replayed', async () => {
    const { landscape, build } = await jenkinsWith(QA);
    const replayed = { _class: 'org.jenkinsci.plugins.workflow.cps.replay.ReplayCause' };
    await ran('restart-from-stage', { ...build, params: {} });
    await push(landscape.dev, image, ['11']);

    const again = await run('restart-from-stage', {
      ...build,
      params: {},
      buildNumber: 11,
      causes: [...(build.causes ?? []), replayed],
    });

    expect(again.error).toBeNull();
    expect(await tagsOf(landscape.prod)).toEqual({ '10': digest, '11': digest });
  });

  it('needs no checkout where the policy is a text of the library', async () => {
    const { landscape, build } = await jenkinsWith(QA);
    await ran('shallow', { ...build, branch: 'main' });
    const policy = build.source['promotion.yaml']?.replace(/^image: .*\n/, '') ?? '';

    const promoted = await run('no-checkout', {
      ...build,
      source: {},
      texts: { 'acme/policy.yaml': `${policy}applications: { image: shop/* }\n` },
      params: { BUILD: 10 },
      buildNumber: 3,
      jobName: 'promote',
    });

    expect(promoted.error).toBeNull();
    expect(await tagsOf(landscape.prod)).toEqual({ '10': digest });
  });

  it('takes a set of images as one', async () => {
    const { landscape, build } = await jenkinsWith(QA);
    const cart = buildImage({ seed: 'cart' });
    await push(landscape.dev, cart, ['10'], 'shop/cart');
    const source = {
      ...build.source,
      'promotion.yaml': `${build.source['promotion.yaml']}`.replace(
        'image: shop/checkout',
        'images: [shop/checkout, shop/cart]',
      ),
      'build/cart': `${cart.root.digest}\n`,
      'release.txt': `shop/checkout@${digest}\nshop/cart@${cart.root.digest}\n`,
    };

    const promoted = await run('release-set', { ...build, source });

    expect(promoted.error).toBeNull();
    expect(promoted.log).toContain('\n2 images\n');
    expect(await tagsOf(landscape.prod)).toEqual({ '10': digest });
    expect(await tagsOf(landscape.prod, 'shop/cart')).toEqual({ '10': cart.root.digest });
  });

  it('counts who approved it in advance, and not whoever asks', async () => {
    const { landscape, build } = await jenkinsWith(IN_ADVANCE);
    await ran('shallow', { ...build, branch: 'main' });
    const later = { ...build, params: { BUILD: 10, ENVIRONMENT: 'uat', COMMENT: 'seen' } };

    const approve = (who: string, buildNumber: number) =>
      ran('in-advance', { ...later, ...startedBy(who), buildNumber, jobName: 'approve' });
    const promote = (buildNumber: number) =>
      run('by-hand', { ...later, buildNumber, jobName: 'promote' });

    await approve('Alice', 1);
    const own = await promote(1);
    await approve('bob', 2);
    const others = await promote(2);

    expect(own.error).toContain('Gate approvals: ');
    expect(others.error).toBeNull();
    expect(others.inputs).toEqual([]);
    expect(await tagsOf(landscape.prod)).toEqual({ '10-uat': digest });
  });

  it('is done once, though Jenkins is restarted in every phase', async () => {
    const { landscape, build } = await jenkinsWith(UAT);

    const promoted = await restartAt(
      [
        'during sh promote-image record',
        'during input',
        'during input',
        'during sh promote-image promote',
      ],
      { ...build, jenkinsfile: situation('approval'), inputs: [lead('bob'), lead('carol')] },
    );

    expect(promoted.error).toBeNull();
    expect(promoted.inputs).toHaveLength(2);
    expect(await tagsOf(landscape.prod)).toEqual({ '10-uat': digest });
    const promotions = (await recordsOf(landscape.prod)).filter((label) => label === 'promotion');
    expect(promotions).toHaveLength(1);
  });
});
