import { describe, expect, it } from 'vitest';
import { buildImage } from '../images/build-image.ts';
import { seedImage } from '../images/seed-image.ts';
import { BLOB, DIGEST, started } from './started.ts';

describe('manifests', () => {
  it('are refused while a blob is missing, which is named', async () => {
    const registry = await started();
    const { root } = buildImage();

    const response = await fetch(`${registry.url('docker-dev')}/v2/shop/app/manifests/10`, {
      method: 'PUT',
      headers: { 'content-type': root.mediaType },
      body: root.bytes,
    });

    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/blob unknown to registry - sha256:[0-9a-f]{64}/);
  });

  it('lose every tag by digest and one by tag', async () => {
    const registry = await started();
    const [one, two] = [buildImage({ seed: 'one' }), buildImage({ seed: 'two' })];
    seedImage(registry.store, 'docker-dev', 'app', one, ['1', 'latest']);
    seedImage(registry.store, 'docker-dev', 'app', two, ['2', 'next']);
    const remove = (reference: string) =>
      fetch(`${registry.url('docker-dev')}/v2/app/manifests/${reference}`, { method: 'DELETE' });

    await remove(one.root.digest);
    await remove('next');

    expect(registry.store.tags('docker-dev', 'app')).toEqual(['2']);
  });
});

describe('blobs', () => {
  it('belong to the repository, whatever the image, and to no other repository', async () => {
    const registry = await started({ repositories: { 'docker-dev': {}, 'docker-prod': {} } });
    registry.store.putBlob('docker-dev', DIGEST, BLOB);
    const status = async (repository: string, image: string) =>
      (await fetch(`${registry.url(repository)}/v2/${image}/blobs/${DIGEST}`)).status;

    const statuses = [
      await status('docker-dev', 'shop/app'),
      await status('docker-dev', 'other'),
      await status('docker-prod', 'shop/app'),
    ];

    expect(statuses).toEqual([200, 200, 404]);
  });

  it('are read in part', async () => {
    const registry = await started();
    registry.store.putBlob('docker-dev', DIGEST, BLOB);

    const response = await fetch(`${registry.url('docker-dev')}/v2/shop/app/blobs/${DIGEST}`, {
      headers: { range: 'bytes=2-5' },
    });

    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 2-5/18');
    expect(await response.text()).toBe('blob');
  });
});

describe('a list of tags', () => {
  it('comes in lexical order, in pages, after any last', async () => {
    const registry = await started();
    seedImage(registry.store, 'docker-dev', 'app', buildImage(), ['10', '9', 'b', 'a', 'Z']);
    const list = `${registry.url('docker-dev')}/v2/app/tags/list`;

    const page = await fetch(`${list}?n=2&last=90`);

    expect(await page.json()).toEqual({ name: 'app', tags: ['Z', 'a'] });
    expect(page.headers.get('link')).toBe('</v2/app/tags/list?n=2&last=a>; rel="next"');
  });
});
