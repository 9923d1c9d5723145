import { describe, expect, it } from 'vitest';
import { buildImage } from '../images/build-image.ts';
import { pushImage } from '../images/push-image.ts';
import { seedImage } from '../images/seed-image.ts';
import { BLOB, DIGEST, started } from './started.ts';

describe('the write policy', () => {
  it('ALLOW_ONCE refuses a second upload of a blob in the words of Nexus', async () => {
    const registry = await started({ repositories: { prod: { writePolicy: 'ALLOW_ONCE' } } });
    registry.store.putBlob('prod', DIGEST, BLOB);

    const response = await fetch(`${registry.url('prod')}/v2/a/blobs/uploads/?digest=${DIGEST}`, {
      method: 'POST',
      body: BLOB,
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [
        {
          code: 'BLOB_UPLOAD_INVALID',
          message: 'blob upload invalid',
          detail: `prod/v2/-/blobs/${DIGEST} cannot be updated`,
        },
      ],
    });
  });

  it('ALLOW_ONCE lets one of two racing uploads of a blob win', async () => {
    const registry = await started({ repositories: { prod: { writePolicy: 'ALLOW_ONCE' } } });
    const upload = () =>
      fetch(`${registry.url('prod')}/v2/a/blobs/uploads/?digest=${DIGEST}`, {
        method: 'POST',
        body: BLOB,
      });

    const answers = await Promise.all([upload(), upload()]);

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
  });

  it('ALLOW_ONCE refuses a tag again, but another tag on the same digest is fine', async () => {
    const registry = await started({ repositories: { prod: { writePolicy: 'ALLOW_ONCE' } } });
    const image = buildImage();
    seedImage(registry.store, 'prod', 'app', image, ['10']);
    const put = (tag: string) =>
      fetch(`${registry.url('prod')}/v2/app/manifests/${tag}`, {
        method: 'PUT',
        headers: { 'content-type': image.root.mediaType },
        body: image.root.bytes,
      });

    const [again, other] = [await put('10'), await put('11')];

    expect([again.status, other.status]).toEqual([400, 201]);
    expect(await again.text()).toContain('Repository does not allow updating assets: prod');
  });

  it('lets only latest move where latestPolicy says so', async () => {
    const registry = await started({
      repositories: { prod: { writePolicy: 'ALLOW_ONCE', latestPolicy: true } },
    });
    seedImage(registry.store, 'prod', 'app', buildImage({ seed: 'old' }), ['10', 'latest']);
    const image = buildImage({ seed: 'new' });

    await pushImage(registry.target('prod', 'app'), image, ['latest']);
    const push = pushImage(registry.target('prod', 'app'), image, ['10']);

    await expect(push).rejects.toThrow(/does not allow updating assets/);
    expect(registry.store.manifest('prod', 'app', 'latest')?.digest).toBe(image.root.digest);
  });
});
