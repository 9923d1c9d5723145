import { describe, expect, it } from 'vitest';
import { ownedRefusal, told } from './owners.ts';

const IMAGE = 'image: shop/checkout\n';
const inEnvironment = (name: string, said: string) =>
  `${IMAGE}environments: { ${name}: { ${said} } }\n`;

describe("an application's file under a policy", () => {
  it.each([
    [
      'images of another team',
      'image: payroll/salaries\n',
      'line 1, column 8: image: `payroll/salaries` is no image that this file may name: `shop/*` (`applications.image`, line 27 of the policy).',
    ],
    [
      'images of another team in a release set',
      'images: [shop/cart, payroll/salaries]\n',
      'line 1, column 21: images[1]: `payroll/salaries` is no image that this file may name: `shop/*` (`applications.image`, line 27 of the policy).',
    ],
    [
      'a way out of its repositories',
      'image: shop/../payroll/salaries\n',
      'line 1, column 8: image: `shop/../payroll/salaries` is no image that this file may name: `shop/*` (`applications.image`, line 27 of the policy).',
    ],
    [
      'a way out with nothing else',
      'image: ../salaries\n',
      'line 1, column 8: image: `../salaries` is no image that this file may name: `shop/*` (`applications.image`, line 27 of the policy).',
    ],
    [
      'another registry before its image',
      'image: evil.example.com/shop/checkout\n',
      'line 1, column 8: image: `evil.example.com/shop/checkout` is no image that this file may name: `shop/*` (`applications.image`, line 27 of the policy).',
    ],
    [
      'a level below its own',
      'image: shop/checkout/deeper\n',
      'line 1, column 8: image: `shop/checkout/deeper` is no image that this file may name: `shop/*` (`applications.image`, line 27 of the policy).',
    ],
    [
      'an image that only begins like its own',
      'image: shop-evil/checkout\n',
      'line 1, column 8: image: `shop-evil/checkout` is no image that this file may name: `shop/*` (`applications.image`, line 27 of the policy).',
    ],
    [
      'registries of its own',
      `${IMAGE}registries: { nexus-prod: { url: 'https://evil.example.com' } }\n`,
      "line 2, column 1: registries: `registries` is for the policy to say (its line 1); an application's file has `image` or `images`, and `environments` with what `applications.may` lists (line 26 of the policy).",
    ],
    [
      'a signing key',
      `${IMAGE}signing: { key: mine }\n`,
      "line 2, column 1: signing: `signing` is for the policy to say (its line 25); an application's file has `image` or `images`, and `environments` with what `applications.may` lists (line 26 of the policy).",
    ],
    [
      'trusted keys',
      `${IMAGE}trust: { keys: { mine: { file: mine.pub } } }\n`,
      "line 2, column 1: trust: `trust` is for the policy to say; an application's file has `image` or `images`, and `environments` with what `applications.may` lists (line 26 of the policy).",
    ],
    [
      'hosts of its own',
      `${IMAGE}hosts: { swarm: { url: 'ssh://evil.example.com' } }\n`,
      "line 2, column 1: hosts: `hosts` is for the policy to say; an application's file has `image` or `images`, and `environments` with what `applications.may` lists (line 26 of the policy).",
    ],
    [
      'a deployment to the services of another team',
      inEnvironment('prod', 'deploy: [{ kind: swarm, service: salaries }]'),
      'line 2, column 25: environments.prod.deploy: The policy keeps `deploy` of `prod` to itself (its line 14); `applications.may` lists `gates` (line 28).',
    ],
    [
      'a candidate of its own choosing',
      inEnvironment('prod', 'candidate: { service: salaries }'),
      'line 2, column 25: environments.prod.candidate: The policy keeps `candidate` of `prod` to itself (its line 14); `applications.may` lists `gates` (line 28).',
    ],
    [
      'the newest image of another team',
      inEnvironment(
        'prod',
        'gates: [{ kind: base-image, newestOf: [{ repository: nexus-prod/payroll/salaries, environment: prod }] }]',
      ),
      'line 2, column 53: environments.prod.gates[0].newestOf: Only a gate of the policy may read what other repositories hold. See `prod`, line 14 of the policy.',
    ],
    [
      'a wider list of what it may say',
      `${IMAGE}applications: { image: '**', may: [gates] }\n`,
      "line 2, column 1: applications: `applications` is for the policy to say; an application's file has `image` or `images`, and `environments` with what `applications.may` lists (line 26 of the policy).",
    ],
    [
      'an environment of its own',
      inEnvironment('prod2', 'tags: [x]'),
      'line 2, column 17: environments.prod2: Unknown environment `prod2`; did you mean `prod`? Only the policy can add one (`environments`, its line 4).',
    ],
    [
      'an environment behind a name of JavaScript',
      inEnvironment('__proto__', 'tags: [x]'),
      'line 2, column 17: environments.__proto__: Unknown environment `__proto__`; known: `dev`, `qa`, `prod`. Only the policy can add one (`environments`, its line 4).',
    ],
    [
      'another repository',
      inEnvironment('prod', 'repository: nexus-prod/payroll/salaries'),
      'line 2, column 25: environments.prod.repository: The policy keeps `repository` of `prod` to itself (its line 16); `applications.may` lists `gates` (line 28).',
    ],
    [
      'a shorter way',
      inEnvironment('prod', 'from: dev'),
      'line 2, column 25: environments.prod.from: The policy keeps `from` of `prod` to itself (its line 15); `applications.may` lists `gates` (line 28).',
    ],
    [
      'fewer approvers',
      inEnvironment('prod', 'approval: { submitters: [me] }'),
      'line 2, column 25: environments.prod.approval: The policy keeps `approval` of `prod` to itself (its line 23); `applications.may` lists `gates` (line 28).',
    ],
    [
      'who may force',
      inEnvironment('prod', 'force: { by: [me], gates: [verdict] }'),
      'line 2, column 25: environments.prod.force: The policy keeps `force` of `prod` to itself (its line 24); `applications.may` lists `gates` (line 28).',
    ],
    [
      'what is carried',
      inEnvironment('prod', 'carry: all'),
      'line 2, column 25: environments.prod.carry: The policy keeps `carry` of `prod` to itself (its line 18); `applications.may` lists `gates` (line 28).',
    ],
    [
      'another key for images',
      inEnvironment('prod', 'sign: { key: mine }'),
      'line 2, column 25: environments.prod.sign: The policy keeps `sign` of `prod` to itself (its line 14); `applications.may` lists `gates` (line 28).',
    ],
    [
      'tags where the policy keeps them',
      inEnvironment('prod', 'tags: [latest]'),
      'line 2, column 25: environments.prod.tags: The policy keeps `tags` of `prod` to itself (its line 17); `applications.may` lists `gates` (line 28).',
    ],
    [
      'gates where the policy keeps them',
      inEnvironment('dev', 'gates: [{ kind: verdict }]'),
      'line 2, column 24: environments.dev.gates: The policy keeps `gates` of `dev` to itself (its line 5); `applications.may` lists `tags` (line 28).',
    ],
    [
      'a softer gate in the place of a gate',
      inEnvironment('prod', 'gates: [{ kind: verdict }]'),
      'line 2, column 33: environments.prod.gates[0]: The policy has this gate already (its line 20), and it stays; give this one a `name` of its own.',
    ],
    [
      'a gate that hides another behind a warning',
      inEnvironment('prod', 'gates: [{ kind: soak-time, in: qa, for: 1m, mode: warn }]'),
      'line 2, column 33: environments.prod.gates[0]: The policy has this gate already (its line 22), and it stays; give this one a `name` of its own.',
    ],
    [
      'a credential that it sends to its own host',
      inEnvironment(
        'qa',
        "gates: [{ kind: http, url: 'https://evil.example.com/', credentials: nexus-prod }]",
      ),
      'line 2, column 79: environments.qa.gates[0].credentials: Only a gate of the policy may use a credential. See `qa`, line 8 of the policy.',
    ],
    [
      'a program beside the credentials',
      inEnvironment('qa', 'gates: [{ kind: command, run: [sh, -c, env] }]'),
      'line 2, column 39: environments.qa.gates[0].kind: Only the policy may have a program run beside its credentials. See `qa`, line 8 of the policy.',
    ],
    [
      'no gates, as nothing',
      inEnvironment('qa', 'gates: ~'),
      'line 2, column 30: environments.qa.gates: There is no value; a list must be here. See `qa`, line 8 of the policy.',
    ],
    [
      'an environment without a value',
      `${IMAGE}environments: { prod: }\n`,
      'line 2, column 23: environments.prod: It has to be a mapping, with names that the policy has too (its line 14).',
    ],
    [
      'environments that are a list',
      `${IMAGE}environments: [prod]\n`,
      'line 2, column 15: environments: It has to be a mapping, with names that the policy has too (its line 4).',
    ],
    [
      'the moving tag of the next environment',
      inEnvironment('dev', 'tags: [latest-qa]'),
      'line 2, column 1: environments: `dev` writes tag `latest-qa` in the same repository, so nobody could tell the two environments apart; give one another tag or repository. See line 11 of the policy.',
    ],
    [
      'a tag that a branch can turn into the next one',
      inEnvironment('dev', "tags: ['{branch}']"),
      'line 2, column 31: environments.dev.tags[0]: `{branch}` can come out as `{build}-qa`, a tag of `qa` in the same repository; put text before it that no other tag begins with. See `dev`, line 5 of the policy.',
    ],
    [
      'a tag that a version can turn into the next one',
      inEnvironment('qa', "tags: ['{version}']"),
      'line 2, column 30: environments.qa.tags[0]: `{version}` can come out as `{build}`, a tag of `dev` in the same repository; put text before it that no other tag begins with. See `qa`, line 8 of the policy.',
    ],
    [
      'the name of a record',
      inEnvironment(
        'qa',
        `tags: [sha256-${'0'.repeat(64)}.20261121T100000Z.verdict-rejected-01234567]`,
      ),
      'line 2, column 30: environments.qa.tags[0]: `sha256-0000000000000000000000000000000000000000000000000000000000000000.2026112…` could come out as the name of a record; begin it otherwise. See `qa`, line 8 of the policy.',
    ],
    [
      'the name of a journal entry',
      inEnvironment('qa', 'tags: [env-prod.0.promotion-01234567]'),
      'line 2, column 30: environments.qa.tags[0]: `env-prod.0.promotion-01234567` could come out as the name of a record; begin it otherwise. See `qa`, line 8 of the policy.',
    ],
    [
      'a merge key',
      `${IMAGE}environments:\n  qa: &own { tags: [x] }\n  prod: { <<: *own, gates: [] }\n`,
      'line 4, column 11: YAML 1.2 has no merge key `<<`; write the settings out, or use an alias for a whole value.',
    ],
    [
      'an image, and another one later',
      `${IMAGE}image: payroll/salaries\n`,
      'line 2, column 1: The name `image` stands here a second time; only one can count.',
    ],
    [
      'an alias that carries what is not allowed',
      `${IMAGE}environments:\n  qa: &own { tags: [x] }\n  prod: *own\n`,
      'line 3, column 14: environments.prod.tags: The policy keeps `tags` of `prod` to itself (its line 17); `applications.may` lists `gates` (line 28).',
    ],
    [
      'a second document',
      `${IMAGE}---\nimage: payroll/salaries\n`,
      'line 2, column 1: A second document starts here (`---`); the file may hold one only.',
    ],
  ])('is refused with %s', (_, text, sentence) => {
    expect(told(ownedRefusal(text))).toBe(sentence);
  });
});
