import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsOf, tagsOf } from '../commands/contents.ts';
import type { Answer } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { restartAt } from '../support/restarted-build.ts';
import { archived, digest, type Jenkins, jenkinsWith, startJenkins } from './registries.ts';
import { run, situation } from './situation.ts';

const lead = (user: string, values: Readonly<Record<string, string>> = {}): Answer => ({
  user,
  groups: ['uat-leads'],
  values,
});
const BOB = lead('bob', { COMMENT: 'seen' });

/** As many environments as there are tests that share them, all after dev. */
const environments = (names: readonly string[], approval: string) =>
  names
    .map(
      (name) => `
  ${name}:
    from: dev
    repository: prod/{image}
    tags: ['{build}-${name}']
    approval: ${approval}`,
    )
    .join('');
const DEV = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }`;
const ONE = '{ submitters: [uat-leads], notBy: [requester] }';
const TWO = '{ submitters: [uat-leads], notBy: [requester], atLeast: 2 }';
const USUAL = `${DEV}${environments(['uat'], ONE)}\n`;

describeWith(['java', 'mvn'], 'a question of a promotion with real registries', () => {
  let jenkins: Jenkins;

  beforeAll(async () => {
    jenkins = await startJenkins(
      `${DEV}${environments(['lead', 'later', 'admin', 'uat'], ONE)}${environments(['both', 'twice'], TWO)}\n`,
    );
    expect((await run('shallow', { ...jenkins.build, branch: 'main' })).error).toBeNull();
  });
  afterAll(() => jenkins.close());

  const ask = (ENVIRONMENT: string, inputs: readonly Answer[]) =>
    run('by-hand', {
      ...jenkins.build,
      params: { ENVIRONMENT, BUILD: '10', CHANGE: null },
      buildNumber: 3,
      jobName: 'promote',
      inputs,
    });
  const isTagged = async (environment: string) =>
    (await tagsOf(jenkins.landscape.prod))[`10-${environment}`] === digest;

  it.each<[string, string, Answer[], string]>([
    ['one of the submitters', 'lead', [BOB], 'bob'],
    ['a submitter, after somebody who may not', 'later', [{ user: 'eve' }, BOB], 'bob'],
    [
      'an administrator, whom Jenkins lets answer, in their own name',
      'admin',
      [{ user: 'root', administrator: true, values: { COMMENT: 'night shift' } }],
      'root',
    ],
    ['two people, each by a question of their own', 'both', [BOB, lead('carol')], 'carol'],
  ])('is answered by %s', async (_, environment, inputs, approver) => {
    const build = await ask(environment, inputs);

    expect(build.error).toBeNull();
    expect(build.inputs[0]).toMatchObject({ submitter: 'uat-leads' });
    expect(await isTagged(environment)).toBe(true);
    expect(await archived(build, `promote-${environment}`, 'result.json')).toContain(
      `"${approver}"`,
    );
  });

  it.each<[string, string, Answer[], string]>([
    [
      'a request that skips the form',
      'uat',
      [{ ...BOB, proceedEmpty: true } as Answer],
      'Jenkins gave back only the name "bob"',
    ],
    ['a request without form and name', 'uat', [{ raw: null }], 'Jenkins gave back no form'],
    [
      'whoever asked, in other capitals',
      'uat',
      [lead('ALICE')],
      'ALICE asked for this promotion, and the policy wants somebody else',
    ],
    ['one person twice, in other capitals', 'twice', [BOB, lead('Bob')], 'Bob approved twice'],
  ])('is not answered by %s', async (_, environment, inputs, why) => {
    const { result, error } = await ask(environment, inputs);

    expect(result).toBe('FAILURE');
    expect(error?.replace(/\s+/g, ' ')).toContain(why);
    expect(await isTagged(environment)).toBe(false);
  });

  it('leaves nothing on the image when it is aborted, and the reason when it is rejected', async () => {
    const before = await recordsOf(jenkins.landscape.dev);

    const aborted = await ask('uat', [{ user: 'bob', abort: true }]);
    const afterAbort = await recordsOf(jenkins.landscape.dev);
    const rejected = await ask('uat', [
      lead('bob', { DECISION: 'reject', COMMENT: 'totals are wrong' }),
    ]);

    expect([aborted.result, rejected.result]).toEqual(['ABORTED', 'FAILURE']);
    expect(rejected.error).toContain('totals are wrong');
    expect(afterAbort).toEqual(before);
    expect((await recordsOf(jenkins.landscape.dev)).length).toBe(before.length + 1);
    expect(await isTagged('uat')).toBe(false);
  });
});

describeWith(['java', 'mvn'], 'what happens while people think', () => {
  it('may be an edit of promotion.yaml, which is not what was approved', async () => {
    const { landscape, build } = await jenkinsWith(USUAL);
    const edited = build.source['promotion.yaml']?.replace('{build}-uat', 'release-{build}') ?? '';

    const outcome = await restartAt(
      ['during input'],
      { ...build, jenkinsfile: situation('held-executor'), inputs: [BOB] },
      (machines) =>
        writeFile(
          join(machines, 'agent-1', 'workspace', 'shop checkout', 'promotion.yaml'),
          edited,
        ),
    );

    expect(outcome.error).toBeNull();
    expect(await tagsOf(landscape.prod)).toEqual({ '10-uat': digest });
  });

  it('may be a hold of the environment, which refuses the promotion', async () => {
    const { landscape, build } = await jenkinsWith(USUAL);

    const outcome = await restartAt(
      ['during input'],
      { ...build, jenkinsfile: situation('approval'), inputs: [BOB] },
      async () => {
        const held = await run('hold', { ...build, params: { REASON: 'Payments fail.' } });
        expect(held.error).toBeNull();
      },
    );

    expect(outcome.result).toBe('FAILURE');
    expect(outcome.error).toContain('Payments fail.');
    expect(await tagsOf(landscape.prod)).toEqual({});
  });
});
