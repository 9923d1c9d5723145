import { describe, expect, it } from 'vitest';
import { changed, parse, problemIn, refusalOf } from './support.ts';

const QA_GATE = '      - kind: build-result\n';
const withGate = (yaml: string) => changed(QA_GATE, `      - ${yaml}\n`);
const withTarget = (yaml: string) => changed(QA_GATE, `${QA_GATE}    deploy:\n      - ${yaml}\n`);
const job = (jenkins: string) =>
  withTarget(`{ kind: jenkins-job, job: x, parameters: { A: '{tag}' }, jenkins: '${jenkins}' }`);

describe('the address of a server that a gate or a target asks', () => {
  it.each(['http://ci:99999', 'http://ci:1:2/x', 'https://[::1', 'https://10.0.0.999/jenkins'])(
    'is refused where it is none: %s',
    (jenkins) => {
      expect(problemIn(job(jenkins))).toContain(
        `environments.qa.deploy[0].jenkins: \`${jenkins}\` is not a URL; check the host and port.`,
      );
    },
  );

  it.each([
    withGate("{ kind: build-result, jenkins: 'http://ci:99999/' }"),
    withGate("{ kind: http, url: 'http://ci:99999/{build}' }"),
    withTarget("{ kind: webhook, url: 'http://ci:99999?of={build}' }"),
    withTarget("{ kind: webhook, url: 'http://ci/', health: { url: 'http://ci:99999/up' } }"),
  ])('is refused of any kind', (text) => {
    expect(problemIn(text)).toMatch(
      /`http:\/\/ci:99999\S*` is not a URL; check the host and port\.$/,
    );
  });

  it('is told once where it is not even like one', () => {
    expect(problemIn(job('ftp://ci'))).toContain('must be the address of a Jenkins');
    expect(refusalOf(withTarget("{ kind: webhook, url: 'https://{image}:99999/' }"))).not.toContain(
      'is not a URL',
    );
  });

  it.each(['http://ci', 'https://[::1]:8443/ci', 'https://jenkins.example.com:65535/x/'])(
    'is taken where it is one: %s',
    (jenkins) => {
      const [target] = parse(job(jenkins)).policy.environments.get('qa')?.deploy ?? [];

      expect(target?.settings['jenkins']).toBe(jenkins);
    },
  );
});
