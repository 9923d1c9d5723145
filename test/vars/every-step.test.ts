import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const BUNDLE = join(CHECKOUT, 'resources', 'promote-image', 'engine.cjs');
const read = (file: string): string => readFileSync(join(CHECKOUT, file), 'utf8');
const variables = readdirSync(join(CHECKOUT, 'vars'))
  .filter((file) => file.endsWith('.groovy'))
  .map((file) => file.replace('.groovy', ''));
/** What the steps share. */
const SHARED = ['promotionEngine', 'promotionShow'];
const steps = variables.filter((name) => !SHARED.includes(name));
const commands = [...read('docs/contract.md').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);

/** Whatever a pipeline may write: text with an expression in it, a number, nothing. */
const OPTIONS = `env: "u\${'at'}", is: 'accepted', fromBuild: 41, image: "shop/\${1 + 1}", tag: null`;

describe.each(variables)('the variable %s', (name) => {
  it('has a help page with an example of itself, and what it needs', () => {
    const help = read(`vars/${name}.txt`);

    expect(help).toMatch(new RegExp(`<pre>[^<]*${name}\\(`));
    expect(help).toContain('Node 20.18.1 or newer');
  });

  it('leaves JSON and its own environment to the engine', () => {
    const source = read(`vars/${name}.groovy`);

    expect(source).not.toMatch(/JsonSlurper|readJSON|@NonCPS|"\s*node \.promote-image/);
  });
});

describe.each(steps)('the step %s', (name) => {
  it('is short', () => {
    expect(read(`vars/${name}.groovy`).split('\n').length).toBeLessThan(60);
  });

  it('delegates to the engine, by commands of the contract', () => {
    const named = [...read(`vars/${name}.groovy`).matchAll(/promotionEngine\(command: '(\w+)'/g)];

    expect(named.length).toBeGreaterThan(0);
    expect(commands).toEqual(expect.arrayContaining(named.map(([, command]) => command)));
  });
});

const AGENTS = [
  { sandbox: true },
  { sandbox: false },
  { sandbox: true, iteratorShim: false },
  { sandbox: true, isUnix: false },
];

describeWith(['java', 'mvn'], 'every step', () => {
  it.each(steps.flatMap((name) => AGENTS.map((agent) => ({ name, ...agent }))))(
    'hands the options of %o to the engine as they are',
    async ({ name, ...agent }) => {
      const build = await runJenkinsfile({
        ...agent,
        jenkinsfile: `node { checkout scm; ${name}(${OPTIONS}) }`,
        source: { 'promotion.yaml': '{}' },
      });

      expect(build.log).not.toMatch(/ERROR|wound up catching/);
      expect(build.result).toBe('SUCCESS');
      expect(readRequest(build).options).toEqual({
        env: 'uat',
        is: 'accepted',
        fromBuild: 41,
        image: 'shop/2',
        tag: null,
      });
      expect(build.maxStateBytes).toBeLessThan(64_000);
    },
  );

  it.each(steps)('%s leaves a wrong call to the engine', async (name) => {
    const build = await runJenkinsfile({
      jenkinsfile: `node { checkout scm; ${name}() }`,
      source: {
        'promotion.yaml': '{ "fails": { "needs": { "status": 64, "message": "Say which." } } }',
      },
    });

    expect(build.error).toBe('Say which.');
  });

  it.each(steps)('%s names the option that an unknown one is near to', async (name) => {
    const build = await runJenkinsfile({
      jenkinsfile: `node { checkout scm; ${name}(konfig: 'ci/promotion.yaml') }`,
      source: { 'promotion.yaml': '{}' },
      engine: BUNDLE,
    });

    expect(build.error).toContain('konfig');
    expect(build.error).toContain('`config`');
    const saved = build.steps.filter(({ step }) => step !== 'libraryResource');
    expect(Math.max(...saved.map(({ stateBytes }) => stateBytes))).toBeLessThan(64_000);
  });
});
