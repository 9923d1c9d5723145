import { describe, expect, it } from 'vitest';
import { promotedProperties } from '../../engine/commands/promoted-properties.ts';
import { buildImage } from '../support/images/build-image.ts';
import { nexusLandscape, steady, workspaceIn } from './landscape.ts';
import { build, promote, succeed } from './steps.ts';

const image = buildImage();

describe('promoted.properties', () => {
  it('says what is where, also when it was there already', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, image);

    const promoted = await promote(workspace, 'qa');
    const first = await promoted.file('promoted.properties');
    const again = await succeed(workspace, 'plan', 'promote-qa', { options: { env: 'qa' } });

    expect(steady(first ?? '', landscape, [image])).toMatchInlineSnapshot(`
      "environment=qa
      image=shop/checkout
      reference=dev.example.com/shop/checkout-qa@sha256:1111111111111111111111111111111111111111111111111111111111111111
      digest=sha256:1111111111111111111111111111111111111111111111111111111111111111
      build=10
      job=shop
      at=2026-11-21T10:03:00.152Z
      promotedBy=https://jenkins.example.com/job/shop/10/"
    `);
    expect((await again.file('promoted.properties'))?.split('\nat=')[0]).toBe(
      first?.split('\nat=')[0],
    );
  });

  it('numbers the images of a set, and leaves out what nobody knows', () => {
    const planOf = (name: string, number?: string) =>
      ({
        image: name,
        candidate: { digest: image.root.digest, build: number === undefined ? {} : { number } },
      }) as never;
    const set = { environment: 'größe', images: [planOf('shop/cart', '7'), planOf('shop/search')] };

    const text = promotedProperties(
      set as never,
      ['r/cart@d', 'r/search@d'],
      new Date(0),
      undefined,
    );

    expect(text.replaceAll(image.root.digest, 'sha256:…')).toBe(
      [
        'environment=gr\\u00f6\\u00dfe',
        'image.1=shop/cart',
        'reference.1=r/cart@d',
        'digest.1=sha256:…',
        'build.1=7',
        'image.2=shop/search',
        'reference.2=r/search@d',
        'digest.2=sha256:…',
        'at=1970-01-01T00:00:00.000Z',
        '',
      ].join('\n'),
    );
  });
});
