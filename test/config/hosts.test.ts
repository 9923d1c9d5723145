import { describe, expect, it } from 'vitest';
import { changed, parse, problemIn, VALID } from './support.ts';

const WITH_HOSTS = VALID.replace(
  'environments:\n  dev:',
  `hosts:
  swarm-dev: { url: 'ssh://deploy@swarm-dev.example.com', credentials: swarm-dev-key }
  swarm-qa: { url: 'tcp://swarm-qa.example.com:2376', credentials: swarm-qa-certificate }
environments:
  dev:
    runsOn: swarm-dev`,
);

describe('hosts', () => {
  it('are known by name, with where they answer and who signs in', () => {
    const { hosts, environments } = parse(WITH_HOSTS).policy;

    expect(hosts.get('swarm-dev')).toEqual({
      name: 'swarm-dev',
      url: 'ssh://deploy@swarm-dev.example.com',
      credentials: 'swarm-dev-key',
    });
    expect(environments.get('dev')?.runsOn).toEqual(['swarm-dev']);
  });

  it.each([
    [
      "{ url: 'ssh://h' }",
      "{ url: 'ssh://h', context: dev }",
      'It needs `url` or `context`, one of them.',
    ],
    ["{ url: 'ssh://h' }", '{ credentials: key }', 'It needs `url` or `context`, one of them.'],
    [
      "{ url: 'ssh://h' }",
      "{ url: 'tcp://swarm-qa.example.com:2375' }",
      'Whoever reaches an open port of Docker is root on that host: name a Docker client certificate as `credentials`, or say `insecure: true` where a network of its own keeps everybody else away.',
    ],
    [
      "{ url: 'ssh://h' }",
      '{ url: unix:///run/docker.sock, credentials: key }',
      'A socket takes no credential; leave it out.',
    ],
    [
      "{ url: 'ssh://h' }",
      '{ context: dev, credentials: key }',
      'A context takes no credential; leave it out.',
    ],
    [
      "{ url: 'ssh://h' }",
      "{ url: 'ssh://h', credentials: nexus_dev }",
      'Credentials `nexus_dev` and `nexus-dev` would share the variable `PROMOTE_IMAGE_NEXUS_DEV_USERNAME`; rename one of them in Jenkins.',
    ],
  ])('are refused: %s → %s', (from, to, sentence) => {
    const file = VALID.replace('environments:\n', `hosts:\n  dev: ${from}\nenvironments:\n`);

    expect(parse(file).policy.hosts.size).toBe(1);
    expect(problemIn(file.replace(from, () => to))).toContain(sentence);
  });

  it('are open only where that is said', () => {
    const open = WITH_HOSTS.replace(', credentials: swarm-qa-certificate', ', insecure: true');

    expect(parse(open).policy.hosts.get('swarm-qa')?.insecure).toBe(true);
  });

  it.each([
    [
      'runsOn: swarm-dev',
      'runsOn: swarm-dve',
      'Unknown host `swarm-dve`; did you mean `swarm-dev`?',
    ],
    [
      'runsOn: swarm-dev',
      'runsOn: [swarm-dev, x]',
      'Unknown host `x`; known: `swarm-dev`, `swarm-qa`.',
    ],
  ])('that an environment runs on are among them: %s → %s', (from, to, sentence) => {
    expect(problemIn(WITH_HOSTS.replace(from, to))).toContain(sentence);
  });

  it('have to be there for an environment to run on one', () => {
    expect(problemIn(changed('  qa:\n', '  qa:\n    runsOn: swarm-qa\n'))).toBe(
      'line 10, column 13: environments.qa.runsOn: There are no `hosts`; add them to the file, by a name of your own.',
    );
  });

  it('change the digest of the policy', () => {
    const other = WITH_HOSTS.replace('deploy@swarm-dev', 'root@swarm-dev');

    expect(parse(other).policy.digest).not.toBe(parse(WITH_HOSTS).policy.digest);
  });
});

describe('a candidate that runs', () => {
  it('is known by one of its names', () => {
    const file = WITH_HOSTS.replace('from: dev', 'from: dev\n    candidate: { service: checkout }');

    expect(parse(file).policy.environments.get('qa')?.candidate).toEqual({
      kind: 'service',
      name: 'checkout',
    });
  });

  it.each([
    ['{}', 'At least one entry must be here.'],
    ['{ service: a, stack: b }', 'Only one entry may be here.'],
    ['{ services: a }', 'Unknown setting `services`; did you mean `service`?'],
  ])('is refused as %s', (candidate, sentence) => {
    const file = WITH_HOSTS.replace('from: dev', `from: dev\n    candidate: ${candidate}`);

    expect(problemIn(file)).toContain(sentence);
  });

  it('needs to be known where the environment before runs', () => {
    const file = WITH_HOSTS.replace('from: qa', 'from: qa\n    candidate: { service: checkout }');

    expect(problemIn(file)).toContain('It is not known where `qa` runs; say it there as `runsOn`.');
  });
});

describe('where hosts pull', () => {
  it('is a repository of a registry', () => {
    const file = changed('from: qa', 'from: qa\n    pullFrom: nexus-prod/group/{image}');

    expect(parse(file).policy.environments.get('uat')?.pullFrom).toEqual({
      registry: 'nexus-prod',
      path: 'group/{image}',
    });
  });

  it('is refused where no registry has that name', () => {
    expect(
      problemIn(changed('from: qa', 'from: qa\n    pullFrom: docker.example.com/{image}')),
    ).toContain('environments.uat.pullFrom: Unknown registry `docker.example.com`');
  });
});
