import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { REFERENCE, source } from './promoting.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/jenkins.md'), 'utf8');
const [step = '', stages = ''] = [...page.matchAll(/```groovy\n([\s\S]*?)```/g)].map(
  ([, code]) => code,
);
const SMOKE_TEST = { 'smoke-test': '#!/bin/sh\necho "smoke test of $PROMOTED_IMAGE_UAT"\n' };

describeWith(['java', 'mvn'], 'what the page on Jenkins shows', () => {
  it('is a call that the step takes', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `node { checkout scm; ${step} }`,
      source: source({}),
    });

    expect(build.error).toBeNull();
  });

  it.each([
    ['tests what was promoted', {}, 'SUCCESS', `smoke test of ${REFERENCE}\n`],
    [
      'tests nothing where it was refused',
      { fails: { plan: { status: 20, message: 'No.' } } },
      'NOT_BUILT',
      'Stage "Smoke" skipped due to when conditional',
    ],
  ])('%s', async (_, how, result, line) => {
    const build = await runJenkinsfile({
      jenkinsfile: `pipeline { agent any\nstages {\n${stages}\n} }`,
      source: { ...source(how), ...SMOKE_TEST },
    });

    expect(build.result).toBe(result);
    expect(build.log).toContain(line);
  });
});
