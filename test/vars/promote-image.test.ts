import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { BOB, INSIDE, OUTSIDE, REFERENCE, ranEngine, source } from './promoting.ts';

describeWith(['java', 'mvn'], 'promoteImage outside a node', () => {
  it('takes an agent to plan, none to wait, and one to promote', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'approve' }),
      inputs: [BOB],
    });

    expect(build.result).toBe('SUCCESS');
    expect(ranEngine(build)).toEqual([
      'record on agent-1',
      'plan on agent-2',
      'promote on agent-3',
    ]);
    expect(build.inputs).toEqual([
      {
        message: `Promote ${REFERENCE} to uat?\nGates: 2 passed – “all”.`,
        submitter: 'bob,uat-leads',
        submitterParameter: 'PROMOTE_IMAGE_APPROVER',
        parameters: [
          expect.stringContaining('name=DECISION'),
          expect.stringContaining('name=COMMENT'),
        ],
        ok: 'Answer',
        heldNode: null,
      },
    ]);
    expect(build.steps.find(({ step }) => step === 'timeout')?.arguments).toEqual({
      time: 4320,
      unit: 'MINUTES',
    });
    expect(build.log).not.toContain('executor');
  });

  it('promotes on the agent that planned when nobody is asked', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'promote' }),
    });

    expect(ranEngine(build)).toEqual([
      'record on agent-1',
      'plan on agent-2',
      'promote on agent-2',
    ]);
    expect(build.inputs).toEqual([]);
    expect(readRequest(build)).not.toHaveProperty('approvals');
  });

  it('stops after the plan when there is nothing left to do', async () => {
    const build = await runJenkinsfile({ jenkinsfile: OUTSIDE, source: source({ plan: 'done' }) });

    expect(ranEngine(build)).toEqual(['record on agent-1', 'plan on agent-2']);
    expect(build.log).toContain(`promoted ${REFERENCE}\n`);
  });

  it('returns the reference, and tells later stages and the reader of the build', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `node { checkout scm; echo "promoted \${promoteImage(env: 'pre-prod.eu')}" }`,
      source: source({}),
      description: 'nightly',
    });

    expect(build.log).toContain(`promoted ${REFERENCE}\n`);
    expect(build.env).toEqual({ PROMOTED_IMAGE: REFERENCE, PROMOTED_IMAGE_PRE_PROD_EU: REFERENCE });
    expect(build.description).toBe(`nightly\npre-prod.eu: ${REFERENCE}`);
  });

  it('takes agents of the label that it is given', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        node { checkout scm; recordImage() }
        promoteImage(env: 'uat', node: "linux\${1}")`,
      source: source({ plan: 'approve' }),
      inputs: [BOB],
    });

    expect(build.steps.filter(({ step }) => step === 'node').map((step) => step.arguments)).toEqual(
      [{}, { label: 'linux1' }, { label: 'linux1' }],
    );
  });

  it('brings another configuration file along', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        node { checkout scm; recordImage(config: 'ci/image.yaml') }
        promoteImage(env: 'uat', config: 'ci/image.yaml')`,
      source: { 'ci/image.yaml': '{ "plan": "approve" }' },
      inputs: [BOB],
    });

    expect(build.result).toBe('SUCCESS');
  });

  it('keeps environments apart in one build', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        node { checkout scm; recordImage() }
        parallel(eu: { promoteImage(env: 'eu') }, us: { promoteImage(env: 'us/east') })`,
      source: source({ plan: 'approve' }),
      inputs: [BOB, BOB],
    });

    expect(build.result).toBe('SUCCESS');
    expect((await readdir(join(build.archive, '.promote-image'))).sort()).toEqual([
      'promote-eu',
      'promote-us_east',
      'record',
    ]);
  });

  it('fails before it asks anybody when a gate says no', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ fails: { plan: { status: 20, message: 'The gate says no.' } } }),
    });

    expect(build.result).toBe('FAILURE');
    expect(build.error).toBe('The gate says no.');
    expect(build.inputs).toEqual([]);
    expect(build.env).not.toHaveProperty('PROMOTED_IMAGE');
  });

  it('brings the file of the application to the agent where the policy is a text', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `promoteImage(env: 'uat', policy: 'image: shop/checkout')`,
      source: source({ plan: 'approve' }),
      inputs: [BOB],
    });

    expect(build.error).toBeNull();
    expect(build.steps.filter(({ step }) => step === 'checkout')).toHaveLength(2);
  });

  it('adds little to what Jenkins saves of the program', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: OUTSIDE,
      source: source({ plan: 'approve' }),
      inputs: [BOB],
    });

    expect(build.maxStateBytes).toBeLessThan(24_000);
  });
});

describeWith(['java', 'mvn'], 'promoteImage inside a node', () => {
  it('asks right there, and says how to stop holding the executor', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: INSIDE,
      source: source({ plan: 'approve' }),
      inputs: [BOB],
    });

    expect(ranEngine(build)).toEqual(['plan on agent-1', 'promote on agent-1']);
    expect(build.inputs[0]?.heldNode).toBe('agent-1');
    expect(build.log.match(/holds an executor while it waits/g)).toHaveLength(1);
  });

  it('has what another agent recorded', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        node { checkout scm; recordImage() }
        node { promoteImage(env: 'uat') }`,
      source: source({}),
    });

    expect(build.result).toBe('SUCCESS');
    const [, second] = build.workspaces;
    expect(existsSync(join(second ?? '', '.promote-image', 'record', 'record.json'))).toBe(true);
  });
});
