import { execFileSync } from 'node:child_process';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { answerSchemas } from '../../engine/answers/answer-schemas.ts';
import {
  dockerLandscape,
  type Landscape,
  nexusLandscape,
  steady,
  workspaceIn,
} from '../commands/landscape.ts';
import {
  approvedBy,
  build,
  buildAccepted,
  buildInQa,
  promote,
  succeed,
} from '../commands/steps.ts';
import { buildImage } from '../support/images/build-image.ts';
import { describeWith } from '../support/parts.ts';
import type { Workspace } from '../support/promotion-run.ts';

const source = 'https://github.com/shop/checkout';
const old = buildImage({
  ...{ platforms: ['linux/amd64', 'linux/s390x'], sharedLayers: 2, sharedSeed: 'base' },
  ...{ seed: 'ten', labels: { 'org.opencontainers.image.source': source, team: 'shop' } },
});
const latest = buildImage({
  ...{ platforms: ['linux/amd64', 'linux/arm64'], sharedLayers: 2, sharedSeed: 'base' },
  ...{ seed: 'eleven', labels: { 'org.opencontainers.image.source': source, team: 'cart' } },
});
const COMMITS = ['1', '2'].map((digit) => digit.repeat(40));
const uat = { options: { env: 'uat' }, jenkins: { buildNumber: '11' } };

/** Build 10 is in uat, and build 11 was accepted in qa. */
async function tenAndEleven(landscape: Landscape, workspace: Workspace, commits = COMMITS) {
  await buildAccepted(landscape, workspace, old, '10');
  await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
  await pushed('11', commits[1]);

  async function pushed(number: string, commit = '') {
    await build(landscape, workspace, latest, number);
    await succeed(workspace, 'record', 'record', {
      options: { digest: latest.root.digest, commit },
      jenkins: { buildNumber: number, jobName: 'shop/later' },
    });
    await promote(workspace, 'qa', { options: { digest: latest.root.digest } });
  }
}

function git(cwd: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=Bob Miller', '-c', 'user.email=bob@example.com'];
  return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8' }).trim();
}

const isValid = new Ajv({ strict: false }).compile(answerSchemas['diff'] ?? {});

describe('imageDiff', () => {
  it('says what promoting would change', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await tenAndEleven(landscape, workspace);

    const { log } = await succeed(workspace, 'diff', 'diff', uat);

    expect(steady(log, landscape, [old, latest])).toMatchInlineSnapshot(`
      "What promoting shop/checkout to uat changes
        before  build 10, sha256:111111111111, in uat
                prod.example.com/shop/checkout
                sha256:1111111111111111111111111111111111111111111111111111111111111111
        after   build 11, sha256:222222222222, in qa
                dev.example.com/shop/checkout-qa
                sha256:2222222222222222222222222222222222222222222222222222222222222222
        Commits
          9fceb02d0ae5 → 222222222222
          https://github.com/shop/checkout/compare/9fceb02d0ae5...222222222222
        Platforms
          linux/amd64: 2 layers kept, 1 added (2.5 KiB), 1 removed (2.5 KiB); 7.6 KiB
          linux/arm64: new, 7.6 KiB
          linux/s390x: LOST, was 7.6 KiB
        Settings
          ~ label team: shop → cart
        Note
          Packages are not compared: no bill of materials (SPDX or CycloneDX) that a trusted key signed,
          or its builder put in, is on the image in uat and in qa.
      "
    `);
    expect(log.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('lists the commits between where the workspace knows them', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    git(workspace.folder, 'init', '--quiet', '--initial-branch=main');
    const commit = (subject: string) => {
      git(workspace.folder, 'commit', '--quiet', '--allow-empty', `--message=${subject}`);
      return git(workspace.folder, 'rev-parse', 'HEAD');
    };
    const first = commit('Ten');
    commit('Totals are right again');
    const second = commit('Eleven\u001b[31m');
    await buildInQa(landscape, workspace, old, '10');
    await record(workspace, old.root.digest, first);
    await build(landscape, workspace, latest, '11');
    await record(workspace, latest.root.digest, second);

    const forth = await succeed(workspace, 'diff', 'diff', {
      options: { digest: latest.root.digest, against: old.root.digest },
    });
    const back = await succeed(workspace, 'diff', 'diff', {
      options: { digest: old.root.digest, against: latest.root.digest, output: 'json' },
    });

    expect(forth.log).toMatch(
      /Commits\n {4}\+ [0-9a-f]{9} Eleven \[31m \(Bob Miller\)\n {4}\+ [0-9a-f]{9} Totals are right again \(Bob Miller\)\n/,
    );
    expect(JSON.parse(back.log).commits).toMatchObject({
      added: [],
      removed: [{ subject: 'Eleven [31m' }, { subject: 'Totals are right again' }],
      isCut: false,
    });
  });

  it('compares two builds by their numbers', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await build(landscape, workspace, old, '10');
    await build(landscape, workspace, latest, '11');

    const { log, file } = await succeed(workspace, 'diff', 'diff', {
      options: { fromBuild: '11', against: '10' },
    });

    const json: unknown = JSON.parse((await file('answer.json')) ?? '');
    expect(log).toContain(`before  build 10, ${old.root.digest.slice(0, 19)}, in dev\n`);
    expect(isValid(json), JSON.stringify(isValid.errors)).toBe(true);
    expect(json).toMatchObject({
      before: { digest: old.root.digest, build: { number: '10' } },
      after: { digest: latest.root.digest, build: { number: '11' } },
    });
  });

  it('says so where nothing is there yet, and where it is there already', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, old, '10');

    const fresh = await succeed(workspace, 'diff', 'diff', { options: { env: 'uat' } });
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
    const again = await succeed(workspace, 'diff', 'diff', { options: { env: 'uat' } });

    expect(fresh.log).toContain('  before  nothing\n');
    expect(again.log).toContain('It is there already; promoting it changes nothing.\n');
  });

  it('writes to no registry, and asks for no signing key', async () => {
    const landscape = await nexusLandscape();
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, old, '10');
    const [dev, prod] = [landscape.devServer.requests, landscape.prodServer.requests];
    const [devBefore, prodBefore] = [dev.length, prod.length];

    await succeed(workspace, 'diff', 'diff', { options: { env: 'uat' } });

    const sent = [...dev.slice(devBefore), ...prod.slice(prodBefore)];
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
    const needs = await workspace.run('needs diff', 'needs', { options: { env: 'uat' } });
    expect((await needs.file('needs.txt'))?.split('\n')).toEqual([
      expect.stringMatching(/^usernamePassword nexus-dev /),
      expect.stringMatching(/^usernamePassword nexus-prod /),
    ]);
  });

  it.each([
    [{}, 'It is not said with what the image is to be compared.'],
    [{ env: 'dev' }, 'Nothing is promoted into dev: it has no `from`, so builds push there.'],
    [{ env: 'uat', from: 'dev' }, 'An image does not come to uat from dev.'],
  ])('does not guess what %o means', async (options, sentence) => {
    const workspace = await workspaceIn(await nexusLandscape());

    const { exitCode, log } = await workspace.run('diff', 'diff', { options });

    expect(exitCode).toBe(64);
    expect(log).toContain(sentence);
  });
});

describeWith(['docker-registry', 'htpasswd'], 'imageDiff on Docker’s own registry', () => {
  it('says the same', async () => {
    const landscape = await dockerLandscape();
    const workspace = await workspaceIn(landscape);
    await tenAndEleven(landscape, workspace);

    const { log } = await succeed(workspace, 'diff', 'diff', uat);

    expect(log).toContain('linux/s390x: LOST');
  });
});

function record(workspace: Workspace, digest: string, commit: string) {
  return succeed(workspace, 'record', 'record', {
    options: { digest, commit },
    jenkins: { jobName: 'shop/git', buildNumber: digest.slice(7, 10) },
  });
}
