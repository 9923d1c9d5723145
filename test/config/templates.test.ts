import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBuildBound, renderRepositoryPath, renderTag } from '../../engine/config/templates.ts';
import { isTag } from '../../engine/oci/reference.ts';

describe('a tag template', () => {
  it.each([
    ['{build}-uat', { image: 'shop/checkout', build: '10' }, '10-uat'],
    [
      '{branch}-{build}',
      { image: 'x', branch: 'feature/x', build: '10' },
      'feature-x-217d2bf51f16-10',
    ],
    ['{branch}', { image: 'x', branch: 'feature-x' }, 'feature-x'],
    ['{branch}', { image: 'x', branch: 'feature_x' }, 'feature_x'],
    ['{branch}', { image: 'x', branch: 'Feature/x' }, 'Feature-x-2bbbaa271ea7'],
    [
      '{branch}',
      { image: 'x', branch: 'feature-x-217d2bf51f16' },
      'feature-x-217d2bf51f16-252d071e573f',
    ],
    ['{branch}', { image: 'x', branch: '../..' }, 'x-0cfd1c96cbc0'],
    [
      '{image}-{version}',
      { image: 'shop/checkout', version: '1.2.0' },
      'shop-checkout-1dfc2ea56f23-1.2.0',
    ],
    ['latest', { image: 'x' }, 'latest'],
  ])('%s of %j is %s', (template, values, tag) => {
    expect(renderTag(template, values)).toBe(tag);
  });

  it('cuts a long value, so that the tag still fits', () => {
    const tag = renderTag('{branch}-{build}', { image: 'x', branch: 'b'.repeat(200), build: '10' });

    expect(tag).toBe(`${'b'.repeat(112)}-aaebc35c4c4e-10`);
  });

  it.each([undefined, ''])('needs its values', (build) => {
    expect(renderTag('{build}-{version}', { image: 'x', build, version: '1' })).toEqual({
      missing: 'build',
      because: 'The tag template `{build}-{version}` needs a build, and none is known.',
    });
  });

  it.each([
    ['{branch}', { branch: `sha256-${'0'.repeat(64)}.20261121T100000Z.verdict-rejected-01234567` }],
    ['{branch}.{version}', { branch: 'env-prod', version: '0.promotion-01234567' }],
  ])('gives no image the name of a record: %s', (template, values) => {
    expect(renderTag(template, { image: 'x', ...values })).toMatchObject({
      missing: 'branch',
      because: expect.stringContaining('which only a record can be called.'),
    });
  });

  const value = fc.oneof(
    fc.string({ minLength: 1, maxLength: 300 }),
    fc.stringMatching(/^[a-cA-C_/.-]{1,8}$/),
    fc.stringMatching(/^[ab]-[0-9a-f]{12}$/),
  );

  it('always gives a tag', () => {
    const templates = fc.constantFrom(
      '{branch}',
      '{branch}-{build}',
      'v{version}.{commit}_{image}-x',
    );

    fc.assert(
      fc.property(templates, value, value, value, (template, branch, build, version) => {
        const tag = renderTag(template, { image: 'a/b', branch, build, version, commit: branch });

        expect(tag).toSatisfy((text) => typeof text === 'string' && isTag(text));
      }),
    );
  });

  it('gives two values two tags', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        fc.pre(one !== other);

        const tags = [one, other].map((branch) => renderTag('{branch}', { image: 'x', branch }));

        expect(tags[0]).not.toBe(tags[1]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives the branches that look alike their own tags', () => {
    const branches = [
      'feature/x',
      'feature-x',
      'feature_x',
      'Feature/x',
      'feature//x',
      'feature x',
      '-feature-x',
    ];

    const tags = branches.map((branch) => renderTag('{branch}', { image: 'x', branch }));

    expect(new Set(tags).size).toBe(branches.length);
  });

  it.each([
    ['{build}', true],
    ['v{version}', true],
    ['x-{commit}', true],
    ['{branch}', false],
    ['{image}-latest', false],
    ['build', false],
  ])('%s is bound to a build: %s', (template, expected) => {
    expect(isBuildBound(template)).toBe(expected);
  });
});

describe('a repository template', () => {
  it('puts the image in as it is', () => {
    expect(renderRepositoryPath('team/{image}-qa', 'shop/$&')).toBe('team/shop/$&-qa');
  });
});
