import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../support/registry/behaviours/behaviour.ts';
import { redeployWording } from '../support/registry/behaviours/redeploy-wording.ts';
import { referrersApi } from '../support/registry/behaviours/referrers-api.ts';
import { tagPageLimit } from '../support/registry/behaviours/tag-page-limit.ts';
import { tagsIgnoreLast } from '../support/registry/behaviours/tags-ignore-last.ts';
import { tagsUnknownLast } from '../support/registry/behaviours/tags-unknown-last.ts';
import { tagsWithoutLink } from '../support/registry/behaviours/tags-without-link.ts';
import { patient } from './patient.ts';

const ALLOW_ONCE = { repositories: { docker: { writePolicy: 'ALLOW_ONCE' } } } as const;

describe('the check of the tag listing', () => {
  it.each<[string, readonly Behaviour[]]>([
    ['complete (3 tags), and a part can be listed', []],
    ['complete (3 tags), and a part can be listed', [tagPageLimit(2)]],
    [
      'complete; `last` is ignored, so each look at the records of an image lists all 3 tags',
      [tagsIgnoreLast()],
    ],
    [
      'complete; `last` is answered 404 unless it is a tag, so each look at the records of an image lists all 3 tags',
      [tagsUnknownLast()],
    ],
  ])('finds it %s', async (finding, behaviours) => {
    const { examine } = await patient(behaviours);

    const { check } = await examine();

    expect(check('dev', 'tag listing')).toEqual({ check: 'tag listing', outcome: 'ok', finding });
  });

  it('notes a list that ends early', async () => {
    const { examine } = await patient([tagsWithoutLink(), tagPageLimit(2)]);

    const { check } = await examine();

    expect(check('dev', 'tag listing')).toMatchObject({
      outcome: 'note',
      finding: 'incomplete: after 2 tags the list ends without a Link, and 1 more are there.',
    });
  });

  it('has nothing to say of an empty repository', async () => {
    const { examine } = await patient();

    const { check } = await examine();

    expect(check('qa', 'tag listing')?.finding).toBe('there is nothing to list yet');
  });
});

describe('the check of the referrers API', () => {
  it.each([
    ['works', [referrersApi()]],
    ['none: records go by their tags, other tools by the fallback index', []],
  ])('says: %s', async (finding, behaviours) => {
    const { examine } = await patient(behaviours);

    const { check } = await examine();

    expect(check('dev', 'referrers API')).toEqual({
      check: 'referrers API',
      outcome: 'ok',
      finding,
    });
  });
});

describe('the check of the tag rules', () => {
  it('has nothing against "Disable redeploy" where no tag moves', async () => {
    const { examine, recordSomething } = await patient([], ALLOW_ONCE);
    recordSomething();

    const { check, exitCode } = await examine({ tags: ['{build}-qa'] });

    expect(exitCode).toBe(0);
    expect(check('qa', 'tag rules')?.outcome).toBe('ok');
  });

  it.each([
    ['older', []],
    ['newer', [redeployWording(409)]],
  ])(
    'fails where a tag must move under "Disable redeploy", in the words of %s releases',
    async (_, behaviours) => {
      const { examine, recordSomething } = await patient(behaviours, ALLOW_ONCE);
      recordSomething();

      const { check, exitCode } = await examine({ tags: ['{build}', 'latest-qa'] });

      expect(exitCode).toBe(78);
      expect(check('qa', 'tag rules')?.finding).toMatch(
        /^latest-qa must move, and the repository lets nothing be updated/,
      );
      expect(check('qa', 'tag rules')?.remedy).toContain('"Allow redeploy"');
    },
  );

  it('passes where a tag must move and may', async () => {
    const { examine, recordSomething } = await patient();
    recordSomething();

    const { check } = await examine({ tags: ['latest-qa'] });

    expect(check('qa', 'tag rules')).toEqual({
      check: 'tag rules',
      outcome: 'ok',
      finding: 'latest-qa must move: allowed, as far as uploads show',
    });
  });

  it('cannot tell before something is recorded', async () => {
    const { examine } = await patient([], ALLOW_ONCE);

    const { check, exitCode } = await examine({ tags: ['latest-qa'] });

    expect(exitCode).toBe(0);
    expect(check('qa', 'tag rules')?.outcome).toBe('note');
  });

  it('notes that Nexus can make an exception of latest', async () => {
    const { examine, recordSomething } = await patient([], ALLOW_ONCE);
    recordSomething();

    const { check, exitCode } = await examine({ tags: ['latest'] });

    expect(exitCode).toBe(0);
    expect(check('qa', 'tag rules')?.remedy).toContain("Allow redeploy only on 'latest' tag");
  });

  it('notes a second tag on one image under "Disable redeploy"', async () => {
    const { examine, recordSomething } = await patient([], ALLOW_ONCE);
    recordSomething();

    const { check } = await examine({ qa: 'nexus/{image}', tags: ['{build}-qa'] });

    expect(check('qa', 'tag rules')).toMatchObject({
      outcome: 'note',
      finding: expect.stringContaining('a second tag on one image') as string,
    });
  });
});
