import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Answer, readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'Jenkinsfile.example');
const source = {
  'promotion.yaml': '{ "plan": "approve" }',
  'build-image': '#!/bin/sh\nmkdir -p build && echo {} > build/image.json\n',
};
const approves: Answer = { user: 'bob', values: { COMMENT: 'fine' } };

describeWith(['java', 'mvn'], 'Jenkinsfile.example', () => {
  it('builds once and promotes twice, and holds no agent while people think', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: await readFile(EXAMPLE, 'utf8'),
      source,
      inputs: [approves, { user: 'carol', values: { REASON: 'works' } }, approves],
    });

    expect(build.error).toBeNull();
    expect(build.inputs.map(({ heldNode }) => heldNode)).toEqual([null, null, null]);
    expect(Object.keys(build.env).sort()).toEqual([
      'PROMOTED_IMAGE',
      'PROMOTED_IMAGE_QA',
      'PROMOTED_IMAGE_UAT',
      'PROMOTE_IMAGE_STASH',
      'RECORDED_IMAGE',
    ]);
  });

  it('records what QA said, and who', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: await readFile(EXAMPLE, 'utf8'),
      source: {
        ...source,
        'promotion.yaml': '{ "fails": { "verdict": { "status": 69, "message": "Later." } } }',
      },
      inputs: [{ user: 'carol', values: { VERDICT: 'rejected', REASON: 'too slow' } }],
    });

    expect(build.error).toBe('Later.');
    expect(readRequest(build).options).toEqual({
      is: 'rejected',
      reason: 'too slow',
      by: 'carol',
    });
  });
});
