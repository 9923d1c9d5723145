import { describe, expect, it } from 'vitest';
import { nexusLandscape, steady, workspaceIn } from '../commands/landscape.ts';
import { buildAccepted, buildInQa, succeed } from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import { documentOf, textOf } from './answer.ts';

const ten = buildImage({ seed: 'ten' });
const eleven = buildImage({ seed: 'eleven' });
const twelve = buildImage({ seed: 'twelve' });
const images = [ten, eleven, twelve];

describe('findImages', () => {
  it('finds the newest image that QA accepted', async () => {
    const { landscape, workspace } = await threeInQa();

    const text = await textOf(workspace, 'find', { env: 'qa', verdict: 'accepted', newest: 1 });

    expect(steady(text, landscape, images)).toMatchInlineSnapshot(`
      "shop/checkout with verdict accepted in qa, newest 1: 1 image
        build  image                commit        verdict   tests
        10     sha256:111111111111  9fceb02d0ae5  accepted  -
               since 2026-11-21 10:03 UTC (9 min ago), promoted from dev by alice
               accepted by carol
               sha256:1111111111111111111111111111111111111111111111111111111111111111"
    `);
  });

  it('finds all that QA rejected', async () => {
    const { landscape, workspace } = await threeInQa();

    const text = await textOf(workspace, 'find', { env: 'qa', verdict: 'rejected' });

    expect(steady(text, landscape, images)).toMatchInlineSnapshot(`
      "shop/checkout with verdict rejected in qa: 1 image
        build  image                commit        verdict   tests
        11     sha256:222222222222  9fceb02d0ae5  rejected  -
               since 2026-11-21 10:07 UTC (5 min ago), promoted from dev by alice
               rejected by carol: Totals are wrong.
               sha256:2222222222222222222222222222222222222222222222222222222222222222"
    `);
  });

  it('says so in a sentence where there is none', async () => {
    const { workspace } = await threeInQa();

    const text = await textOf(workspace, 'find', { env: 'uat', since: '7d', build: 9 });

    expect(text).toBe('shop/checkout with build 9, since 7d in uat: none');
  });

  it('returns references, and a document that says more', async () => {
    const { workspace } = await threeInQa();

    const document = await documentOf(workspace, 'find', {
      env: 'qa',
      commit: '9fceb02d',
      most: 2,
    });
    const { file } = await succeed(workspace, 'find', 'find', { options: { env: 'qa' } });

    expect(document).toMatchObject({
      environment: 'qa',
      images: [
        {
          found: [
            { digest: twelve.root.digest, build: { number: '12' } },
            { digest: eleven.root.digest, verdict: { is: 'rejected' } },
          ],
          isCut: true,
          isComplete: true,
        },
      ],
    });
    expect((await file('reference.txt'))?.split('\n').map((line) => line.split('@')[1])).toEqual([
      twelve.root.digest,
      eleven.root.digest,
      ten.root.digest,
    ]);
  });

  it.each([
    [{ verdict: 'acepted' }, '`verdict` is `acepted`, and has to be one of: accepted, rejected,'],
    [{ since: 'yesterday' }, '`since` is `yesterday`, which is neither a span of time nor a day.'],
    [{ since: '2026-02-30' }, '`since` is `2026-02-30`'],
    [{ newest: 'all' }, '`newest` is `all`, which is no whole number'],
    [{ verdikt: 'accepted' }, 'findImages has no option `verdikt`; did you mean `verdict`?'],
  ])('refuses %o', async (options, sentence) => {
    const workspace = await workspaceIn(await nexusLandscape());

    const outcome = await workspace.run('find', 'find', { options: { env: 'qa', ...options } });

    expect(outcome.log).toContain(sentence);
    expect(outcome.exitCode).toBe(64);
  });
});

/** Builds 10 (accepted), 11 (rejected) and 12 (without a verdict). */
async function threeInQa() {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape);
  await buildAccepted(landscape, workspace, ten);
  await buildInQa(landscape, workspace, eleven, '11');
  await succeed(workspace, 'verdict', 'verdict', {
    options: { is: 'rejected', by: 'carol', reason: 'Totals are wrong.', fromBuild: 11 },
  });
  await buildInQa(landscape, workspace, twelve, '12');
  return { landscape, workspace };
}
