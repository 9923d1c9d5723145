import { expect, it } from 'vitest';
import { tagsOf } from '../commands/contents.ts';
import type { Answer } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { restartAt } from '../support/restarted-build.ts';
import { digest, type Jenkins, jenkinsWith } from './registries.ts';
import { run, situation } from './situation.ts';

const UAT = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  uat: { from: dev, repository: 'prod/{image}', tags: ['{build}-uat'], approval: { submitters: [bob] } }
`;
const TIGHTENED = UAT.replace('approval:', 'gates: [{ kind: verdict }], approval:');
const OTHERS = UAT.replace('[bob]', '[carol]');
const bob = { user: 'bob', values: { COMMENT: 'fine' } };
const carol = { user: 'carol', values: { COMMENT: 'fine, too' } };

const withEnvironments = ({ build }: Jenkins, environments: string): string =>
  `${build.source['promotion.yaml']}`.replace(UAT, environments);

/** A build with a policy that was another when people had answered. */
async function runWith(jenkins: Jenkins, second: string, inputs: readonly Answer[]) {
  const application = 'applications: { image: shop/* }\n';
  const textOf = (environments: string) =>
    withEnvironments(jenkins, environments).replace(/^image: .*\n/, '') + application;
  return run('policy-read-again', {
    ...jenkins.build,
    inputs,
    source: { ...jenkins.build.source, 'promotion.yaml': 'image: shop/checkout\n' },
    texts: {
      'acme/policy-of-day-1.yaml': textOf(UAT),
      'acme/policy-of-day-2.yaml': second === '' ? '' : textOf(second),
    },
  });
}

describeWith(['java', 'mvn'], 'a policy that changes while people think', () => {
  it('is asked about again, with the reason', async () => {
    const jenkins = await jenkinsWith(UAT);

    const build = await runWith(jenkins, OTHERS, [bob, carol]);

    expect(build.error).toBeNull();
    expect(build.inputs.map(({ submitter }) => submitter)).toEqual(['bob', 'carol']);
    expect(build.inputs[1]?.message).toContain(
      'Asked again, since the list of approvers was bob and is now carol; the policy',
    );
    expect(await tagsOf(jenkins.landscape.prod)).toEqual({ '10-uat': digest });
  });

  it('lets nothing in that it would not let in now', async () => {
    const jenkins = await jenkinsWith(UAT);

    const build = await runWith(jenkins, TIGHTENED, [bob]);

    expect(build.error).toContain('Gate verdict: ');
    expect(await tagsOf(jenkins.landscape.prod)).toEqual({});
  });

  it('is not given up by saying nothing', async () => {
    const jenkins = await jenkinsWith(UAT);

    const build = await runWith(jenkins, '', [bob]);

    expect(build.error).toContain('policy');
    expect(await tagsOf(jenkins.landscape.prod)).toEqual({});
  });

  it('is seen in the sources of a job without a node, too', async () => {
    const jenkins = await jenkinsWith(UAT);
    expect((await run('shallow', { ...jenkins.build, branch: 'main' })).error).toBeNull();
    const source: Record<string, string> = { ...jenkins.build.source };

    const build = await restartAt(
      ['during input'],
      {
        ...jenkins.build,
        jenkinsfile: situation('without-node'),
        source,
        params: { ENVIRONMENT: 'uat', BUILD: 10 },
        buildNumber: 3,
        jobName: 'promote',
        inputs: [bob],
      },
      async () => {
        source['promotion.yaml'] = withEnvironments(jenkins, TIGHTENED);
      },
    );

    expect(build.error).toContain('Gate verdict: ');
    expect(await tagsOf(jenkins.landscape.prod)).toEqual({});
  });
});
