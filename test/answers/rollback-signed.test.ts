import { describe, expect, it } from 'vitest';
import { tagsOf } from '../commands/contents.ts';
import { boundVariables, nexusLandscape, promotionYaml } from '../commands/landscape.ts';
import { build, promote } from '../commands/steps.ts';
import { keyPair } from '../signing/keys.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { eleven, ten } from './builds-in-qa.ts';
import { WITH_LATEST } from './environments-with-latest.ts';
import { hold } from './hold-step.ts';

const records = keyPair();
const TRUST = `trust:
  keys:
    jenkins: { publicKey: ${JSON.stringify(records.publicPem)} }
`;
const SIGNING = 'signing: { key: records-key }\n';

/** Builds 10 and 11 in qa, by a Jenkins that signs; and a workspace of somebody who has no key. */
async function signedInQa() {
  const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
  const yaml = promotionYaml(landscape, WITH_LATEST);
  const env = boundVariables(landscape);
  const workspace = await createWorkspace(`${yaml}${SIGNING}${TRUST}`, {
    ...env,
    PROMOTE_IMAGE_RECORDS_KEY_TOKEN: records.privatePem,
  });
  for (const [number, image] of [
    ['10', ten],
    ['11', eleven],
  ] as const) {
    await build(landscape, workspace, image, number);
    await promote(workspace, 'qa', { options: { fromBuild: number } });
  }
  const stranger = await createWorkspace(yaml, env, { startsAt: '2026-11-21T10:41:30Z' });
  const later = await createWorkspace(
    `${yaml}${SIGNING}${TRUST}`,
    { ...env, PROMOTE_IMAGE_RECORDS_KEY_TOKEN: records.privatePem },
    { startsAt: '2026-11-21T10:40:00Z' },
  );
  return { landscape, later, stranger };
}

const back = { options: { env: 'qa', reason: 'Totals.' } };
const again = { options: { env: 'qa', fromBuild: 11 } };

describe('where records are signed', () => {
  it('a rollback counts that is signed, too', async () => {
    const { landscape, later } = await signedInQa();

    const first = await later.run('rollback', 'rollback-qa', back);
    const second = await later.run('rollback', 'rollback-qa', back);
    const plan = await later.run('plan', 'promote-qa', again);

    expect(first.exitCode, first.log).toBe(0);
    expect(second.log).toContain('Nothing to do: qa has ');
    expect(plan.log).toContain('- It was rolled back from qa by alice on ');
    expect((await tagsOf(landscape.dev, 'shop/checkout-qa'))['latest-qa']).toBe(ten.root.digest);
  });

  it('nobody without a key keeps an image out, or holds an environment', async () => {
    const { later, stranger } = await signedInQa();
    await stranger.run('rollback', 'rollback-qa', back);
    await hold(stranger, { env: 'qa' });

    const plan = await later.run('plan', 'promote-qa', again);

    expect(plan.exitCode, plan.log).toBe(0);
    expect(plan.log).toContain(' does not count: nobody signed it.');
  });

  it('nobody without a key releases what is held', async () => {
    const { later, stranger } = await signedInQa();
    await hold(later, { env: 'qa', until: '1d' });
    await hold(stranger, { env: 'qa', state: 'released' });

    const plan = await later.run('plan', 'promote-qa', again);

    expect(plan.exitCode).toBe(20);
    expect(plan.log).toContain('- Promotions to qa are held by erin since ');
  });

  it('where somebody without a key went back, it is asked what is meant', async () => {
    const { later, stranger } = await signedInQa();
    await stranger.run('rollback', 'rollback-qa', back);

    const unnamed = await later.run('rollback', 'rollback-qa', back);
    const named = await later.run('rollback', 'rollback-qa', {
      options: { ...back.options, fromBuild: 10 },
    });

    expect(unnamed.exitCode).toBe(20);
    expect(unnamed.log).toContain('It is not clear what qa should go back from: ');
    expect(named.exitCode, named.log).toBe(0);
  });
});
