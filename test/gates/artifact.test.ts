import { afterAll, describe, expect, it } from 'vitest';
import { artifact } from '../../engine/gates/artifact.ts';
import { startJenkins } from '../support/services/jenkins.ts';
import { basic } from '../support/services/service.ts';
import { openWeb } from '../support/services/web.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';

const BOT = basic('bot', 'api-token');
const jenkins = await startJenkins(
  {
    'job/shop/9': {
      result: 'SUCCESS',
      artifacts: {
        'dist/app 1#ü.tar.gz': 'x'.repeat(2000),
        'dist/notes.txt': '',
        'reports/a.html': '<html>',
        'reports/b.html': '<html>',
      },
    },
    'job/shop/8': { result: 'SUCCESS' },
    'job/shop/7': {
      result: 'SUCCESS',
      artifacts: Object.fromEntries(
        Array.from({ length: 51 }, (_, at) => [`logs/${at}.txt`, 'x'] as const),
      ),
    },
  },
  BOT,
);
const web = openWeb({ bot: BOT });
afterAll(() => Promise.all([jenkins.close(), web.close()]));

const inBuild = (number: string) => ({
  sources: noSources({ get: web.get }),
  requestedIn: { number, job: 'shop', url: jenkins.buildUrl(`job/shop/${number}`) },
});
const credentials = 'bot';
const evaluate = (path: string, number = '9', atLeastBytes = 1) =>
  artifact.evaluate({ ...NOTHING, ...inBuild(number) }, { path, atLeastBytes, credentials });

gateContract(artifact, [
  { settings: { path: 'dist/*.tar.gz', credentials }, context: inBuild('9'), outcome: 'pass' },
  { settings: { path: 'reports/**', credentials }, context: inBuild('9'), outcome: 'pass' },
  { settings: { path: 'dist/notes.txt', credentials }, context: inBuild('9'), outcome: 'fail' },
  { settings: { path: 'app.tar.gz', credentials }, context: inBuild('9'), outcome: 'fail' },
  { settings: { path: '**', credentials }, context: inBuild('8'), outcome: 'fail' },
]);

describe('the gate artifact', () => {
  it('names what it found', async () => {
    expect(await evaluate('reports/*.html')).toEqual({
      outcome: 'pass',
      because: 'Build 9 of shop has 2 artifacts: reports/a.html, reports/b.html.',
    });
  });

  it('opens what Jenkins lists, whatever its name', async () => {
    expect(await evaluate('dist/app*', '9', 2000)).toEqual({
      outcome: 'pass',
      because: 'Build 9 of shop has 1 artifact: dist/app 1#ü.tar.gz.',
    });
    expect(jenkins.requests.at(-1)?.path).toBe('/job/shop/9/artifact/dist/app%201%23%C3%BC.tar.gz');
  });

  it('fails for one that is shorter than asked for', async () => {
    expect(await evaluate('dist/*', '9', 2001)).toEqual({
      outcome: 'fail',
      because:
        'Build 9 of shop has archived too little: dist/app 1#ü.tar.gz has 2000 bytes; dist/notes.txt has 0 bytes. Required: 2001 bytes.',
      remedy: 'Look at what that build archived; it was cut short or never written.',
    });
  });

  it('names what there is where nothing matches', async () => {
    expect(await evaluate('dist/app.zip')).toMatchObject({
      because:
        'Build 9 of shop has no artifact dist/app.zip; it has dist/app 1#ü.tar.gz, dist/notes.txt, reports/a.html, reports/b.html.',
    });
    expect(await evaluate('dist/app.zip', '8')).toMatchObject({
      because: 'Build 8 of shop has no artifact dist/app.zip; it has none at all.',
    });
  });

  it('opens no more than fifty', async () => {
    await expect(evaluate('logs/*', '7')).rejects.toMatchObject({ code: 'TOO_MANY_ARTIFACTS' });
  });
});
