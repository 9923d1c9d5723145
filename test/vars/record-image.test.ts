import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRequest, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';

const REFERENCE = `registry.example.com/shop/checkout@sha256:${'1'.repeat(64)}`;

describeWith(['java', 'mvn'], 'recordImage', () => {
  it('returns the reference, and tells later stages and the reader of the build', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `node { checkout scm; echo "recorded \${recordImage(metadata: 'build/image.json')}" }`,
      source: { 'promotion.yaml': '{}' },
    });

    expect(build.log).toContain(`recorded ${REFERENCE}\n`);
    expect(build.env).toEqual({
      PROMOTE_IMAGE_STASH: 'promote-image-record',
      RECORDED_IMAGE: REFERENCE,
    });
    expect(build.description).toBe(`Recorded ${REFERENCE}`);
  });

  it('keeps the record in the archive', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: 'node { checkout scm; recordImage() }',
      source: { 'promotion.yaml': '{}' },
    });

    expect((await readdir(join(build.archive, '.promote-image', 'record'))).sort()).toEqual([
      'needs.txt',
      'record.json',
      'reference.txt',
    ]);
  });

  it('knows the commit in a declarative pipeline', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: `
        pipeline {
          agent any
          stages { stage('Build') { steps { recordImage(metadata: 'build/image.json') } } }
        }`,
      source: { 'promotion.yaml': '{}' },
      commit: '9fceb02',
    });

    const request = readRequest(build);
    expect(request.command).toBe('record');
    expect(request.jenkins['commit']).toBe('9fceb02');
  });

  it('leaves nothing for later stages when it fails', async () => {
    const build = await runJenkinsfile({
      jenkinsfile: 'node { checkout scm; recordImage() }',
      source: {
        'promotion.yaml':
          '{ "fails": { "record": { "status": 66, "message": "No such digest." } } }',
      },
    });

    expect(build.error).toBe('No such digest.');
    expect(build.env).toEqual({});
    expect(build.description).toBeNull();
  });
});
