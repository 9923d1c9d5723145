import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Build, readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const EXAMPLES = readdirSync(join(DOCS, 'examples'));
const run = (name: string, how: object, build: Partial<Build> = {}) =>
  runJenkinsfile({
    jenkinsfile: readFileSync(join(DOCS, 'examples', name), 'utf8'),
    source: { 'promotion.yaml': JSON.stringify(how) },
    ...build,
  });

describe('a Jenkinsfile of the documentation', () => {
  it.each(EXAMPLES)('%s is shown on the page of answers', (name) => {
    const page = readFileSync(join(DOCS, 'answers.md'), 'utf8');

    expect(page).toContain(`(examples/${name})`);
  });
});

describeWith(['java', 'mvn'], 'Jenkinsfile.nightly-status', () => {
  const vars = { emailext: `def call(Map mail) { echo "MAIL \${mail.to}: \${mail.subject}" }` };
  const build = { vars, buildNumber: 7, jobName: 'shop-status' };

  it('asks about everything, and mails the log', async () => {
    const outcome = await run('Jenkinsfile.nightly-status', {}, build);

    expect(outcome.result).toBe('SUCCESS');
    expect(readRequest(outcome)).toMatchObject({ command: 'status', options: {} });
    expect(outcome.log).toContain(
      'MAIL release-managers@example.com: What is where, SUCCESS: shop-status 7\n',
    );
  });

  it('mails, too, that a registry could not be read', async () => {
    const how = { fails: { status: { status: 69, message: 'dev does not answer.' } } };

    const { error, log } = await run('Jenkinsfile.nightly-status', how, build);

    expect(error).toBe('dev does not answer.');
    expect(log).toContain('What is where, FAILURE: shop-status 7\n');
  });
});

describeWith(['java', 'mvn'], 'Jenkinsfile.rollback', () => {
  it.each([
    ['the image before', '', false],
    ['the image of a build', '39', true],
  ])('goes back to %s, in the name of who started it', async (_, BUILD, DRY_RUN) => {
    const params = { ENVIRONMENT: 'uat', BUILD, REASON: 'Payments fail.', DRY_RUN };
    const causes = [{ _class: 'hudson.model.Cause$UserIdCause', userId: 'erin' }];

    const build = await run('Jenkinsfile.rollback', {}, { params, causes });

    expect(build.error).toBeNull();
    expect(readRequest(build)).toMatchObject({
      command: 'rollback',
      options: { env: 'uat', fromBuild: BUILD, reason: 'Payments fail.', dryRun: DRY_RUN },
      jenkins: { requester: 'erin' },
    });
  });
});

describeWith(['java', 'mvn'], 'Jenkinsfile.newest-accepted', () => {
  it('promotes the newest image that was accepted', async () => {
    const build = await run('Jenkinsfile.newest-accepted', { finds: true });

    expect(build.result).toBe('SUCCESS');
    expect(readRequest(build)).toMatchObject({
      command: 'promote',
      options: { env: 'uat', from: { verdict: 'accepted' } },
    });
  });

  it('leaves uat alone while there is none', async () => {
    const build = await run('Jenkinsfile.newest-accepted', {});

    expect(build.result).toBe('SUCCESS');
    expect(readRequest(build).command).toBe('find');
    expect(build.log).toContain('Stage "UAT" skipped due to when conditional');
  });
});
