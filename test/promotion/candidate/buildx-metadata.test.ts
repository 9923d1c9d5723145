import { describe, expect, it } from 'vitest';
import { buildxMetadata } from '../../../engine/promotion/candidate/buildx-metadata.ts';
import { DIGEST, OTHER } from '../facts.ts';
import { failureOf, folderWith } from './workspace.ts';

const target = (digest: string, name?: string) => ({
  'buildx.build.ref': 'builder/node/x',
  'containerimage.digest': digest,
  'containerimage.descriptor': { digest: OTHER },
  ...(name !== undefined && { 'image.name': name }),
});

async function read(json: unknown, image = 'checkout') {
  const text = typeof json === 'string' ? json : JSON.stringify(json, null, 2);
  return buildxMetadata(await folderWith('image.json', text), 'image.json', image);
}

describe('the metadata file of buildx', () => {
  it('names the digest of a build', async () => {
    expect(await read(target(DIGEST))).toEqual({
      digest: DIGEST,
      source: 'the buildx metadata image.json',
    });
  });

  it.each([
    ['the only target', { default: target(DIGEST) }],
    ['the target of that name', { checkout: target(DIGEST), cart: target(OTHER) }],
    [
      'the target that pushes there',
      {
        app: target(
          DIGEST,
          'dev.example.com:8082/shop/checkout:10, dev.example.com:8082/shop/checkout:latest',
        ),
        cart: target(OTHER, 'dev.example.com:8082/shop/cart:10'),
      },
    ],
    [
      'the target among others that pushed nothing',
      { checkout: target(DIGEST), lint: {}, 'buildx.build.warnings': [] },
    ],
  ])('names, of bake, %s', async (_, json) => {
    expect((await read(json)).digest).toBe(DIGEST);
  });

  it.each([
    [
      'is empty',
      '',
      'DIGEST_FILE_UNUSABLE: The buildx metadata image.json does not say which digest was built: it is not a JSON object.',
    ],
    [
      'is a list',
      [],
      'DIGEST_FILE_UNUSABLE: The buildx metadata image.json does not say which digest was built: it is not a JSON object.',
    ],
    [
      'has no digest, as without --push',
      { 'buildx.build.ref': 'x' },
      'DIGEST_FILE_UNUSABLE: The buildx metadata image.json does not say which digest was built: it has no `containerimage.digest`.',
    ],
    [
      'has a short digest',
      target('sha256:12ab'),
      'DIGEST_FILE_UNUSABLE: The buildx metadata image.json does not say which digest was built: it has no `containerimage.digest`.',
    ],
    [
      'has targets, none of which fits',
      { cart: target(OTHER), web: target(DIGEST) },
      'DIGEST_FILE_UNUSABLE: The buildx metadata image.json does not say which digest was built: of its targets cart, web, not exactly one builds checkout.',
    ],
    [
      'has two targets that fit',
      { checkout: target(OTHER), app: target(DIGEST, 'x/checkout') },
      'DIGEST_FILE_UNUSABLE: The buildx metadata image.json does not say which digest was built: of its targets checkout, app, not exactly one builds checkout.',
    ],
  ])('is refused when it %s', async (_, json, message) => {
    expect(await failureOf(read(json))).toBe(message);
  });

  it('does not take an image for another whose name only ends alike', async () => {
    const json = {
      a: target(OTHER, 'dev.example.com/shop/precheckout:1'),
      b: target(DIGEST, 'dev.example.com/shop/checkout:1'),
    };

    expect((await read(json)).digest).toBe(DIGEST);
  });
});
