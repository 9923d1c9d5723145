import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedDigest } from '../../../engine/promotion/candidate/recorded-digest.ts';
import { DIGEST } from '../facts.ts';
import { folderWith } from './workspace.ts';

const RECORD = { version: 1, digest: DIGEST, image: 'shop/checkout', build: '10', job: 'shop' };
const THIS = { number: '10', job: 'shop' };

async function read(record: unknown, thisBuild: typeof THIS | undefined = THIS) {
  const folder = await folderWith('x', '');
  await mkdir(join(folder, '.promote-image/record'), { recursive: true });
  await writeFile(
    join(folder, '.promote-image/record/record.json'),
    typeof record === 'string' ? record : JSON.stringify(record),
  );
  return recordedDigest(folder, 'shop/checkout', thisBuild);
}

describe('the record in the workspace', () => {
  it('names the image of this build', async () => {
    expect(await read(RECORD)).toEqual({
      digest: DIGEST,
      source: 'the record of build 10 in this workspace',
      build: '10',
    });
  });

  it('does not name the image of another build, job or name', async () => {
    expect(await read({ ...RECORD, build: '9' })).toBeUndefined();
    expect(await read({ ...RECORD, job: 'other' })).toBeUndefined();
    expect(await read({ ...RECORD, image: 'shop/cart' })).toBeUndefined();
  });

  it.each(['', '{', '[]', { ...RECORD, digest: 'sha256:12ab' }, { ...RECORD, digest: 7 }])(
    'is passed over when it is damaged: %j',
    async (record) => {
      expect(await read(record)).toBeUndefined();
    },
  );
});
