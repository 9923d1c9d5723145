import type { LedgerEntry } from '../../engine/evidence/ledger.ts';
import { type HeldFacts, heldRefusals } from '../../engine/promotion/held-rules.ts';
import { DIGEST } from './facts.ts';

export const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 10, minute));
export const placed: LedgerEntry = {
  tag: 'x',
  digest: DIGEST,
  signers: [],
  record: {
    kind: 'build',
    at: at(0),
    image: 'shop/checkout',
    environment: 'qa',
    tags: ['10'],
    committers: [],
    requestedBy: 'alice',
  },
};
export function held(changes: Partial<HeldFacts> = {}) {
  return refused(changes).map(([rule, because]) => `${rule}: ${because}`);
}

export function refused(changes: Partial<HeldFacts> = {}) {
  return heldRefusals({
    digest: DIGEST,
    environment: 'uat',
    from: { environment: 'qa', repository: 'dev.example.com/shop/checkout-qa' },
    entries: [placed],
    everywhere: [],
    holds: [],
    verdicts: [],
    problems: [],
    sourceTags: [],
    destinations: [],
    now: at(30),
    ...changes,
  }).map(({ rule, because, remedy }) => [rule, because, remedy]);
}
