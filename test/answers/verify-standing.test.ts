import { describe, expect, it } from 'vitest';
import type { RollbackRecord, VerdictRecord } from '../../engine/evidence/record.ts';
import { push } from '../commands/landscape.ts';
import { type Cheat, DESCRIBED, refuses } from './verify-cheat.ts';
import { at, image, jenkins, other, story } from './verify-history.ts';

const { digest } = image.root;
const key = jenkins.signing;

const revoked: VerdictRecord = {
  ...{ kind: 'verdict', at: at('09:40'), is: 'revoked', by: 'carol', reason: 'CVE-2026-1' },
};

const cheats: readonly Cheat[] = [
  {
    name: 'an image that was revoked since',
    async how(told) {
      await told.tell();
      await told.append(told.qa, revoked, { key });
    },
    answer: ['- Revoked by carol on 2026-11-21 09:40 UTC: CVE-2026-1.'],
  },
  {
    name: 'an image that is held',
    async how(told) {
      await told.tell();
      await told.append(
        told.uat,
        { kind: 'hold', at: at('09:40'), state: 'held', by: 'erin', reason: 'Quarter end.' },
        { key },
      );
    },
    answer: [/- This image is held by erin since 2026-11-21 09:40 UTC: Quarter end\./],
  },
  {
    name: 'a tag that was moved by hand',
    async how(told) {
      await told.tell();
      await push(told.landscape.prod, other, ['10-uat']);
    },
    options: { digest: '', tag: '10-uat' },
    answer: [
      `- Tag 10-uat of prod.example.com/shop/checkout was moved: it is at sha256:${'2'.repeat(64)} now, but it was put on ${`sha256:${'1'.repeat(64)}`}, recorded by alice at 2026-11-21 09:20 UTC.`,
      `- No record that counts says that sha256:${'2'.repeat(12)} was put into uat at prod.example.com/shop/checkout.`,
    ],
  },
  {
    name: 'a build-bound tag that is elsewhere now',
    async how(told) {
      await told.tell();
      await push(told.landscape.prod, other, ['10-uat']);
    },
    answer: [
      `- Tag 10-uat of prod.example.com/shop/checkout is at sha256:${'2'.repeat(64)}, and not at sha256:${'1'.repeat(64)}.`,
    ],
  },
  {
    name: 'a tag that nobody recorded',
    async how(told) {
      await told.tell();
      await push(told.landscape.prod, image, ['stable']);
    },
    options: { tag: 'stable' },
    answer: [
      `- No record says that ${DESCRIBED} was put under tag stable of prod.example.com/shop/checkout.`,
    ],
  },
  {
    name: 'an image that was rolled back since',
    async how(told) {
      await told.tell();
      await push(told.landscape.prod, other, ['9-uat']);
      const rollback: RollbackRecord = {
        ...{ kind: 'rollback', at: at('09:50'), environment: 'uat', destination: told.uat.label },
        ...{ tags: [], from: digest, to: other.root.digest, by: 'erin', reason: 'Totals.' },
      };
      await told.append(told.uat, rollback, { key, about: other, journal: 'uat' });
    },
    answer: [
      '- Since it was put into uat, uat went back to sha256:222222222222 on 2026-11-21 09:50 UTC, by erin: Totals. What was promoted before that does not count any more.',
    ],
  },
];

describe('verify, of tags and what came later', () => {
  it('lets an image pass that came by the whole path', async () => {
    const told = await story();
    await told.tell();

    const { exitCode, log } = await told.verify({ tag: '10-uat' });

    expect(exitCode, log).toBe(0);
    expect(log).not.toMatch(/FAIL|note/);
  });

  refuses(cheats);
});
