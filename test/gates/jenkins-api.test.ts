import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { GateContext } from '../../engine/gates/gate.ts';
import { findBuild } from '../../engine/gates/jenkins-api.ts';
import { startJenkins } from '../support/services/jenkins.ts';
import { basic, startService } from '../support/services/service.ts';
import { openWeb } from '../support/services/web.ts';
import { NOTHING, noSources } from './contract.ts';

const COMMIT = '9fceb02d0ae598e95dc970b74767f19372d61af8';
const BOT = basic('bot', 'api-token');
const jenkins = await startJenkins(
  {
    'job/shop/job/feature%252Fx/9': { result: 'SUCCESS', commits: ['0'.repeat(40), COMMIT] },
    'job/shop/10': { result: null },
  },
  BOT,
);
const elsewhere = await startService(() => ({ body: { result: 'SUCCESS' } }));
const web = openWeb({ 'jenkins-bot': BOT, wrong: basic('bot', 'old') });
const sources = noSources({ get: web.get });
afterAll(() => Promise.all([jenkins.close(), elsewhere.close(), web.close()]));
beforeEach(() => jenkins.fail(undefined));

const RECORDED = jenkins.buildUrl('job/shop/job/feature%252Fx/9');
const SETTINGS = { of: 'recorded', credentials: 'jenkins-bot' } as const;

function about(build: GateContext['build'], requestedIn: GateContext['requestedIn'] = {}) {
  const url = jenkins.buildUrl('job/shop/10');
  return { ...NOTHING, sources, build, requestedIn: { url, ...requestedIn } };
}

describe('a recorded build', () => {
  it('is asked for in the Jenkins of this run', async () => {
    const context = about({ number: '9', job: 'shop/feature/x', url: RECORDED, commit: COMMIT });

    const build = await findBuild(context, SETTINGS);

    expect(build).toMatchObject({
      name: 'Build 9 of shop/feature/x',
      result: 'SUCCESS',
      isRunning: false,
    });
    expect(jenkins.requests).toEqual([
      {
        path: '/job/shop/job/feature%252Fx/9/api/json?tree=number,result,building,actions[lastBuiltRevision[SHA1]]',
        authorization: BOT,
      },
    ]);
  });

  it('has to have built the recorded commit, since numbers start again in a new job', async () => {
    const context = about({ number: '9', url: RECORDED, commit: 'f'.repeat(40) });

    await expect(findBuild(context, SETTINGS)).rejects.toMatchObject({
      code: 'OTHER_BUILD',
      message:
        'Build 9 built commit 000000000000, and the image was made from ffffffffffff: the job was made anew since.',
    });
  });

  it('is known by a short commit, too', async () => {
    const context = about({ url: RECORDED, commit: COMMIT.slice(0, 7) });

    expect((await findBuild(context, SETTINGS)).name).toBe('Build 9');
  });

  it('is not asked for at a host that only the record names', async () => {
    const url = `${elsewhere.url.href}job/shop/9/`;

    await expect(findBuild(about({ number: '9', url }), SETTINGS)).rejects.toMatchObject({
      code: 'FOREIGN_JENKINS',
      message: `The build record names a build at ${elsewhere.url.origin}, and the Jenkins that counts here is ${jenkins.url.origin}; a record could name any host, so that one is not asked.`,
    });
    expect(elsewhere.requests).toEqual([]);
  });

  it('is asked for at another Jenkins that the settings name', async () => {
    const context = about({ url: RECORDED }, { url: 'https://other.example.com/job/promote/1/' });

    const build = await findBuild(context, { ...SETTINGS, jenkins: jenkins.url.origin });

    expect(build.result).toBe('SUCCESS');
  });

  it.each([
    'job/shop/9/../../../evil/job/x/1/',
    'evil/job/shop/9/',
    'job/shop/9/artifact/job/x/9/',
    'job/shop//job/x/9/',
  ])('has the address of a build: %s is none', async (path) => {
    const context = about({ url: `${jenkins.url.href}${path}` });

    await expect(findBuild(context, SETTINGS)).rejects.toMatchObject({ code: 'FOREIGN_JENKINS' });
    expect(jenkins.requests).toEqual([]);
  });

  it.each([
    undefined,
    'shop 9',
    'file:///job/shop/9/',
    `${RECORDED}?tree=x`,
    RECORDED.replace('http://', 'http://bot:token@'),
    RECORDED.replace('/9/', '/lastBuild/'),
  ])('is not known by the address %s', async (url) => {
    const context = about(url === undefined ? {} : { url });

    await expect(findBuild(context, SETTINGS)).rejects.toMatchObject({ code: 'BUILD_UNKNOWN' });
    expect(jenkins.requests).toEqual([]);
  });

  it('that was deleted is an error', async () => {
    const context = about({ number: '8', url: jenkins.buildUrl('job/shop/8') });

    await expect(findBuild(context, SETTINGS)).rejects.toMatchObject({ code: 'BUILD_GONE' });
  });
});

describe('Jenkins', () => {
  const context = about({ url: RECORDED });

  it.each([
    [{ of: 'recorded' }, 'without credentials (HTTP 403)'],
    [{ of: 'recorded', credentials: 'wrong' }, 'with the Jenkins credential "wrong" (HTTP 401)'],
  ] as const)('may say that %j is not allowed', async (settings, words) => {
    await expect(findBuild(context, settings)).rejects.toMatchObject({
      code: 'ANSWER_DENIED',
      message: expect.stringContaining(words),
    });
  });

  it.each([
    [{ status: 500 }, 'ANSWER_UNUSABLE', 'answered with HTTP 500'],
    ['sign-in page', 'ANSWER_UNUSABLE', 'that is no JSON object, perhaps a page to sign in'],
    ['no JSON', 'ANSWER_UNUSABLE', 'answered with application/json that is no JSON object'],
    ['nothing', 'ANSWER_UNUSABLE', 'answered with nothing'],
    ['endless', 'ANSWER_UNUSABLE', 'answered with more than 1 MiB'],
    ['silence', 'SILENT', 'took the connection and did not answer'],
  ] as const)('that answers with %j is an error', async (fault, code, words) => {
    jenkins.fail(fault);

    await expect(findBuild(context, SETTINGS)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
    });
  });

  it('takes no token to another host, nor an answer from there', async () => {
    jenkins.fail({ redirectTo: `${elsewhere.url.href}job/shop/9/` });

    await expect(findBuild(context, SETTINGS)).rejects.toMatchObject({ code: 'REDIRECTED_AWAY' });
    await expect(findBuild(context, { of: 'recorded' })).rejects.toMatchObject({
      code: 'ANSWERED_ELSEWHERE',
    });
    expect(elsewhere.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  });
});
