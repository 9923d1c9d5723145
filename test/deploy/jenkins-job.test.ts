import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { jenkinsJob } from '../../engine/deploy/jenkins-job.ts';
import type { DeployContext } from '../../engine/deploy/target.ts';
import { startJobServer } from '../support/services/jenkins-jobs.ts';
import { basic } from '../support/services/service.ts';
import { openWeb } from '../support/services/web.ts';
import { NOTHING, noSources, targetContract } from './contract.ts';

type Settings = Parameters<typeof jenkinsJob.deploy>[1];

const TOKEN = basic('bot', '11a0');
const PASSWORD = basic('bot', 'word');
const declares = ['IMAGE', 'MODE'];
const withKey = [...declares, 'PROMOTE_IMAGE_KEY'];
const ours = { PROMOTE_IMAGE_KEY: 'b7e1-1' };
const others = { PROMOTE_IMAGE_KEY: 'c9d2-1' };
const jenkins = await startJobServer({
  'job/deploy/job/checkout': { declares },
  'job/deploy/job/feature%252Fx': { declares: withKey },
  'job/unstable': { declares, result: 'UNSTABLE' },
  'job/failing': { declares, result: 'FAILURE' },
  'job/cancelled': { declares, queued: 'cancelled' },
  'job/forgotten': { declares, queued: 'forgotten' },
  'job/refused': { declares, queued: 'refused' },
  'job/disabled': { declares, buildable: false },
  'job/running': { declares: withKey, builds: [{ parameters: ours }] },
  'job/done': { declares: withKey, builds: [{ parameters: ours, result: 'SUCCESS' }] },
  'job/failed': { declares: withKey, builds: [{ parameters: ours, result: 'FAILURE' }] },
  'job/overtaken': {
    declares: withKey,
    builds: [
      { parameters: ours, result: 'SUCCESS' },
      { parameters: others, result: 'SUCCESS' },
    ],
  },
});
const guarded = await startJobServer({ 'job/checkout': { declares } }, { token: TOKEN });
const crumbs = await startJobServer({ 'job/checkout': { declares } }, { password: PASSWORD });
const web = openWeb({ bot: TOKEN, password: PASSWORD });
const sources = noSources({ send: web.send });
const url = `${jenkins.url.href}job/shop/10/`;
const context = { sources, url };
afterAll(() => Promise.all([jenkins.close(), guarded.close(), crumbs.close(), web.close()]));
beforeEach(() => jenkins.fail(undefined));

const parameters = { IMAGE: '{reference}', MODE: 'roll {environment}' };
const deploy = (settings: Partial<Settings>, more: Partial<DeployContext> = {}) =>
  jenkinsJob.deploy({ ...NOTHING, ...context, ...more }, { job: 'x', parameters, ...settings });
const job = (name: string, more: object = {}) => ({ job: name, parameters, ...more });
const { host, href } = jenkins.url;

targetContract(jenkinsJob, [
  { settings: job('deploy/checkout'), context, state: 'succeeded' },
  { settings: job('deploy/checkout', { wait: false }), context, state: 'succeeded' },
  { settings: job('unstable', { accept: ['UNSTABLE'] }), context, state: 'succeeded' },
  { settings: job('unstable'), context, state: 'failed' },
  { settings: job('cancelled'), context, state: 'failed' },
  {
    settings: job('checkout', { jenkins: guarded.url.href, credentials: 'bot' }),
    context: { sources },
    state: 'succeeded',
  },
]);

describe('the target jenkins-job', () => {
  it('starts the job with the digest, and waits until its build has ended', async () => {
    const lines: string[] = [];
    const before = jenkins.buildsOf('job/deploy/job/checkout').length;

    const outcome = await deploy({ job: 'deploy/checkout' }, { print: (line) => lines.push(line) });

    const builds = jenkins.buildsOf('job/deploy/job/checkout');
    const number = before + 1;
    const at = `${href}job/deploy/job/checkout/${number}/`;
    expect(outcome).toEqual({
      state: 'succeeded',
      message: `Build ${number} of deploy/checkout at ${host} ended with SUCCESS (${at}).`,
    });
    expect(builds.slice(before)).toEqual([
      { parameters: { IMAGE: NOTHING.reference, MODE: 'roll uat' }, result: 'SUCCESS' },
    ]);
    expect(lines).toEqual([
      `deploy/checkout at ${host} waits: In the quiet period. Expires in …`,
      `Build ${number} of deploy/checkout at ${host} runs: ${at}`,
    ]);
  });

  it('finds the job of a branch by the name that Jenkins shows', async () => {
    expect((await deploy({ job: 'deploy/feature%2Fx' })).message).toBe(
      `Build 1 of deploy/feature%2Fx at ${host} ended with SUCCESS (${href}job/deploy/job/feature%252Fx/1/).`,
    );
    expect(jenkins.buildsOf('job/deploy/job/feature%252Fx')[0]?.parameters).toMatchObject(ours);
  });

  it('fails with the result of the build', async () => {
    expect(await deploy({ job: 'failing' })).toEqual({
      state: 'failed',
      message: `Build 1 of failing at ${host} ended with FAILURE (${href}job/failing/1/).`,
      remedy: 'Look at the log of that build, repair what it says, and run this stage again.',
    });
  });

  it('fails when the build is cancelled before it began', async () => {
    expect(await deploy({ job: 'cancelled' })).toEqual({
      state: 'failed',
      message: `Job cancelled at ${host} was cancelled while it waited in the queue of Jenkins.`,
      remedy: 'Find out who cancelled it and why, then run this stage again.',
    });
  });

  it.each([
    ['running', 'Build 1', 1],
    ['done', 'Build 1', 1],
    ['failed', 'Build 2', 2],
    ['overtaken', 'Build 3', 3],
  ])('looks for a build that it started before: %s', async (name, build, builds) => {
    expect((await deploy({ job: name })).message).toBe(
      `${build} of ${name} at ${host} ended with SUCCESS (${href}job/${name}/${builds}/).`,
    );
    expect(jenkins.buildsOf(`job/${name}`)).toHaveLength(builds);
  });

  it('does not wait where that is not wanted', async () => {
    expect((await deploy({ job: 'done', wait: false })).message).toBe(
      `Build 1 of done at ${host} was started before.`,
    );
    expect((await deploy({ job: 'unstable', wait: false })).message).toMatch(
      /^Job unstable at .* is queued as item \d+; its build is not waited for\.$/,
    );
  });

  it('starts nothing in a dry run', async () => {
    const before = jenkins.buildsOf('job/unstable').length;

    const settings = { job: 'unstable', parameters: { MODE: '{tag}' } };
    const { message } = await deploy(settings, { isDryRun: true });

    expect(message).toBe(`Job unstable at ${host} would be started with MODE=10-uat.`);
    expect(jenkins.buildsOf('job/unstable')).toHaveLength(before);
  });

  it.each([
    [
      'nowhere',
      'JOB_ABSENT',
      `There is no job nowhere at ${host}, or not for us to see (HTTP 404).`,
    ],
    [
      'disabled',
      'JOB_DISABLED',
      `The job disabled at ${host} cannot be built: it is disabled, or has never been saved.`,
    ],
    [
      'refused',
      'JOB_NOT_QUEUED',
      `Jenkins did not queue refused at ${host}: ${host}/job/refused/buildWithParameters gave HTTP 302.`,
    ],
    [
      'forgotten',
      'QUEUED_FORGOTTEN',
      expect.stringMatching(
        /^Jenkins knows nothing any more of what it queued for forgotten at .* as item \d+ \(HTTP 404\)\.$/,
      ),
    ],
  ])('cannot start %s', async (name, code, message) => {
    await expect(deploy({ job: name })).rejects.toMatchObject({ code, message });
  });

  it('starts no job that would not take the parameters', async () => {
    await expect(
      deploy({ job: 'unstable', parameters: { IMAGE: '{digest}', TAG: '{tag}', STACK: 'shop' } }),
    ).rejects.toMatchObject({
      code: 'PARAMETERS_UNDECLARED',
      message: `The job unstable at ${host} has no parameters TAG, STACK, and Jenkins would leave them out.`,
    });
  });

  it('says that Jenkins wants an API token', async () => {
    const settings = { job: 'checkout', jenkins: crumbs.url.href, credentials: 'password' };

    await expect(deploy(settings)).rejects.toMatchObject({
      code: 'CRUMB_ASKED',
      message: `${crumbs.url.host} asks for a crumb (HTTP 403), as it does of a user who signs in with a password, or not at all.`,
    });
  });

  it('says that it is denied', async () => {
    const settings = { job: 'checkout', jenkins: guarded.url.href, credentials: 'password' };

    await expect(deploy(settings)).rejects.toMatchObject({ code: 'ANSWER_DENIED' });
  });

  it('needs to know which Jenkins', async () => {
    const alone = { ...NOTHING, sources };

    await expect(jenkinsJob.deploy(alone, job('checkout'))).rejects.toMatchObject({
      code: 'JENKINS_UNKNOWN',
      message: 'The address of this Jenkins is not known, and `jenkins` names no other.',
    });
  });

  it('goes on asking while Jenkins does not answer, until its time is up', async () => {
    const stop = new AbortController();
    const lines: string[] = [];
    const print = (line: string) => {
      lines.push(line);
      if (line.includes('runs:')) jenkins.fail({ status: 502 });
      if (line.startsWith('Asking again')) stop.abort(new Error('the time is up'));
    };

    const outcome = deploy({ job: 'deploy/checkout' }, { print, signal: stop.signal });

    await expect(outcome).rejects.toThrow('the time is up');
    expect(lines.at(-1)).toMatch(/^Asking again: .*\/api\/json answered with HTTP 502\.$/);
  });

  it('is named by its job, and by its Jenkins where that is another', () => {
    const away = { job: 'deploy/x', parameters: {}, jenkins: 'https://jenkins.example.com/ci' };

    expect(jenkinsJob.nameOf({ job: 'deploy/x', parameters: {} }, undefined, 'x')).toBe(
      'job deploy/x',
    );
    expect(jenkinsJob.nameOf(away, undefined, 'x')).toBe('job deploy/x at jenkins.example.com');
  });
});
