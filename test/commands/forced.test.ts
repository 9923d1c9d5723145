import { describe, expect, it } from 'vitest';
import { readLedger } from '../../engine/evidence/ledger.ts';
import { openServer } from '../copy/copying.ts';
import { buildImage } from '../support/images/build-image.ts';
import { tagsOf } from './contents.ts';
import { nexusLandscape, workspaceIn } from './landscape.ts';
import { buildInQa, succeed } from './steps.ts';

const image = buildImage();
const { digest } = image.root;

const ENVIRONMENTS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'dev/{image}-qa', tags: ['{build}'] }
  uat:
    from: qa
    repository: prod/{image}
    tags: ['{build}-uat']
    gates:
      - { kind: verdict }
      - { kind: change-ticket, pattern: '^CHG-[0-9]+$', name: ticket }
      - { kind: user, mode: warn }
    force: { by: [alice], gates: [verdict] }
`;

async function planned() {
  const landscape = await nexusLandscape();
  const workspace = await workspaceIn(landscape, ENVIRONMENTS);
  await buildInQa(landscape, workspace, image);
  type Words = Readonly<Record<string, unknown>>;
  const run = (options: Words, jenkins: Words = {}) =>
    workspace.run('plan', 'promote-uat', { options: { env: 'uat', ...options }, jenkins });
  return { landscape, workspace, run };
}

describe('gates that say no', () => {
  it('refuse together, and one that only warns does not', async () => {
    const { run } = await planned();

    const plan = await run({});

    expect(plan.exitCode).toBe(20);
    expect(plan.log).toMatch(/^ {2}Gates {3}FAIL {2}verdict, change-ticket \(ticket\)$/m);
    expect(plan.log).toMatch(/^1\. Gate verdict: Nobody has given a verdict/m);
    expect(plan.log).toMatch(/^2\. Gate change-ticket \(ticket\): /m);
    expect(plan.log).toMatch(/warn {2}user: /);
    expect(plan.log).toContain('is not promoted to uat, for 2 reasons:');
    expect(await plan.file('gates.xml')).toContain('tests="3" failures="2" errors="0"');
  });

  it('let through what somebody forces, who may, with a reason that is kept', async () => {
    const { landscape, workspace, run } = await planned();
    const options = {
      env: 'uat',
      change: 'CHG-7',
      force: ['verdict'],
      reason: 'INC-1: checkout is down',
    };

    const plan = await run(options);
    expect(plan.exitCode, plan.log).toBe(0);
    expect(plan.log).toMatch(/forced by alice {2}verdict: Nobody has given a verdict/);
    await succeed(workspace, 'promote', 'promote-uat', { options });

    expect(await tagsOf(landscape.prod)).toEqual({ '10-uat': digest });
    const prod = openServer(landscape.prod.url, landscape.prod.credentials)('shop/checkout');
    const { entries } = await readLedger(prod, digest, { now: new Date('2026-11-21T12:00:00Z') });
    expect(entries.at(-1)?.record).toMatchObject({
      kind: 'promotion',
      changeTicket: 'CHG-7',
      force: { by: 'alice', reason: 'INC-1: checkout is down', gates: ['verdict'] },
      gates: [
        { kind: 'verdict', outcome: 'fail (forced)' },
        { kind: 'change-ticket (ticket)', outcome: 'pass' },
        { kind: 'user', outcome: 'fail (warn)' },
      ],
    });
  });

  it.each([
    [
      'without a reason',
      { force: 'verdict' },
      {},
      64,
      'Gates are to be forced, and no reason is given.',
    ],
    [
      'by somebody else',
      { force: ['verdict'], reason: 'x' },
      { requester: 'mallory' },
      20,
      'mallory may not force gates here.',
    ],
    [
      'that nobody may force',
      { force: ['ticket'], reason: 'x' },
      {},
      20,
      'Gate change-ticket (ticket) cannot be forced by anybody.',
    ],
    [
      'that are not there',
      { force: ['verdikt'], reason: 'x' },
      {},
      64,
      '`force` names "verdikt", and no gate of this environment has that kind or name.\nDid you mean verdict?',
    ],
  ])('are not forced %s', async (_, options, jenkins, exitCode, sentence) => {
    const { landscape, run } = await planned();

    const plan = await run({ change: 'CHG-7', ...options }, jenkins);

    expect(plan.exitCode).toBe(exitCode);
    expect(plan.log).toContain(sentence);
    expect(await tagsOf(landscape.prod)).toEqual({});
  });
});

describe('the credentials of gates', () => {
  it('are asked for with those of registries', async () => {
    const workspace = await workspaceIn(
      await nexusLandscape(),
      ENVIRONMENTS.replace(
        '- { kind: verdict }',
        "- { kind: sonar, url: 'https://sonar.example.com', project: shop, metrics: [coverage], credentials: sonar-token }",
      ),
    );

    const needs = await workspace.run('needs plan', 'needs', { options: { env: 'uat' } });

    expect((await needs.file('needs.txt'))?.split('\n')).toContain(
      'string sonar-token PROMOTE_IMAGE_SONAR_TOKEN_TOKEN',
    );
  });
});
