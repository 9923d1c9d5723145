import { describe, expect, it } from 'vitest';
import { ownThings } from '../../engine/answers/own-things.ts';
import type { HostThing } from '../../engine/answers/running.ts';
import { parseConfiguration } from '../../engine/config/parse-configuration.ts';

const configuration = parseConfiguration({
  file: 'promotion.yaml',
  bytes: Buffer.from(`image: shop/checkout
registries: { nexus: { url: 'https://nexus.example.com' } }
hosts: { swarm: { context: swarm } }
environments:
  dev: { repository: 'nexus/dev/{image}', tags: ['{build}'], runsOn: swarm }
  qa:
    from: dev
    repository: nexus/qa/{image}
    tags: ['{build}']
    runsOn: swarm
    deploy: [{ kind: swarm, service: 'qa_{name}' }]
  prod: { from: qa, repository: 'nexus/prod/{image}', tags: ['{build}'] }
`),
});
const DIGEST = `sha256:${'1'.repeat(64)}`;
const DEV = 'nexus.example.com/dev/shop/checkout';
const QA = 'nexus.example.com/qa/shop/checkout';

const thing = (name: string, image: string, repoDigests: readonly string[] = []): HostThing => ({
  host: 'swarm',
  kind: 'service',
  one: { name, id: '1', state: 'running', image, repoDigests },
});

/** Names of what runs for each of the two environments that run on the host. */
function owned(...things: readonly HostThing[]) {
  const namesFor = (name: string) => {
    const policy = configuration.policy.environments.get(name);
    if (policy === undefined) return [];
    const own = ownThings(configuration, policy, 'shop/checkout', things);
    return own.map(({ one }) => one.name);
  };
  return { dev: namesFor('dev'), qa: namesFor('qa') };
}

describe('what two environments on one host run', () => {
  it('belongs to the one whose repository it was told to run', () => {
    const both = [`${DEV}@${DIGEST}`, `${QA}@${DIGEST}`];

    expect(owned(thing('a', `${DEV}:10`, both), thing('b', `${QA}:10`, both))).toEqual({
      dev: ['a'],
      qa: ['b'],
    });
  });

  it('belongs to the one that deploys the service, whatever somebody told that to run', () => {
    expect(owned(thing('qa_checkout', `${DEV}:11`))).toEqual({ dev: [], qa: ['qa_checkout'] });
  });

  it('belongs to both where only the content is known, and to whom a foreign name may belong', () => {
    const byContent = thing('c', 'sha256:0123', [`${DEV}@${DIGEST}`, `${QA}@${DIGEST}`]);
    const foreign = thing('d', 'nexus.example.com/prod/shop/checkout:9');

    expect(owned(byContent, foreign)).toEqual({ dev: ['c', 'd'], qa: ['c', 'd'] });
    expect(owned(thing('cache', 'redis:7'))).toEqual({ dev: [], qa: [] });
  });
});
