import { describe, expect, it } from 'vitest';
import { groupRepository } from '../support/registry/behaviours/group-repository.ts';
import { readOnlyMode } from '../support/registry/behaviours/read-only-mode.ts';
import type { Privilege } from '../support/registry/sign-in.ts';
import { PASSWORD, patient } from './patient.ts';

function userWho(...may: readonly Privilege[]) {
  return { users: { jenkins: { password: PASSWORD, may: { docker: may } } } };
}

describe('the check of reading', () => {
  it('reads an image where there is one', async () => {
    const { examine } = await patient();

    const { check } = await examine();

    expect(check('dev', 'read')?.finding).toBe('allowed; a manifest was read and verified');
    expect(check('qa', 'read')?.finding).toBe('allowed; nothing is there yet');
  });

  it('fails without the privilege, and leaves the questions alone that need it', async () => {
    const { examine } = await patient([], userWho('add', 'edit'));

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(77);
    expect(check('qa', 'read')?.remedy).toBe(
      'Give its user the privileges read on this repository (Nexus: nx-repository-view-docker-<repository>-…).',
    );
    expect(check('qa', 'tag listing')?.by).toBe('read');
  });

  it('fails where the prefix names no repository', async () => {
    const { examine } = await patient([], { address: 'path-routing' });

    const { check, exitCode } = await examine({ members: { prefix: 'doker' } });

    expect(exitCode).toBe(66);
    expect(check('qa', 'read')?.finding).toMatch(/^There is no repository for .*\/doker\/shop/);
  });
});

describe('the check of writing', () => {
  it('passes with add and edit, though nothing may be deleted', async () => {
    const { examine } = await patient([], userWho('read', 'add', 'edit'));

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(0);
    expect(check('qa', 'write')).toEqual({
      check: 'write',
      outcome: 'ok',
      finding: 'allowed; a trial upload was opened and given back',
    });
  });

  it.each([
    ['POST', userWho('read', 'edit', 'delete')],
    ['PUT', userWho('read', 'add', 'delete')],
  ])('fails where %s is not allowed', async (_, options) => {
    const { examine } = await patient([], options);

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(77);
    expect(check('qa', 'write')).toMatchObject({ outcome: 'fail', kind: 'denied' });
    expect(check('qa', 'mount')?.by).toBe('write');
    expect(check('qa', 'referrers API')?.outcome).toBe('ok');
  });

  it('fails in a group, and names what to point at instead', async () => {
    const { examine } = await patient([groupRepository('all', ['docker'])], {
      repositories: { docker: {}, all: {} },
      address: 'path-routing',
    });

    const { check, exitCode } = await examine({ members: { prefix: 'all' } });

    expect(exitCode).toBe(77);
    expect(check('dev', 'read')?.outcome).toBe('ok');
    expect(check('qa', 'write')?.remedy).toContain('the hosted repository behind the group');
  });

  it('fails in a repository that is read-only', async () => {
    const { examine } = await patient([], { repositories: { docker: { writePolicy: 'DENY' } } });

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(77);
    expect(check('qa', 'write')?.remedy).toContain('Deployment policy');
  });

  it('fails where the whole server is read-only', async () => {
    const { examine } = await patient([readOnlyMode()]);

    const { check, exitCode } = await examine();

    expect(exitCode).toBe(69);
    expect(check('qa', 'write')?.finding).toContain('HTTP 503');
  });

  it('says that an upload stays open where it may be neither ended nor deleted', async () => {
    const { examine } = await patient([], userWho('read', 'add'));

    const { check, exitCode } = await examine({ openUploads: 2 });

    expect(exitCode).toBe(77);
    expect(check('qa', 'write')?.finding).toMatch(
      / The empty trial upload stays open until the registry forgets it\.$/,
    );
  });
});
