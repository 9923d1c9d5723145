import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import { pushImage } from '../support/images/push-image.ts';
import { type BuildOutcome, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const ENGINE = join(import.meta.dirname, '../../resources/promote-image/engine.cjs');
const image = buildImage();
const { digest } = image.root;
const SHOWN = 'displayName: true, junit: true, publish: true, badge: true, keep: true';
const calls = ({ steps }: BuildOutcome, wanted: RegExp) =>
  steps.map(({ step }) => step).filter((step) => wanted.test(step));

describeWith(['java', 'mvn', 'docker-registry'], 'what builds show, on the bundle', () => {
  let registry: DockerRegistry;
  let repository: string;

  beforeAll(async () => {
    registry = await startDockerRegistry();
    repository = `${new URL(registry.url).host}/shop/checkout`;
    await pushImage({ url: registry.url, repository: 'shop/checkout' }, image, ['10']);
    await build(10, `recordImage(digest: '${digest}')`);
  });
  afterAll(() => registry.close());

  it('takes its turn, promotes, shows it, and leaves an address for later jobs', async () => {
    const promoted = await build(
      11,
      `promoteImage(env: 'qa', fromBuild: 10, fromJob: 'shop/checkout', lock: true, milestone: true, ${SHOWN})`,
    );

    expect(promoted.error).toBeNull();
    expect(promoted.description).toBe(`qa: shop/checkout build 10 (sha256:${digest.slice(7, 19)})`);
    expect(promoted.displayName).toBe('#11 checkout:10 → qa');
    expect(promoted.keepLog).toBe(true);
    expect(calls(promoted, /^(?:milestone|lock|junit|publishHTML|add\w+Badge)$/)).toEqual([
      ...['milestone', 'milestone', 'lock', 'addInfoBadge', 'junit', 'publishHTML'],
    ]);
    const properties = await archived(promoted, 'promote-qa/promoted.properties');
    expect(properties).toContain(`reference=${repository}-qa@${digest}\n`);
    expect(properties).toContain('build=10\njob=shop/checkout\n');
    expect(promoted.log).toContain(
      '/job/shop/job/checkout/11/artifact/.promote-image/promote-qa/report/index.html\n',
    );
  });

  it('makes a refusal what was asked for, and goes on', async () => {
    const refused = await build(
      12,
      `promoteImage(env: 'uat', fromBuild: 10, result: 'NOT_BUILT', ${SHOWN}); echo 'went on'`,
    );

    expect(refused.result).toBe('NOT_BUILT');
    expect(refused.log).toContain('went on\n');
    expect(refused.description).toContain('uat: refused shop/checkout build 10');
    expect(refused.displayName).toBe('#12');
    expect(calls(refused, /^add\w+Badge$/)).toEqual(['addWarningBadge']);
  });

  it('takes the line that somebody chose', async () => {
    const chosen = await build(
      13,
      `def found = findImages(env: 'dev', output: 'choices')
       promoteImage(env: 'qa', digest: found[0])`,
    );

    expect(chosen.error).toBeNull();
    expect(chosen.env['PROMOTED_IMAGE']).toBe(`${repository}-qa@${digest}`);
  });

  function build(buildNumber: number, pipeline: string): Promise<BuildOutcome> {
    return runJenkinsfile({
      jenkinsfile: `node { checkout scm; ${pipeline} }`,
      engine: ENGINE,
      source: { 'promotion.yaml': promotionYaml(registry.url) },
      buildNumber,
    });
  }
});

const promotionYaml = (url: string) => `
image: shop/checkout
registries:
  here: { url: '${url}' }
environments:
  dev: { repository: 'here/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'here/{image}-qa', tags: ['{build}'] }
  uat:
    from: qa
    repository: 'here/{image}-uat'
    tags: ['{build}']
    gates: [{ kind: verdict }]
`;

function archived({ archive }: BuildOutcome, path: string): Promise<string> {
  return readFile(join(archive, '.promote-image', path), 'utf8');
}
