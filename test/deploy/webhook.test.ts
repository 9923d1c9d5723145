import { createHmac } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeployContext } from '../../engine/deploy/target.ts';
import { webhook } from '../../engine/deploy/webhook.ts';
import { type Asked, basic, startService } from '../support/services/service.ts';
import { openWeb } from '../support/services/web.ts';
import { NOTHING, noSources, targetContract } from './contract.ts';

const BOT = basic('bot', 'word');
const KEY = Buffer.from('0123456789abcdef0123456789abcdef');
const told: Asked[] = [];
let busy = 0;
const hosts = await startService(({ pathname }, asked) => {
  told.push(asked);
  if (busy > 0) {
    busy -= 1;
    return { status: 503, body: '' };
  }
  if (pathname === '/uat/shop%2Fcheckout') return { status: 202, type: 'text/plain', body: 'ok' };
  if (pathname === '/moved') {
    return { status: 307, headers: { location: `${guarded.url.href}in?ticket=1` }, body: '' };
  }
  if (pathname !== '/full') return undefined;
  return { status: 409, type: 'text/plain', body: 'No host has room.\nAsk the platform team.' };
});
const guarded = await startService(() => ({ status: 204 }), BOT);
const web = openWeb({ bot: BOT, wrong: 'Bearer t0ken' });
const secrets: Readonly<Record<string, string>> = {
  signing: `whsec_${KEY.toString('base64')}`,
  plain: 'correct horse battery staple',
};
const sources = noSources({ send: web.send, secret: (id) => secrets[id] ?? '' });
const context = { sources };
afterAll(() => Promise.all([hosts.close(), guarded.close(), web.close()]));
beforeEach(() => {
  told.length = 0;
  busy = 0;
});

const at = (path: string, more: object = {}) => ({ url: `${hosts.url.href}${path}`, ...more });
const TAKEN = '{environment}/{image}';
const deploy = (
  settings: Parameters<typeof webhook.deploy>[1],
  more: Partial<DeployContext> = {},
) => webhook.deploy({ ...NOTHING, sources, ...more }, settings);

targetContract(webhook, [
  { settings: at(TAKEN), context, state: 'succeeded' },
  { settings: at(TAKEN, { method: 'PUT', secret: 'signing' }), context, state: 'succeeded' },
  { settings: at('full'), context, state: 'failed' },
  { settings: at('moved'), context, state: 'failed' },
  { settings: { url: guarded.url.href, credentials: 'bot' }, context, state: 'succeeded' },
  { settings: { url: guarded.url.href }, context, state: 'failed' },
  {
    settings: { url: guarded.url.href, credentials: 'wrong', signIn: 'token' },
    context,
    state: 'failed',
  },
]);

describe('the target webhook', () => {
  it('tells what to run, under a key that stays the same', async () => {
    const outcome = await deploy(at(`${TAKEN}?tag={tag}`), {
      build: { number: '10', job: 'shop' },
      requester: 'alice',
    });

    expect(outcome).toEqual({
      state: 'succeeded',
      message: `POST ${hosts.url.host}/uat/shop%2Fcheckout gave HTTP 202 (ok).`,
    });
    expect(told).toMatchObject([
      { headers: { 'content-type': 'application/json', 'idempotency-key': 'b7e1-1' } },
    ]);
    expect(JSON.parse(told[0]?.body ?? '')).toEqual({
      image: 'shop/checkout',
      environment: 'uat',
      reference: `nexus.example.com/shop/checkout:10-uat@sha256:${'a'.repeat(64)}`,
      digest: `sha256:${'a'.repeat(64)}`,
      repository: 'nexus.example.com/shop/checkout',
      tag: '10-uat',
      build: { number: '10', job: 'shop' },
      requester: 'alice',
    });
  });

  it('signs what it sends, as Standard Webhooks has it', async () => {
    await deploy(at(TAKEN, { secret: 'signing' }));

    const [{ headers, body } = { headers: {}, body: '' }] = told;
    const signed = `b7e1-1.1767225600.${body}`;
    expect(headers).toMatchObject({
      'webhook-id': 'b7e1-1',
      'webhook-timestamp': '1767225600',
      'webhook-signature': `v1,${createHmac('sha256', KEY).update(signed).digest('base64')}`,
    });
  });

  it('sends it again to a server that is busy', async () => {
    busy = 1;

    expect((await deploy(at(TAKEN))).state).toBe('succeeded');
    expect(new Set(told.map(({ body }) => body)).size).toBe(1);
    expect(told).toHaveLength(2);
  });

  it('fails with the words of the answer', async () => {
    expect(await deploy(at('full', { method: 'PUT' }))).toEqual({
      state: 'failed',
      message: `PUT ${hosts.url.host}/full gave HTTP 409 (No host has room. Ask the platform team).`,
      remedy: `Ask those who run ${hosts.url.host} what this answer means, then run this stage again: it is the same message to them, by its key.`,
    });
  });

  it('is not sent on to another address', async () => {
    guarded.fail(undefined);

    expect(await deploy(at('moved', { credentials: 'bot' }))).toEqual({
      state: 'failed',
      message: `POST ${hosts.url.host}/moved gave HTTP 307.`,
      remedy: `Write the address that takes it as \`url\` (it points to ${guarded.url.href}in?…); what tells hosts what to run is not sent on.`,
    });
    expect(guarded.requests).toEqual([]);
  });

  it.each([
    [
      {},
      'HTTP 403.',
      'Name a Jenkins credential as `secret` or `credentials` of this target in promotion.yaml.',
    ],
    [
      { credentials: 'wrong', secret: 'signing' },
      'HTTP 401.',
      `Check the Jenkins credentials "signing" and "wrong", and what ${guarded.url.host} knows of them.`,
    ],
  ])('says who it was where it is refused: %j', async (more, status, remedy) => {
    expect(await deploy({ url: guarded.url.href, ...more })).toEqual({
      state: 'failed',
      message: `POST ${guarded.url.host}/ gave ${status}`,
      remedy,
    });
  });

  it('sends nothing with a secret that is none', async () => {
    await expect(deploy(at(TAKEN, { secret: 'plain' }))).rejects.toMatchObject({
      code: 'WEBHOOK_SECRET_UNFIT',
      message: 'The secret of the webhook is not "whsec_" with 24 to 64 bytes in base64 after it.',
    });
    expect(told).toEqual([]);
  });

  it('sends nothing in a dry run', async () => {
    expect(await deploy(at(TAKEN), { isDryRun: true })).toEqual({
      state: 'succeeded',
      message: `POST ${hosts.url.host}/uat/shop%2Fcheckout would tell of ${NOTHING.reference}.`,
    });
    expect(told).toEqual([]);
  });

  it('is named by its address, without the query', () => {
    expect(
      webhook.nameOf({ url: 'https://hosts.example.com/{image}?token=x' }, undefined, 'x'),
    ).toBe('webhook hosts.example.com/{image}');
  });

  it('has its credentials bound', () => {
    const settings = { url: '', credentials: 'bot', signIn: 'token', secret: 'signing' } as const;

    expect(webhook.credentials?.(settings)).toEqual([
      { id: 'bot', type: 'string' },
      { id: 'signing', type: 'string' },
    ]);
  });
});
