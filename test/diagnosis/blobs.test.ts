import { describe, expect, it } from 'vitest';
import { mountsBlobs } from '../support/registry/behaviours/mounts-blobs.ts';
import { noOneRequestUpload } from '../support/registry/behaviours/no-one-request-upload.ts';
import { refusesMounts } from '../support/registry/behaviours/refuses-mounts.ts';
import { patient } from './patient.ts';

describe('the check of mounts', () => {
  it('is for environments that images come to', async () => {
    const { examine } = await patient();

    const { check } = await examine();

    expect(check('dev', 'mount')).toBeUndefined();
  });

  it('cannot tell before a blob is in both', async () => {
    const { examine } = await patient([mountsBlobs()]);

    const { check } = await examine();

    expect(check('qa', 'mount')).toMatchObject({
      outcome: 'note',
      remedy: 'Run this again after the first promotion.',
    });
  });

  it.each([
    ['works from dev: no blob passes through the agent', mountsBlobs()],
    ['not offered from dev: blobs pass through the agent', refusesMounts()],
    ['not offered from dev: blobs pass through the agent', undefined],
  ])('says that it %s', async (finding, behaviour) => {
    const { examine, recordSomething } = await patient(behaviour === undefined ? [] : [behaviour]);
    recordSomething();

    const { check, exitCode } = await examine();

    expect(check('qa', 'mount')).toEqual({ check: 'mount', outcome: 'ok', finding });
    expect(exitCode).toBe(0);
  });

  it('has nothing to mount within one repository', async () => {
    const { examine } = await patient();

    const { check } = await examine({ qa: 'nexus/{image}', tags: ['{build}-qa'] });

    expect(check('qa', 'mount')?.finding).toBe('dev is the same repository: only tags are written');
  });
});

describe('the check of one-request uploads', () => {
  it('sees that they work by the refusal of a wrong digest', async () => {
    const { examine } = await patient();

    const { check } = await examine();

    expect(check('qa', 'one-request upload')?.finding).toBe('works: a blob takes one request');
  });

  it('gives back the upload that a registry opens instead', async () => {
    const { examine } = await patient([noOneRequestUpload()]);

    const { check } = await examine();

    expect(check('qa', 'one-request upload')?.finding).toBe(
      'not offered: a blob takes two requests',
    );
  });
});
