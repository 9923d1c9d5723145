import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sonar } from '../../engine/gates/sonar.ts';
import { startSonarQube } from '../support/services/sonarqube.ts';
import { openWeb } from '../support/services/web.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';

const COMMIT = '9fceb02d0ae598e95dc970b74767f19372d61af8';
const TOKEN = 'Bearer squ_0123456789abcdef';
const coverage = {
  metricKey: 'new_coverage',
  status: 'OK',
  comparator: 'LT',
  errorThreshold: '80',
  actualValue: '91.2',
} as const;
const bugs = {
  metricKey: 'new_violations',
  status: 'ERROR',
  comparator: 'GT',
  errorThreshold: '0',
  actualValue: '3',
} as const;
const of = (status: string, more: object = {}) => [
  { key: `${status}-1`, revision: COMMIT, status, conditions: [coverage], ...more },
];
const server = await startSonarQube(
  {
    good: [
      { key: 'later', revision: 'f'.repeat(40), status: 'ERROR', conditions: [bugs] },
      { key: 'good-1', revision: COMMIT, status: 'OK', conditions: [coverage] },
    ],
    bad: of('ERROR', { conditions: [coverage, bugs] }),
    warned: of('WARN', { conditions: [{ ...coverage, status: 'WARN', actualValue: '79' }] }),
    none: of('NONE', { conditions: [] }),
    'odd/key&x=1': of('OK', { branch: 'release/1', key: 'odd-1' }),
    small: of('OK', { ignoredConditions: true, key: 'small-1' }),
    contradicting: of('OK', { conditions: [coverage, bugs], key: 'contradicting-1' }),
    new: [],
  },
  TOKEN,
);
const web = openWeb({ sonar: TOKEN, old: 'Bearer squ_old' });
const sources = noSources({ get: web.get });
afterAll(() => Promise.all([server.close(), web.close()]));
beforeEach(() => server.fail(undefined));

const settings = (project: string, more: object = {}) => ({
  url: `${server.url.href}sonar`,
  project,
  metrics: ['new_coverage'],
  credentials: 'sonar',
  ...more,
});
const context = { sources, build: { commit: COMMIT } };
const evaluate = (project: string, more: object = {}) =>
  sonar.evaluate({ ...NOTHING, ...context }, settings(project, more));

gateContract(sonar, [
  { settings: settings('good'), context, outcome: 'pass' },
  { settings: settings('good'), context: { sources }, outcome: 'fail' },
  { settings: settings('good', { commit: false }), context, outcome: 'fail' },
  { settings: settings('bad'), context, outcome: 'fail' },
  { settings: settings('warned'), context, outcome: 'fail' },
  { settings: settings('warned', { accept: ['OK', 'WARN'] }), context, outcome: 'pass' },
  { settings: settings('none'), context, outcome: 'fail' },
  { settings: settings('new'), context, outcome: 'fail' },
  { settings: settings('contradicting'), context, outcome: 'fail' },
  { settings: settings('good', { metrics: ['coverage'] }), context, outcome: 'fail' },
  { settings: settings('odd/key&x=1', { branch: 'release/1' }), context, outcome: 'pass' },
]);

describe('the gate sonar', () => {
  it('asks for the analysis of the recorded commit, not for the latest', async () => {
    expect(await evaluate('good')).toEqual({
      outcome: 'pass',
      because: 'The quality gate of good for commit 9fceb02d0ae5 is OK: new_coverage is 91.2.',
    });
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/sonar/api/project_analyses/search?project=good&ps=500',
      '/sonar/api/qualitygates/project_status?analysisId=good-1',
    ]);
  });

  it('asks for the latest analysis where the commit does not matter', async () => {
    expect(await evaluate('good', { commit: false })).toMatchObject({
      because: 'The quality gate of good is ERROR: new_violations is 3, above 0.',
    });
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/sonar/api/qualitygates/project_status?projectKey=good',
    ]);
  });

  it('says what is wrong in numbers', async () => {
    expect(await evaluate('warned')).toEqual({
      outcome: 'fail',
      because:
        'The quality gate of warned for commit 9fceb02d0ae5 is WARN: new_coverage is 79, below 80.',
      remedy: 'Repair what SonarQube names, and promote the image of a commit that passes.',
    });
  });

  it('fails where a metric was not looked at', async () => {
    expect(await evaluate('good', { metrics: ['new_coverage', 'coverage'] })).toMatchObject({
      because:
        'The quality gate of good for commit 9fceb02d0ae5 is OK, without a word on coverage; SonarQube leaves out conditions that have no data.',
    });
  });

  it('says when conditions were ignored', async () => {
    expect((await evaluate('small')).because).toMatch(
      /Some conditions were ignored, since few lines are new\.$/,
    );
  });

  it('says which commit was analysed last where ours was not', async () => {
    const other = { ...NOTHING, sources, build: { commit: 'e'.repeat(40) } };

    expect(await sonar.evaluate(other, settings('good'))).toMatchObject({
      because:
        'SonarQube has no analysis of good for commit eeeeeeeeeeee; the latest is of ffffffffffff.',
    });
  });

  it.each([
    ['unheard-of', {}, 'SONAR_PROJECT_UNKNOWN'],
    ['good', { credentials: 'old' }, 'ANSWER_DENIED'],
  ])('cannot tell of project %s with %j', async (project, more, code) => {
    await expect(evaluate(project, more)).rejects.toMatchObject({ code });
  });

  it('takes no token to another host', async () => {
    server.fail({ redirectTo: 'http://127.0.0.1:1/sonar' });

    await expect(evaluate('good')).rejects.toMatchObject({ code: 'REDIRECTED_AWAY' });
  });

  it('cannot tell by a page to sign in', async () => {
    server.fail('sign-in page');

    await expect(evaluate('good')).rejects.toMatchObject({ code: 'ANSWER_UNUSABLE' });
  });

  it('binds a secret text, or a user where the settings say so', () => {
    expect(sonar.credentials?.(settings('good'))).toEqual([{ id: 'sonar', type: 'string' }]);
    expect(sonar.credentials?.(settings('good', { signIn: 'password' }))).toEqual([
      { id: 'sonar', type: 'usernamePassword' },
    ]);
  });
});
