import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { answerSchemas } from '../../engine/answers/answer-schemas.ts';
import { allTags, recordsOf, tagsOf } from '../commands/contents.ts';
import { push } from '../commands/landscape.ts';
import { succeed } from '../commands/steps.ts';
import { eleven, goBack, inQa, stranger, ten } from './builds-in-qa.ts';

describe('a rollback', () => {
  it('says what it does, and where the environment is now', async () => {
    const { landscape, workspace, text } = await inQa();

    const outcome = await goBack(workspace);

    expect(outcome.exitCode).toBe(0);
    expect(text(outcome.log)).toMatchInlineSnapshot(`
      "Rollback of shop/checkout in qa
        To      sha256:1111111111111111111111111111111111111111111111111111111111111111 (build 10 of shop)
        From    sha256:2222222222222222222222222222222222222222222222222222222222222222 (build 11 of shop)
        In      dev.example.com/shop/checkout-qa
        Tags    latest-qa (moves from sha256:222222222222)
        Why     erin: Totals are wrong.
      Recorded in dev.example.com/shop/checkout-qa.
      Tagged dev.example.com/shop/checkout-qa:latest-qa, was sha256:222222222222.
      Rolled back qa: dev.example.com/shop/checkout-qa@sha256:1111111111111111111111111111111111111111111111111111111111111111
      "
    `);
    expect(await outcome.file('reference.txt')).toMatch(
      new RegExp(`/shop/checkout-qa@${ten.root.digest}$`),
    );
    expect(text(await outcome.file('result.json'))).toMatchInlineSnapshot(`
      "{
        "version": 1,
        "outcome": "rolled-back",
        "image": "shop/checkout",
        "environment": "qa",
        "reference": "dev.example.com/shop/checkout-qa@sha256:1111111111111111111111111111111111111111111111111111111111111111",
        "references": [
          "dev.example.com/shop/checkout-qa@sha256:1111111111111111111111111111111111111111111111111111111111111111"
        ],
        "to": "sha256:1111111111111111111111111111111111111111111111111111111111111111",
        "from": "sha256:2222222222222222222222222222222222222222222222222222222222222222",
        "tags": [
          {
            "repository": "dev.example.com/shop/checkout-qa",
            "name": "latest-qa",
            "was": "sha256:2222222222222222222222222222222222222222222222222222222222222222"
          }
        ],
        "skipped": [],
        "by": "erin",
        "reason": "Totals are wrong.",
        "at": "2026-11-21T10:07:00Z",
        "url": "https://jenkins.example.com/job/shop/10/"
      }"
    `);
    expect(await tagsOf(landscape.dev, 'shop/checkout-qa')).toEqual({
      10: ten.root.digest,
      11: eleven.root.digest,
      'latest-qa': ten.root.digest,
    });
    expect(await recordsOf(landscape.dev, 'shop/checkout-qa')).toEqual(
      expect.arrayContaining(['rollback', 'rollback']),
    );
  });

  it('only says so in a dry run', async () => {
    const { landscape, workspace, text } = await inQa();
    landscape.devServer.clearRequests();

    const outcome = await goBack(workspace, { dryRun: true });

    expect(outcome.exitCode).toBe(0);
    expect(text(outcome.log)).toMatchInlineSnapshot(`
      "Rollback of shop/checkout in qa
        To      sha256:1111111111111111111111111111111111111111111111111111111111111111 (build 10 of shop)
        From    sha256:2222222222222222222222222222222222222222222222222222222222222222 (build 11 of shop)
        In      dev.example.com/shop/checkout-qa
        Tags    latest-qa (moves from sha256:222222222222)
        Why     erin: Totals are wrong.
      This was a dry run: nothing was written, and no tag moved.
      "
    `);
    expect(JSON.parse((await outcome.file('result.json')) ?? '').outcome).toBe('planned');
    const methods = landscape.devServer.requests.map(({ method }) => method);
    expect([...new Set(methods)].sort()).toEqual(['GET', 'HEAD']);
  });

  it('does nothing a second time, and says how to go further', async () => {
    const { landscape, workspace, text } = await inQa();
    await goBack(workspace);
    landscape.devServer.clearRequests();

    const outcome = await goBack(workspace, { by: 'frank', reason: 'Again.' });

    expect(outcome.exitCode).toBe(0);
    expect(text(outcome.log)).toMatchInlineSnapshot(`
      "Nothing to do: qa has dev.example.com/shop/checkout-qa@sha256:1111111111111111111111111111111111111111111111111111111111111111 already: erin rolled it back from sha256:222222222222 on 2026-11-21 10:07 UTC.
      To go back further, name the image with \`fromBuild:\`, \`digest:\` or \`tag:\`.
      "
    `);
    const methods = landscape.devServer.requests.map(({ method }) => method);
    expect([...new Set(methods)].sort()).toEqual(['GET', 'HEAD']);
  });

  it('is undone by naming what was left', async () => {
    const { landscape, workspace } = await inQa();
    await goBack(workspace);

    const outcome = await goBack(workspace, { fromBuild: 11, reason: 'It was the database.' });

    expect(outcome.exitCode, outcome.log).toBe(0);
    expect((await tagsOf(landscape.dev, 'shop/checkout-qa'))['latest-qa']).toBe(eleven.root.digest);
    const plan = await succeed(workspace, 'plan', 'promote-uat', {
      options: { env: 'uat', fromBuild: 11 },
    });
    expect(await plan.file('next.txt')).toBe('promote');
  });

  it('takes back a tag that somebody pushed over', async () => {
    const { landscape, workspace } = await inQa();
    await push(landscape.dev, stranger, ['latest-qa'], 'shop/checkout-qa');

    const outcome = await goBack(workspace);

    expect(outcome.exitCode, outcome.log).toBe(0);
    expect((await tagsOf(landscape.dev, 'shop/checkout-qa'))['latest-qa']).toBe(eleven.root.digest);
  });

  it('is recorded where all tags name a build', async () => {
    const { landscape, workspace } = await inQa();
    const before = await allTags(landscape);

    const outcome = await goBack(workspace, { env: 'dev' });

    expect(outcome.log).toContain('  Tags    none moves: all tags of dev name a build\n');
    expect(await allTags(landscape)).toEqual(before);
    expect((await goBack(workspace, { env: 'dev' })).log).toContain('Nothing to do: dev has ');
  });

  it('asks for no credential but those of the environment', async () => {
    const { workspace } = await inQa();

    const needs = await workspace.run('needs rollback', 'needs', {
      options: { env: 'uat', reason: 'x' },
    });

    expect(await needs.file('needs.txt')).toBe(
      'usernamePassword nexus-prod PROMOTE_IMAGE_NEXUS_PROD_USERNAME PROMOTE_IMAGE_NEXUS_PROD_PASSWORD',
    );
  });
});

describe('two rollbacks at once', () => {
  it('go one image back, and not two', async () => {
    const { landscape, workspace } = await inQa();

    const outcomes = await Promise.all(
      ['first', 'second'].map((run) =>
        workspace.run('rollback', run, { options: { env: 'qa', reason: 'Totals.' } }),
      ),
    );

    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await tagsOf(landscape.dev, 'shop/checkout-qa'))['latest-qa']).toBe(ten.root.digest);
    expect((await goBack(workspace)).log).toContain('Nothing to do: qa has ');
  });
});

describe('the results', () => {
  const ajv = new Ajv({ strict: true, allErrors: true });

  it.each<[string, object[]]>([
    ['went back', [{}]],
    ['was asked what it would do', [{ dryRun: true }]],
    ['was there already', [{}, {}]],
    ['never left', [{ fromBuild: 11 }]],
  ])('are as their schema says when an environment %s', async (_, runs) => {
    const { workspace } = await inQa();
    const validate = ajv.compile(answerSchemas['rollback'] as object);
    let result: unknown;

    for (const options of runs) {
      result = JSON.parse((await (await goBack(workspace, options)).file('result.json')) ?? '');
    }

    validate(result);
    expect(validate.errors).toBeNull();
  });
});
