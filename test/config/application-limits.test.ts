import { describe, expect, it } from 'vitest';
import { ownedRefusal, parseOwned, policyWith, told } from './owners.ts';

const IMAGE = 'image: shop/checkout\n';
const inEnvironment = (name: string, said: string) =>
  `${IMAGE}environments: { ${name}: { ${said} } }\n`;

describe('an application under a policy', () => {
  it('cannot have an image whose repository is that of another in a later environment', () => {
    const policy = policyWith(
      'from: dev\n    repository: nexus-dev/{image}\n',
      'from: dev\n    repository: nexus-dev/{image}-qa\n',
    );

    expect(told(ownedRefusal('image: shop/checkout-qa\n', policy))).toBe(
      'line 1, column 8: image: `shop/checkout-qa` would have in `dev` the repository that `shop/checkout` has in `qa` by the policy.',
    );
    expect(parseOwned(IMAGE, policy).application.images).toEqual(['shop/checkout']);
  });

  it('cannot weaken a gate: all of the policy stand as they are, before its own', () => {
    const own = 'gates: [{ kind: verdict, name: mine, is: accepted, mode: warn, timeout: 99h }]';
    const [strict, extended] = [IMAGE, inEnvironment('prod', own)].map((text) =>
      parseOwned(text).policy.environments.get('prod'),
    );

    expect(strict?.gates).toHaveLength(2);
    expect(extended).toEqual({
      ...strict,
      gates: [
        ...(strict?.gates ?? []),
        {
          kind: 'verdict',
          name: 'mine',
          mode: 'warn',
          timeoutMs: 356_400_000,
          settings: { is: 'accepted' },
        },
      ],
    });
  });

  it('cannot take gates away with an empty list', () => {
    expect(parseOwned(inEnvironment('prod', 'gates: []')).policy).toEqual(parseOwned(IMAGE).policy);
  });
});
