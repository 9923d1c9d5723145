import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Build, runJenkinsfile } from '../support/jenkinsfile.ts';
import { describeWith } from '../support/parts.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { type Block, blocksOf } from './blocks.ts';

/** What people fill in, of all pages. */
const PARAMS = {
  BUILD: '41',
  COMMENT: 'Agreed in the change meeting',
  DIGEST: `sha256:${'1'.repeat(64)}`,
  ENVIRONMENT: 'qa',
};
const README = blocksOf('yaml').find(({ page }) => page === 'README.md')?.text ?? '';
/** A var of somebody's own library is no Jenkinsfile. */
const jenkinsfiles = blocksOf('groovy').filter(({ text }) => !text.startsWith('// vars/'));

const tools = mkdtempSync(join(tmpdir(), 'promote-image tools '));
afterAll(() => rmSync(tools, { recursive: true, force: true }));
writeFileSync(join(tools, 'docker'), '#!/bin/sh\n', { mode: 0o755 });

const build: Partial<Build> = {
  source: { 'promotion.yaml': '{ "finds": true }', 'smoke-test': '#!/bin/sh\n' },
  path: `${tools}:${process.env['PATH'] ?? ''}`,
  params: PARAMS,
  inputs: [{ user: 'carol' }],
  causes: [{ _class: 'hudson.model.Cause$UserIdCause', userId: 'alice', userName: 'Alice' }],
  builds: {
    '/shop/promote': {},
    'shop/checkout': { buildVariables: { RECORDED_IMAGE: `r@${PARAMS.DIGEST}` } },
  },
};

describeWith(['java', 'mvn'], 'a Jenkinsfile on a page', () => {
  it.each(jenkinsfiles)('$page, $title: runs to its end', async ({ page, text }) => {
    const outcome = await runJenkinsfile({ ...build, jenkinsfile: whole(text) });

    expect(outcome.error).toBeNull();
    expect(outcome.result).toBe('SUCCESS');
    expect(await refusedRequests(requestsIn(outcome.steps), page)).toEqual([]);
  });
});

/** A part of a Jenkinsfile with the rest around it. */
function whole(text: string): string {
  if (/^(@Library|pipeline|node|def)\b/m.test(text)) return text;
  if (/^stage\(/.test(text)) return `pipeline { agent any\n stages {\n${text}\n} }`;
  return `node {\n checkout scm\n${text}\n}`;
}

interface Written {
  readonly command: string;
  readonly options: Readonly<Record<string, unknown>>;
}

function requestsIn(steps: readonly { readonly arguments: object }[]): readonly Written[] {
  return steps.flatMap(({ arguments: given }) => {
    const { file, text } = given as { readonly file?: unknown; readonly text?: unknown };
    return String(file).endsWith('/request.json') ? [JSON.parse(String(text))] : [];
  });
}

/** Says what the engine says to options and environments, going by the page's own promotion.yaml, else by README's. */
async function refusedRequests(requests: readonly Written[], page: string): Promise<unknown[]> {
  const isWhole = ({ text }: Block) => /^registries:/m.test(text) && /^environments:/m.test(text);
  const own = blocksOf('yaml').find((block) => block.page === page && isWhole(block));
  const workspace = await createWorkspace(own?.text ?? README);
  const refused: unknown[] = [];
  for (const { command, options } of requests) {
    const { exitCode, log } = await workspace.run(`needs ${command}`, 'needs', { options });
    if (exitCode !== 0) refused.push(log);
  }
  return refused;
}
