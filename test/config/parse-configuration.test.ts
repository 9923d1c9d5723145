import { describe, expect, it } from 'vitest';
import { failureOf, parse, refusalOf, VALID } from './support.ts';

describe('a configuration', () => {
  it('holds registries, with their URLs normalised', () => {
    const { policy } = parse(VALID.replace(':8082', ':8082/nexus//'));

    expect(policy.registries.get('nexus-dev')).toEqual({
      name: 'nexus-dev',
      url: new URL('https://nexus.example.com:8082/nexus'),
      credentials: 'nexus-dev',
      signInHosts: [],
    });
    expect(policy.registries.get('nexus-prod')?.prefix).toBe('docker-prod');
  });

  it('holds environments in the order of the file, with everything that was left out filled in', () => {
    const { policy, application, file } = parse(VALID);

    expect(file).toBe('promotion.yaml');
    expect(application).toEqual({ images: ['shop/checkout'] });
    expect([...policy.environments.values()]).toEqual([
      {
        name: 'dev',
        from: [],
        repositories: [{ registry: 'nexus-dev', path: '{image}' }],
        tags: ['{build}'],
        gates: [],
        carry: 'all',
      },
      {
        name: 'qa',
        from: ['dev'],
        repositories: [{ registry: 'nexus-dev', path: '{image}-qa' }],
        tags: ['{build}', 'latest-qa'],
        gates: [{ kind: 'build-result', mode: 'refuse', timeoutMs: 300_000, settings: {} }],
        carry: 'all',
      },
      {
        name: 'uat',
        from: ['qa'],
        repositories: [{ registry: 'nexus-prod', path: '{image}' }],
        tags: ['{build}-uat'],
        gates: [
          { kind: 'verdict', mode: 'refuse', timeoutMs: 300_000, settings: { is: 'accepted' } },
        ],
        carry: 'all',
        approval: {
          submitters: ['uat-leads'],
          notBy: ['requester'],
          atLeast: 1,
          comment: 'optional',
          timeoutMinutes: 1440,
        },
      },
    ]);
  });

  it('waits three days for an approval unless it says otherwise', () => {
    const { policy } = parse(VALID.replace(', timeout: 24h', ''));

    expect(policy.environments.get('uat')?.approval?.timeoutMinutes).toBe(4320);
  });

  it('takes lists of sources and repositories, anchors and aliases', () => {
    const { policy } = parse(
      `$schema: promotion.schema.json
image: checkout
registries: { a: { url: 'http://localhost:5000' }, b: { url: 'http://localhost:5001' } }
environments:
  dev: { repository: 'a/dev/{image}', tags: [latest] }
  hotfix: { repository: 'a/hotfix/{image}', tags: [latest], gates: &checks [{ kind: verdict }] }
  prod:
    from: [dev, hotfix]
    repository: [a/prod/{IMAGE}, b/prod/checkout]
    tags: ['{version}']
    gates: *checks
`.replace('{IMAGE}', 'checkout'),
    );

    expect(policy.environments.get('prod')).toEqual({
      name: 'prod',
      from: ['dev', 'hotfix'],
      repositories: [
        { registry: 'a', path: 'prod/checkout' },
        { registry: 'b', path: 'prod/checkout' },
      ],
      tags: ['{version}'],
      gates: [{ kind: 'verdict', mode: 'refuse', timeoutMs: 300_000, settings: {} }],
      carry: 'all',
    });
  });

  it('is refused with every problem in the order of the file', () => {
    const failure = failureOf(`image: Shop/Checkout
owner: platform
registries:
  nexus-dev: { url: 'nexus.example.com:8082', credentials: nexus-dev }
  nexus-prod: { url: 'https://ci:hunter2@nexus.example.com', credentials: nexus_dev }
environments:
  dev:
    repository: nexus-dev/{image}
    tags: [{build}]
  qa:
    from: dve
    repositry: nexus-dev/{image}
    tags: ['{build}', 1.10, '{bild}-qa']
  uat:
    from: qa
    repository: nexus-pord/{image}
    tags: latest
    gates:
      - kind: verdct
      - build-result
      - kind: build-result
        accept: [SUCCES]
    approval: { submitters: [], notBy: [commiter], timeout: 3 days }
`);

    expect(failure.code).toBe('INVALID_CONFIGURATION');
    expect(failure.kind).toBe('configuration');
    expect(failure.message).toMatchInlineSnapshot(`
      "promotion.yaml has 18 problems:
        line 1, column 8: image: \`Shop/Checkout\` has upper-case letters; registries take lower case only: \`shop/checkout\`.
        line 2, column 1: owner: Unknown setting \`owner\`; known: \`image\`, \`images\`, \`registries\`, \`hosts\`, \`environments\`, \`signing\`, \`trust\`, \`applications\`.
        line 4, column 21: registries.nexus-dev.url: \`nexus.example.com:8082\` has no scheme; write \`https://nexus.example.com:8082\`.
        line 5, column 22: registries.nexus-prod.url: The URL must not hold a user or password; take both out, keep them as a Jenkins credential and name its id in \`credentials\`.
        line 5, column 75: registries.nexus-prod.credentials: Credentials \`nexus_dev\` and \`nexus-dev\` would share the variable \`PROMOTE_IMAGE_NEXUS_DEV_USERNAME\`; rename one of them in Jenkins.
        line 9, column 12: environments.dev.tags[0]: \`{build}\` without quotes is a mapping in YAML; write \`'{build}'\`.
        line 11, column 11: environments.qa.from: Unknown environment \`dve\`; did you mean \`dev\`?
        line 12, column 5: environments.qa.repositry: Unknown setting \`repositry\`; did you mean \`repository\`?
        line 13, column 23: environments.qa.tags[1]: \`1.10\` is a number in YAML; for text write \`'1.10'\`.
        line 13, column 29: environments.qa.tags[2]: Unknown placeholder \`{bild}\`; did you mean \`{build}\`? A tag may hold \`{image}\`, \`{build}\`, \`{commit}\`, \`{version}\`, \`{branch}\`.
        line 16, column 17: environments.uat.repository: Unknown registry \`nexus-pord\`; did you mean \`nexus-prod\`?
        line 17, column 11: environments.uat.tags: \`latest\` must be a list; write \`['latest']\`.
        line 19, column 9: environments.uat.gates[0]: Unknown gate \`verdct\`; did you mean \`verdict\`?
        line 20, column 9: environments.uat.gates[1]: \`build-result\` must be a mapping; write \`kind: build-result\`.
        line 22, column 18: environments.uat.gates[2].accept[0]: \`SUCCES\` is none of \`SUCCESS\`, \`UNSTABLE\`; did you mean \`SUCCESS\`?
        line 23, column 29: environments.uat.approval.submitters: The list needs at least one entry.
        line 23, column 41: environments.uat.approval.notBy[0]: \`commiter\` is none of \`requester\`, \`committer\`; did you mean \`committer\`?
        line 23, column 61: environments.uat.approval.timeout: \`3 days\` must be a whole number with m, h or d, for example 90m, 24h or 3d."
    `);
  });

  it('names the file and one problem in the singular', () => {
    expect(refusalOf(VALID.replace('from: qa', 'from: aq'))).toMatchInlineSnapshot(`
      "promotion.yaml has a problem:
        line 16, column 11: environments.uat.from: Unknown environment \`aq\`; did you mean \`qa\`?"
    `);
  });

  it('tells the first hundred of very many problems', () => {
    const tags = Array.from({ length: 130 }, (_, number) => `bad/${number}`).join(', ');

    const lines = refusalOf(VALID.replace('latest-qa', tags)).split('\n');

    expect(lines[0]).toBe('promotion.yaml has 130 problems:');
    expect(lines).toHaveLength(102);
    expect(lines.at(-1)).toBe('  … and 30 more.');
  });
});

describe('the digest of a policy', () => {
  const digestOf = (text: string) => parse(text).policy.digest;

  it('stays the same under comments, quotes, the order of names, defaults and another image', () => {
    const same = VALID.replace('image: shop/checkout', '# ours\nimage: "shop/cart"')
      .replace(
        "{ url: 'https://nexus.example.com:8082', credentials: nexus-dev }",
        '{ credentials: nexus-dev, url: https://nexus.example.com:8082/ }',
      )
      .replace('from: qa', 'from: [qa]')
      .replace('24h', '1d');

    expect(digestOf(same)).toBe(digestOf(VALID));
    expect(digestOf(VALID)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each([
    ['a gate', '      - kind: build-result\n', '      - kind: verdict\n'],
    ['a setting of a gate', '- kind: build-result', '- { kind: build-result, accept: [UNSTABLE] }'],
    ['an approver', '[uat-leads]', '[uat-leads, bob]'],
    ['who may not approve', '[requester]', '[committer]'],
    ['the time to approve', '24h', '23h'],
    ['the URL of a registry', ':8082', ':8083'],
    ['the prefix of a registry', 'docker-prod', 'docker-test'],
    ['a credential', 'credentials: nexus-prod', 'credentials: other'],
    ['a source', 'from: qa', 'from: dev'],
    ['a repository', '{image}-qa', '{image}-qs'],
    ['a tag', 'latest-qa', 'newest-qa'],
  ])('changes with %s', (_, from, to) => {
    expect(VALID).toContain(from);

    expect(digestOf(VALID.replace(from, to))).not.toBe(digestOf(VALID));
  });
});
