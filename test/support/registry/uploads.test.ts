import { describe, expect, it } from 'vitest';
import { BLOB, DIGEST, started } from './started.ts';

describe('uploads', () => {
  it('start with a relative location, an id and an empty range', async () => {
    const registry = await started();

    const response = await fetch(`${registry.url('docker-dev')}/v2/shop/app/blobs/uploads/`, {
      method: 'POST',
    });

    const id = response.headers.get('docker-upload-uuid');
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/v2/shop/app/blobs/uploads/${id}`);
    expect(response.headers.get('range')).toBe('0-0');
  });

  it('take a whole blob in one request', async () => {
    const registry = await started();
    const uploads = `${registry.url('docker-dev')}/v2/shop/app/blobs/uploads/`;

    const response = await fetch(`${uploads}?digest=${DIGEST}`, { method: 'POST', body: BLOB });

    expect(response.status).toBe(201);
    expect(registry.store.hasBlob('docker-dev', DIGEST)).toBe(true);
  });

  it('take chunks in order and say how far they got', async () => {
    const registry = await started();
    const origin = registry.url('docker-dev');
    const opened = await fetch(`${origin}/v2/shop/app/blobs/uploads/`, { method: 'POST' });
    const session = `${origin}${opened.headers.get('location')}`;
    const patch = (from: number, to: number) =>
      fetch(session, {
        method: 'PATCH',
        headers: { 'content-range': `${from}-${to - 1}` },
        body: BLOB.subarray(from, to),
      });

    const first = await patch(0, 5);
    const gap = await patch(9, 12);
    const asked = await fetch(session);
    const closed = await fetch(`${session}?digest=${DIGEST}`, {
      method: 'PUT',
      body: BLOB.subarray(5),
    });

    expect([first, gap, asked, closed].map(({ status }) => status)).toEqual([202, 416, 204, 201]);
    expect(asked.headers.get('range')).toBe('0-4');
  });

  it('refuse content that is not the digest', async () => {
    const registry = await started();
    const uploads = `${registry.url('docker-dev')}/v2/shop/app/blobs/uploads/`;

    const response = await fetch(`${uploads}?digest=${DIGEST}`, { method: 'POST', body: 'other' });

    expect(response.status).toBe(400);
    expect(registry.store.blobs('docker-dev')).toEqual([]);
  });

  it('answer a mount with a session', async () => {
    const registry = await started();
    registry.store.putBlob('docker-dev', DIGEST, BLOB);
    const uploads = `${registry.url('docker-dev')}/v2/shop/app/blobs/uploads/`;

    const response = await fetch(`${uploads}?mount=${DIGEST}&from=shop/base`, { method: 'POST' });

    expect(response.status).toBe(202);
  });
});
