import { describe, expect, it } from 'vitest';
import { changed, parse, problemIn } from './support.ts';

describe('an image', () => {
  it.each([
    [
      'Shop/Checkout',
      '`Shop/Checkout` has upper-case letters; registries take lower case only: `shop/checkout`.',
    ],
    [
      'shop/checkout:10',
      '`shop/checkout:10` must be the name alone, for example `shop/checkout`, without registry, tag or digest.',
    ],
    [
      'shop//checkout',
      '`shop//checkout` is no image name: a repository name has lower-case letters and digits in parts joined by "/", with ".", "_", "__" or "-" between them.',
    ],
    [
      "''",
      '`\'\'` is no image name: a repository name has lower-case letters and digits in parts joined by "/", with ".", "_", "__" or "-" between them.',
    ],
    ['10', "`10` is a number in YAML; for text write `'10'`."],
    ['~', 'There is no value; text must be here.'],
  ])('has a name that registries take: %s', (image, sentence) => {
    expect(problemIn(changed('image: shop/checkout', `image: ${image}`))).toBe(
      `line 1, column 8: image: ${sentence}`,
    );
  });
});

describe('a release set', () => {
  it('names its images in a list', () => {
    const { application } = parse(
      changed('image: shop/checkout', 'images: [shop/checkout, shop/cart]'),
    );

    expect(application.images).toEqual(['shop/checkout', 'shop/cart']);
  });

  it.each([
    [
      'image: a\nimages: [b]',
      'line 2, column 1: images: `image` and `images` are both there; keep one of them.',
    ],
    [
      'images: [shop/checkout, Shop/Cart]',
      'line 1, column 25: images[1]: `Shop/Cart` has upper-case letters; registries take lower case only: `shop/cart`.',
    ],
    ['images: []', 'line 1, column 9: images: The list needs at least one entry.'],
    [
      '# none',
      'line 2, column 1: It names no image; add `image`, for example `image: shop/checkout`, or `images` for a release set.',
    ],
  ])('is refused: %s', (images, sentence) => {
    expect(problemIn(changed('image: shop/checkout', images))).toBe(sentence);
  });

  it('has a repository for each image', () => {
    const text = changed('image: shop/checkout', 'images: [shop/checkout, shop/cart]').replace(
      'nexus-prod/{image}',
      'nexus-prod/all',
    );

    expect(problemIn(text)).toBe(
      'line 17, column 17: environments.uat.repository: `nexus-prod/all` would hold all 2 images of the release set in one repository; put `{image}` into it.',
    );
  });
});

describe('a repository', () => {
  it.each([
    ['nexus-prd/{image}', 'Unknown registry `nexus-prd`; did you mean `nexus-prod`?'],
    [
      'docker.example.com/{image}',
      'Unknown registry `docker.example.com`; known: `nexus-dev`, `nexus-prod`.',
    ],
    [
      'https://u:p@docker.example.com/x',
      '`https://…@docker.example.com/x` is a URL; name a registry instead, as in `nexus-dev/{image}`.',
    ],
    ['nexus-prod', '`nexus-prod` must be registry and repository, as in `nexus-dev/{image}`.'],
    ['nexus-prod/{build}/x', '`{build}` cannot stand in a repository; only `{image}` can.'],
    ['nexus-prod/{imgae}', 'Unknown placeholder `{imgae}`; only `{image}` can.'],
    ['nexus-prod/{image', '`{image` has a `{` that is not closed.'],
    ['nexus-prod/image}', '`image}` has a `}` that has no `{` before it.'],
    [
      'nexus-prod/{image}/UAT',
      '`{image}/UAT`, here `shop/checkout/UAT`, has upper-case letters; registries take lower case only.',
    ],
    [
      'nexus-prod/{image}:uat',
      '`{image}:uat`, here `shop/checkout:uat`, holds a tag; list tags under `tags`.',
    ],
    [
      'nexus-prod/',
      '`\'\'` is no repository name: a repository name has lower-case letters and digits in parts joined by "/", with ".", "_", "__" or "-" between them.',
    ],
  ])('is a registry of ours and a path that it takes: %s', (repository, sentence) => {
    expect(problemIn(changed('nexus-prod/{image}', `'${repository}'`))).toBe(
      `line 17, column 17: environments.uat.repository: ${sentence}`,
    );
  });

  it('counts its prefix when it is too long', () => {
    const sentence = problemIn(changed('nexus-prod/{image}', `nexus-prod/${'x'.repeat(245)}`));

    expect(sentence).toContain('is too long: at most 255 characters, prefix included.');
  });
});

describe('a tag', () => {
  it.each([
    [
      '{bild}',
      'Unknown placeholder `{bild}`; did you mean `{build}`? A tag may hold `{image}`, `{build}`, `{commit}`, `{version}`, `{branch}`.',
    ],
    [
      '{ build }',
      'Unknown placeholder `{ build }`; did you mean `{build}`? A tag may hold `{image}`, `{build}`, `{commit}`, `{version}`, `{branch}`.',
    ],
    [
      '{}',
      'Unknown placeholder `{}`. A tag may hold `{image}`, `{build}`, `{commit}`, `{version}`, `{branch}`.',
    ],
    ['{build', '`{build` has a `{` that is not closed.'],
    [
      'uat:{build}',
      '`uat:{build}` can be no tag: it holds `:`, and only letters, digits, "_", "." and "-" are allowed.',
    ],
    ['-{build}', '`-{build}` can be no tag: it must not start with `-`.'],
    ['', 'The tag is empty.'],
    [
      `{build}${'x'.repeat(115)}`,
      `\`{build}${'x'.repeat(72)}…\` is too long: a tag has at most 128 characters, and each placeholder needs room for 14.`,
    ],
    ['x'.repeat(129), `\`${'x'.repeat(79)}…\` is too long: a tag has at most 128 characters.`],
  ])('is one that registries take: %s', (tag, sentence) => {
    expect(problemIn(changed("'{build}-uat'", `'${tag}'`))).toBe(
      `line 18, column 12: environments.uat.tags[0]: ${sentence}`,
    );
  });

  it.each([
    ['[{build}]', "[0]: `{build}` without quotes is a mapping in YAML; write `'{build}'`."],
    ['[1.10]', "[0]: `1.10` is a number in YAML; for text write `'1.10'`."],
    ['[true]', "[0]: `true` is a boolean in YAML; for text write `'true'`."],
    ["'{build}'", ": `{build}` must be a list; write `['{build}']`."],
    ['[]', ': The list needs at least one entry.'],
    ['[a, b, a]', '[2]: `a` is in the list twice; leave one out.'],
  ])('is text in a list: %s', (tags, sentence) => {
    expect(problemIn(changed("['{build}-uat']", tags))).toContain(
      `environments.uat.tags${sentence}`,
    );
  });

  it('belongs to one environment only in a repository', () => {
    const sentence = problemIn(changed('nexus-dev/{image}-qa', 'nexus-dev/shop/checkout'));

    expect(sentence).toBe(
      'line 12, column 12: environments.qa.tags[0]: `dev` writes tag `{build}` in the same repository, so nobody could tell the two environments apart; give one another tag or repository.',
    );
  });
});
