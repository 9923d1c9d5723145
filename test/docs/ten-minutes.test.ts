import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStage, writeStageFile } from '../../demo/stage.ts';
import { type BuildOutcome, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { readPage } from './blocks.ts';

const page = readPage('docs/ten-minutes.md');
const [, question = 'none'] =
  /^```\n(Promote .*?)^```$/ms.exec(readPage('docs/approvals.md')) ?? [];
const BUNDLE = join(import.meta.dirname, '..', '..', 'resources', 'promote-image', 'engine.cjs');

describeWith(['java', 'mvn'], 'the page about the first ten minutes', () => {
  it('shows files that promote, and the log that they leave, with the question that approvals.md shows', async () => {
    const { build, hosts } = await jenkins();

    const outcome = await runJenkinsfile({
      ...build,
      jenkinsfile: sectionOf('4. The Jenkinsfile', 'groovy'),
      inputs: [{ user: 'bob', groups: ['uat-leads'], values: { COMMENT: '' } }],
    });

    expect(outcome.error).toBeNull();
    expect(outcome.inputs).toMatchObject([{ heldNode: null, submitter: 'uat-leads' }]);
    const log = normal(asOnThePage(outcome, hosts));
    const shown = [...blocksIn('5. The first run', '').slice(1), question];
    expect(shown).toHaveLength(4);
    expect(shown.filter((block) => !log.includes(normal(block)))).toEqual([]);
  });
});

function sectionOf(title: string, language: string): string {
  const [block = ''] = blocksIn(title, language);
  return block;
}

function blocksIn(title: string, language: string): readonly string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(title)) ?? '';
  const blocks = [...section.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return blocks.filter((block) => block[1] === language).map((block) => block[2] ?? '');
}

/** Registries as the page has them, and a builder that pushes to them. */
async function jenkins() {
  const stage = await openStage();
  onTestFinished(() => stage.close());
  const hosts = {
    'nexus.example.com:8082': stage.registry.url('docker-dev'),
    'nexus.example.com:8083': stage.registry.url('docker-prod'),
  };
  const tools = join(stage.folder, 'tools');
  await mkdir(tools);
  const { metadata } = await stage.build(10);
  const file = await writeStageFile(stage, 'metadata.json', metadata);
  const docker = `#!/bin/sh\nmkdir -p build && cp '${file}' build/image.json\n`;
  await writeFile(join(tools, 'docker'), docker, { mode: 0o755 });
  const yaml = Object.entries(hosts).reduce(
    (text, [host, url]) => text.replace(`https://${host}`, url),
    sectionOf('3. promotion.yaml', 'yaml'),
  );
  const build = {
    engine: BUNDLE,
    source: { 'promotion.yaml': yaml },
    credentials: stage.accounts,
    causes: [{ _class: 'hudson.model.Cause$UserIdCause', userId: 'alice', userName: 'Alice' }],
    buildNumber: 10,
    jobName: 'shop',
    path: `${tools}:${process.env['PATH'] ?? ''}`,
  };
  return { build, hosts };
}

/** With the page's hosts, and its time of the day. */
function asOnThePage({ log }: BuildOutcome, hosts: Readonly<Record<string, string>>): string {
  const named = Object.entries(hosts).reduce(
    (text, [host, url]) => text.replaceAll(new URL(url).host, host),
    log,
  );
  return named.replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '2026-11-21 10:00 UTC');
}

/** Lines are broken by the length of host names, which stand in records, too, and count among their bytes. */
function normal(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/Moved [\d.]+ kB/g, 'Moved 26.5 kB')
    .trim();
}
