import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../engine/oci/digest.ts';
import { USUAL_ENVIRONMENTS } from '../commands/landscape.ts';
import { type Cheat, change, refuses } from './verify-cheat.ts';
import { at, jenkins, story } from './verify-history.ts';

const OLDER = parseDigest(`sha256:${'b'.repeat(64)}`);
const NO_APPROVAL =
  '- uat wants 1 approval by uat-leads, and none that counts is recorded for this promotion.';

const cheats: readonly Cheat[] = [
  {
    name: 'an approval by who asked for it',
    async how(told) {
      if (told.history.approval) told.history.approval = { ...told.history.approval, by: 'Alice' };
      await told.tell();
    },
    answer: [
      NO_APPROVAL,
      '- The approval by Alice on 2026-11-21 09:19 UTC does not count: Alice asked for this promotion.',
    ],
  },
  {
    name: 'an approval of another plan',
    async how(told) {
      if (told.history.approval) told.history.approval = { ...told.history.approval, plan: OLDER };
      await told.tell();
    },
    answer: [
      NO_APPROVAL,
      '- The approval by bob on 2026-11-21 09:19 UTC is of another plan, sha256:bbbbbbbbbbbb; promoted was sha256:aaaaaaaaaaaa.',
    ],
  },
  {
    name: 'an approval that was given afterwards',
    async how(told) {
      if (told.history.approval)
        told.history.approval = { ...told.history.approval, at: at('09:45') };
      await told.tell();
    },
    answer: [
      NO_APPROVAL,
      '- The approval by bob on 2026-11-21 09:45 UTC came after the promotion, which was on 2026-11-21 09:20 UTC.',
    ],
  },
  {
    name: 'an approval that had expired',
    async how(told) {
      const { approval } = told.history;
      if (approval) told.history.approval = { ...approval, at: at('08:00'), until: at('09:00') };
      await told.tell();
    },
    answer: [
      NO_APPROVAL,
      '- The approval by bob on 2026-11-21 08:00 UTC had expired on 2026-11-21 09:00 UTC, before the promotion.',
    ],
  },
  {
    name: 'no approval, where the promotion says that there was one',
    async how(told) {
      told.history.approval = undefined;
      await told.tell();
    },
    answer: [NO_APPROVAL],
  },
  {
    name: 'an unsigned approval',
    async how(told) {
      const { approval } = told.history;
      told.history.approval = undefined;
      await told.tell();
      if (approval) await told.append(told.uat, approval);
    },
    answer: [NO_APPROVAL, /- \S+\.approval-[0-9a-f]{8} does not count: nobody signed it\./],
  },
  {
    name: 'a gate that failed',
    async how(told) {
      const because = 'Nobody has given a verdict on this image.';
      change(told, { gates: [{ kind: 'verdict', outcome: 'fail', because }] });
      await told.tell();
    },
    answer: ['- Gate verdict of uat ended in fail: Nobody has given a verdict on this image.'],
  },
  {
    name: 'a gate that is said only to warn, where the policy wants it to refuse',
    async how(told) {
      const because = 'Nobody has given a verdict on this image.';
      change(told, { gates: [{ kind: 'verdict', outcome: 'fail (warn)', because }] });
      await told.tell();
    },
    answer: [
      '- Gate verdict of uat ended in fail (warn): Nobody has given a verdict on this image.',
    ],
  },
  {
    name: 'a gate that is said to be forced, where nobody answers for it',
    async how(told) {
      const because = 'Nobody has given a verdict on this image.';
      change(told, { gates: [{ kind: 'verdict', outcome: 'fail (forced)', because }] });
      await told.tell();
    },
    answer: [
      '- Gate verdict of uat ended in fail (forced): Nobody has given a verdict on this image.',
    ],
  },
  {
    name: 'a promotion past the gates of the policy',
    async how(told) {
      change(told, { gates: [] });
      await told.tell();
    },
    answer: ['- The policy wants gate verdict before uat, and its promotion records no such gate.'],
  },
];

describe('verify, of gates and approvals', () => {
  it('takes an id and the mail address of it for one person', async () => {
    const told = await story(
      USUAL_ENVIRONMENTS.replace('submitters: [uat-leads]', 'submitters: [uat-leads], atLeast: 2'),
    );
    const { approval } = told.history;
    if (approval) {
      const again = { ...approval, by: 'bob@example.com', at: at('09:18') };
      await told.append(told.uat, again, { key: jenkins.signing });
    }
    await told.tell();

    const { exitCode, log } = await told.verify();

    expect(exitCode, log).toBe(20);
    expect(log.replace(/\s+/g, ' ')).toContain(
      'uat wants 2 approvals by uat-leads, and only 1 is recorded for this promotion.',
    );
  });

  it('says who put it through a gate that had not passed', async () => {
    const told = await story();
    const because = 'Nobody has given a verdict on this image.';
    change(told, {
      gates: [{ kind: 'verdict', outcome: 'fail (forced)', because }],
      force: { reason: 'Payments are down.', by: 'erin', gates: ['verdict'] },
    });
    await told.tell();

    const { exitCode, log } = await told.verify();

    expect(exitCode, log).toBe(0);
    expect(log.replace(/\s+/g, ' ')).toContain(
      'note gates Gate verdict of uat ended in fail (forced): Nobody has given a verdict on this image. It was put through by erin: Payments are down.',
    );
  });

  refuses(cheats);
});
