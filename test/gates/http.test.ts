import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { http } from '../../engine/gates/http.ts';
import { basic, startService } from '../support/services/service.ts';
import { openWeb } from '../support/services/web.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';

const BOT = basic('bot', 'word');
const service = await startService(({ pathname }) => {
  if (pathname === '/open') return { body: { status: { state: 'ok', count: 2 }, none: null } };
  if (pathname === '/frozen') {
    return { status: 409, type: 'text/plain', body: 'Frozen until Monday,\n ask the board.' };
  }
  if (pathname === '/uat/shop%2Fcheckout') return { body: '[true]' };
  return undefined;
});
const guarded = await startService(() => ({ body: { state: 'ok' } }), BOT);
const web = openWeb({ calendar: BOT, token: 'Bearer t0ken' });
const sources = noSources({ get: web.get });
afterAll(() => Promise.all([service.close(), guarded.close(), web.close()]));
beforeEach(() => service.fail(undefined));

const at = (path: string, more: object = {}) => ({ url: `${service.url.href}${path}`, ...more });
const is = (path: string, value: string | number | null) => ({ json: [{ path, is: value }] });
const evaluate = (settings: Parameters<typeof http.evaluate>[1]) =>
  http.evaluate({ ...NOTHING, sources }, settings);

gateContract(http, [
  { settings: at('open'), context: { sources }, outcome: 'pass' },
  { settings: at('open', is('status.state', 'ok')), context: { sources }, outcome: 'pass' },
  { settings: at('open', is('none', null)), context: { sources }, outcome: 'pass' },
  { settings: at('{environment}/{image}', is('0', 'x')), context: { sources }, outcome: 'fail' },
  { settings: at('open', is('status.count', '2')), context: { sources }, outcome: 'fail' },
  { settings: at('open', is('status', 'ok')), context: { sources }, outcome: 'fail' },
  { settings: at('open', is('status.other', 'ok')), context: { sources }, outcome: 'fail' },
  { settings: at('frozen'), context: { sources }, outcome: 'fail' },
  { settings: at('frozen', { status: [204, 409] }), context: { sources }, outcome: 'pass' },
  { settings: at('nowhere'), context: { sources }, outcome: 'fail' },
  {
    settings: { url: guarded.url.href, credentials: 'calendar' },
    context: { sources },
    outcome: 'pass',
  },
  {
    settings: { url: guarded.url.href, credentials: 'token', signIn: 'token' },
    context: { sources },
    outcome: 'fail',
  },
]);

describe('the gate http', () => {
  it('passes on what the address says', async () => {
    expect(await evaluate(at('open', is('status.state', 'ok')))).toEqual({
      outcome: 'pass',
      because: `GET ${service.url.host}/open gave HTTP 200 and status.state is "ok".`,
    });
  });

  it('fails with the words of the answer, on one line', async () => {
    expect(await evaluate(at('frozen?x={digest}'))).toEqual({
      outcome: 'fail',
      because: `GET ${service.url.host}/frozen gave HTTP 409 (Frozen until Monday, ask the board). Required: 200 to 299.`,
      remedy: `Ask those who run ${service.url.host} what this answer means, or correct \`url\` in promotion.yaml; then run this stage again.`,
    });
  });

  it('names each value that is another one', async () => {
    const json = [
      { path: 'status.state', is: 'frozen' },
      { path: 'status.count', is: '2' },
      { path: 'status', is: 'ok' },
      { path: 'status.why', is: true },
    ];

    expect((await evaluate(at('open', { json }))).because).toBe(
      `GET ${service.url.host}/open gave HTTP 200, but status.state is "ok" where "frozen" is required; status.count is 2 where "2" is required; status is a list or an object where "ok" is required; status.why is not there where true is required.`,
    );
  });

  it.each([
    ['sign-in page', 'ANSWER_UNUSABLE'],
    ['no JSON', 'ANSWER_UNUSABLE'],
    ['nothing', 'ANSWER_UNUSABLE'],
    ['endless', 'ANSWER_UNUSABLE'],
    ['silence', 'SILENT'],
  ] as const)('cannot tell by %s', async (fault, code) => {
    service.fail(fault);

    await expect(evaluate(at('open', is('status.state', 'ok')))).rejects.toMatchObject({ code });
  });

  it('cannot tell while the server is broken', async () => {
    service.fail({ status: 500 });

    expect(await evaluate(at('open'))).toMatchObject({
      outcome: 'error',
      because: `GET ${service.url.host}/open gave HTTP 500 (it is broken). Required: 200 to 299.`,
    });
  });

  it('follows a redirect to another host only where no credential is at stake', async () => {
    service.fail({ redirectTo: guarded.url.href });

    const anonymous = await evaluate(at('open'));

    expect(anonymous.because).toMatch(/gave HTTP 403/);
    await expect(evaluate(at('open', { credentials: 'calendar' }))).rejects.toMatchObject({
      code: 'REDIRECTED_AWAY',
    });
    expect(guarded.requests.at(-1)?.authorization).toBeUndefined();
  });

  it('binds a user and password, or a secret text where the settings say so', () => {
    expect(http.credentials?.(at('', { credentials: 'calendar' }))).toEqual([
      { id: 'calendar', type: 'usernamePassword' },
    ]);
    expect(http.credentials?.(at('', { credentials: 'calendar', signIn: 'token' }))).toEqual([
      { id: 'calendar', type: 'string' },
    ]);
    expect(http.credentials?.(at(''))).toEqual([]);
  });
});
