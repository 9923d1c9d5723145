import { describe, expect, it } from 'vitest';
import { mayName } from '../../engine/config/applications.ts';
import { ownedRefusal, POLICY, parseOwned, policyWith } from './owners.ts';
import { parse, problemIn, VALID } from './support.ts';

const IMAGE = 'image: shop/checkout\n';
const EXTENDED = `${IMAGE}environments:
  dev: { tags: ['{commit}'] }
  prod: { gates: [{ kind: build-result }] }
`;

describe('a policy', () => {
  it("decides everything but what it lets the application's file say", () => {
    const { policy, application, file } = parseOwned(EXTENDED);
    const { environments, registries, signing } = parseOwned(IMAGE).policy;

    expect(file).toBe('policy+promotion.yaml');
    expect(application).toEqual({ images: ['shop/checkout'], mayName: ['shop/*'] });
    expect(policy.registries).toEqual(registries);
    expect(policy.signing).toEqual(signing);
    expect(policy.environments.get('dev')).toEqual({
      ...environments.get('dev'),
      tags: ['{commit}'],
    });
    expect(policy.environments.get('prod')?.gates.map(({ kind }) => kind)).toEqual([
      'verdict',
      'soak-time',
      'build-result',
    ]);
  });

  it('lets tags of a branch stand beside those of another environment that they cannot be', () => {
    const text = `${IMAGE}environments: { qa: { tags: ['{build}-qa', '{branch}-qa'] } }\n`;

    expect(parseOwned(text).policy.environments.get('qa')?.tags).toEqual([
      '{build}-qa',
      '{branch}-qa',
    ]);
  });

  it('needs no file beside it where the step names the image', () => {
    const alone = parseOwned(undefined, POLICY, 'shop/checkout');

    expect(alone.file).toBe('policy');
    expect(alone.application.images).toEqual(['shop/checkout']);
    expect(alone.policy).toEqual(parseOwned(IMAGE).policy);
  });

  it('takes the image of the step where the file names none', () => {
    const { application } = parseOwned('environments: {}\n', POLICY, 'shop/checkout');

    expect(application.images).toEqual(['shop/checkout']);
  });

  it('may let every environment say the same', () => {
    const policy = policyWith(
      'may: { dev: [tags], qa: [tags, gates], prod: [gates] }',
      'may: [tags]',
    );
    const text = `${IMAGE}environments: { prod: { tags: ['release-{build}'] } }\n`;

    expect(parseOwned(text, policy).policy.environments.get('prod')?.tags).toEqual([
      'release-{build}',
    ]);
  });

  it('lets nothing be said of environments unless it lists it', () => {
    const policy = policyWith('  may: { dev: [tags], qa: [tags, gates], prod: [gates] }\n', '');

    expect(ownedRefusal(`${IMAGE}environments: { qa: { tags: [x] } }\n`, policy)).toContain(
      'The policy keeps `tags` of `qa` to itself (its line 11); `applications.may` lists nothing (line 26).',
    );
  });

  it.each([
    ['shop/*', 'shop/cart', true],
    ['shop/*', 'shop/cart/api', false],
    ['shop/**', 'shop/cart/api', true],
    ['shop/cart-*', 'shop/cart-api', true],
    ['shop/cart', 'shop/cart', true],
    ['shop/c.rt', 'shop/cart', false],
    ['*/cart', 'payroll/cart', true],
  ])('with %s says of %s: %s', (pattern, image, expected) => {
    expect(mayName([pattern], image)).toBe(expected);
  });
});

describe('the digest of a policy with an application', () => {
  const digestOf = (application: string, policy = POLICY) =>
    parseOwned(application, policy).policy.digest;

  it('is that of one file with the same meaning', () => {
    const whole = VALID.replace('image: shop/checkout\n', '');
    const policy = `${whole}applications: { image: shop/*, may: [tags, gates] }\n`;

    expect(digestOf(IMAGE, policy)).toBe(parse(VALID).policy.digest);
  });

  it('stays the same for other images, and other applications that are let in', () => {
    expect(digestOf('image: shop/cart\n')).toBe(digestOf(IMAGE));
    expect(digestOf(IMAGE, policyWith('image: shop/*', 'image: [shop/*, cart/*]'))).toBe(
      digestOf(IMAGE),
    );
  });

  it.each([
    ['a tag', "environments: { dev: { tags: ['{commit}'] } }\n"],
    ['a gate', 'environments: { prod: { gates: [{ kind: build-result }] } }\n'],
  ])("changes with %s of the application's file", (_, said) => {
    expect(digestOf(IMAGE + said)).not.toBe(digestOf(IMAGE));
  });
});

describe('a policy that cannot be one', () => {
  it.each([
    [
      'no list of images',
      'applications:\n  image: shop/*\n  may: { dev: [tags], qa: [tags, gates], prod: [gates] }\n',
      '',
      'line 1, column 1: `applications` is missing: it says which images an application may name, for example `applications: { image: shop/* }`.',
    ],
    [
      'an image of its own',
      'signing:',
      'image: shop/checkout\nsigning:',
      "line 25, column 1: image: An application's file names its images; say which it may name under `applications.image`.",
    ],
    [
      'one repository for all',
      'nexus-prod/{image}',
      'nexus-prod/shop',
      'line 16, column 17: environments.prod.repository: `nexus-prod/shop` would hold the images of every application; put `{image}` into it.',
    ],
    [
      'words that applications cannot say',
      'prod: [gates]',
      'prod: [gate]',
      'line 28, column 49: applications.may.prod[0]: `gate` is none of `tags`, `gates`; did you mean `gates`?',
    ],
    [
      'an environment that is not there',
      'qa: [tags, gates]',
      'aq: [tags, gates]',
      'line 28, column 23: applications.may.aq: Unknown environment `aq`; did you mean `qa`?',
    ],
    [
      'a pattern that is none',
      'image: shop/*',
      "image: 'shop/[a-z]'",
      'line 27, column 10: applications.image: `shop/[a-z]` must be the name of an image, in which * and ** stand for a part of it.',
    ],
    [
      'authorities from the workspace',
      'prefix: docker-prod,',
      'prefix: docker-prod, ca: ci/ca.pem,',
      'line 3, column 76: registries.nexus-prod.ca: `ci/ca.pem` would be read from the workspace of the application; give an absolute path on the agent.',
    ],
    [
      'trusted keys from the workspace',
      'signing:',
      'trust: { keys: { jenkins: { file: keys/jenkins.pub } } }\nsigning:',
      'line 25, column 35: trust.keys.jenkins.file: `keys/jenkins.pub` would be read from the workspace of the application; write the key itself as `publicKey`, or give an absolute path on the agent.',
    ],
  ])('is refused with %s', (_, from, to, sentence) => {
    expect(ownedRefusal(IMAGE, policyWith(from, to))).toBe(
      `The policy has a problem:\n  ${sentence}`,
    );
  });

  it('is refused before the file, where both are wrong', () => {
    expect(ownedRefusal('trust: {}\n', 'registries: {}\n')).toMatch(/^The policy has \d problems:/);
  });

  it.each([
    ['', 'The policy is empty.'],
    ['# later\n', 'The policy holds no settings, only comments at most.'],
    [' '.repeat(1024 * 1024 + 1), 'The policy is larger than 1 MiB, which no configuration needs.'],
  ])('is refused where it came to nothing', (text, sentence) => {
    expect(ownedRefusal(IMAGE, text)).toBe(sentence);
  });

  it('is refused as a file that is its own policy', () => {
    expect(problemIn(`${VALID}applications: { image: shop/* }\n`)).toBe(
      'line 23, column 1: applications: It belongs into a policy, which the step is given as text, `policy: libraryResource(…)`; nothing in this file is kept from anybody who may edit it.',
    );
  });
});
