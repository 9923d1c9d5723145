import { describe, expect, it, onTestFinished } from 'vitest';
import { buildImage } from '../support/images/build-image.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { basic, startService } from '../support/services/service.ts';
import { boundVariables, nexusLandscape, promotionYaml, push } from './landscape.ts';
import { succeed } from './steps.ts';

const image = buildImage();
const CREDENTIAL = {
  PROMOTE_IMAGE_JENKINS_API_USERNAME: 'promoter',
  PROMOTE_IMAGE_JENKINS_API_PASSWORD: 'api-token',
};

describe('promoteImage(keep: …)', () => {
  it('keeps the build that made the image, with the credential that it names', async () => {
    const jenkins = await startJenkins();

    const { log } = await promoteOnce(jenkins, 'jenkins-api');

    expect(jenkins.isKept()).toBe(true);
    expect(log).toContain(`\n  ${jenkins.url.href}job/shop/job/main/10/ is kept forever.\n`);
  });

  it('lets a build be kept that is kept already', async () => {
    const jenkins = await startJenkins({ isKept: true });

    await promoteOnce(jenkins, 'jenkins-api');

    expect(jenkins.isKept()).toBe(true);
  });

  it('asks again where another promotion kept it at the same time', async () => {
    const jenkins = await startJenkins({ isToggledMeanwhile: true });

    await promoteOnce(jenkins, 'jenkins-api');

    expect(jenkins.isKept()).toBe(true);
  });

  it('stays promoted where the credential may not, and says so', async () => {
    const jenkins = await startJenkins({ isForbidden: true });

    const { log } = await promoteOnce(jenkins, 'jenkins-api');

    expect(log).toContain('Promoted to qa: ');
    expect(log).toMatch(
      /\/job\/shop\/job\/main\/10\/ could not be kept: .* is not for us with the Jenkins credential "jenkins-api" \(HTTP 403\)\.\n/,
    );
    expect(log).not.toContain('api-token');
  });

  it('sends the credential to no other Jenkins, whatever a record says', async () => {
    const jenkins = await startJenkins();

    const { log } = await promoteOnce(jenkins, 'jenkins-api', 'https://jenkins.example.com/');

    expect(log).toContain('job/main/10/ could not be kept: it is no build of this Jenkins.\n');
    expect(jenkins.requests).toEqual([]);
  });

  it('asks no Jenkins without a credential', async () => {
    const jenkins = await startJenkins();

    await promoteOnce(jenkins, true);

    expect(jenkins.requests).toEqual([]);
  });

  it('has its credential bound for the promotion alone', async () => {
    const landscape = await nexusLandscape();
    const workspace = await createWorkspace(promotionYaml(landscape));
    const linesFor = async (command: string) => {
      const options = { env: 'qa', keep: 'jenkins-api' };
      const needs = await succeed(workspace, `needs ${command}`, 'promote-qa', { options });
      return (await needs.file('needs.txt'))?.split('\n');
    };

    const line = `usernamePassword jenkins-api ${Object.keys(CREDENTIAL).join(' ')}`;
    expect(await linesFor('promote')).toContain(line);
    expect(await linesFor('plan')).not.toContain(line);
  });

  it('takes nothing for a credential that would be more than a word', async () => {
    const workspace = await createWorkspace(promotionYaml(await nexusLandscape()));

    const needs = await workspace.run('needs promote', 'promote-qa', {
      options: { env: 'qa', keep: 'a\nfile prod-key X' },
    });

    expect(needs.exitCode).toBe(64);
    expect(await needs.file('message.txt')).toMatch(/^The option `keep` of promoteImage is /);
  });
});

/** A build in that Jenkins, promoted to qa by another one. */
async function promoteOnce(jenkins: { url: URL }, keep: unknown, asking = jenkins.url.href) {
  const landscape = await nexusLandscape();
  const variables = { ...boundVariables(landscape), ...CREDENTIAL };
  const workspace = await createWorkspace(promotionYaml(landscape), variables);
  await push(landscape.dev, image, ['10']);
  await succeed(workspace, 'record', 'record', {
    options: { digest: image.root.digest },
    jenkins: { buildUrl: `${jenkins.url.href}job/shop/job/main/10/` },
  });
  const input = {
    options: { env: 'qa', fromBuild: 10, keep },
    jenkins: { buildNumber: '57', jobName: 'promote', buildUrl: `${asking}job/promote/57/` },
  };
  await succeed(workspace, 'plan', 'promote-qa', input);
  return succeed(workspace, 'promote', 'promote-qa', input);
}

/** Jenkins' own two requests about keeping a build. */
async function startJenkins({
  isKept = false,
  isForbidden = false,
  isToggledMeanwhile = false,
} = {}) {
  let kept = isKept;
  let toggles = isToggledMeanwhile ? 1 : 0;
  const service = await startService(
    ({ pathname, search }, { method }) => {
      if (pathname === '/job/shop/job/main/10/api/json' && search === '?tree=keepLog') {
        return { body: { keepLog: kept } };
      }
      if (pathname !== '/job/shop/job/main/10/toggleLogKeep' || method !== 'POST') return undefined;
      if (isForbidden) return { status: 403, body: '' };
      // The other promotion, which saw it unkept, too.
      if (toggles > 0) kept = !kept;
      toggles -= 1;
      kept = !kept;
      return { status: 302, headers: { location: '.' }, body: '' };
    },
    basic('promoter', 'api-token'),
  );
  onTestFinished(service.close);
  return { ...service, isKept: () => kept };
}
