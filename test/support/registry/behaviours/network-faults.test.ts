import { describe, expect, it } from 'vitest';
import { busy } from './busy.ts';
import { connectionReset } from './connection-reset.ts';
import { htmlErrors } from './html-errors.ts';
import { onRequest } from './on-request.ts';
import { withBehaviour } from './with-behaviour.ts';

describe('faults of the way there', () => {
  it('requests are turned away for a while', async () => {
    const { ask } = await withBehaviour(busy(503, '2', { skip: 1, times: 1 }));

    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push(await ask('GET', 'manifests/1'));

    expect(answers.map(({ status }) => status)).toEqual([200, 503, 200]);
    expect(answers[1]?.headers.get('retry-after')).toBe('2');
  });

  it('a connection is reset', async () => {
    const { ask } = await withBehaviour(connectionReset());

    await expect(ask('GET', 'manifests/1')).rejects.toThrow();
    expect((await ask('GET', 'manifests/1')).status).toBe(200);
  });

  it('errors are pages', async () => {
    const { ask } = await withBehaviour(htmlErrors());

    const response = await ask('GET', 'manifests/none');

    expect(response.status).toBe(404);
    expect(await response.text()).toContain('<h1>Error 404</h1>');
  });

  it('something happens in between', async () => {
    const { ask } = await withBehaviour(
      onRequest((_request, store) => store.deleteTag('dev', 'app', '1')),
    );

    const response = await ask('GET', 'manifests/1');

    expect(response.status).toBe(404);
  });
});
