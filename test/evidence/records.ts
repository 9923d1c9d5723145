import { recordForms } from '../../engine/evidence/kinds/index.ts';
import type { EvidenceRecord, RecordForm } from '../../engine/evidence/record.ts';
import { digestOf } from '../../engine/oci/digest.ts';
import type { JsonObject } from '../../engine/oci/json.ts';

export type Kind = EvidenceRecord['kind'];

export const KINDS = Object.keys(recordForms) as readonly Kind[];
export const SUBJECT = digestOf(Buffer.from('image'));
const BEFORE = digestOf(Buffer.from('the image before'));

export function formOf(kind: Kind): RecordForm<EvidenceRecord> {
  return recordForms[kind] as RecordForm<EvidenceRecord>;
}

/** What a form writes, as it comes out of a registry. */
export function written(record: EvidenceRecord): JsonObject {
  const predicate = formOf(record.kind).toPredicate(record, `registry.example.com/app@${SUBJECT}`);
  return JSON.parse(JSON.stringify(predicate)) as JsonObject;
}

const at = new Date('2026-11-21T10:00:00.123Z');
const until = new Date('2026-12-24T18:00:00Z');
const url = 'https://jenkins.example.com/job/shop/10/';

/** One record of each kind, with every member that it can have. */
export const FULL: { readonly [K in Kind]: Extract<EvidenceRecord, { readonly kind: K }> } = {
  build: {
    kind: 'build',
    at,
    image: 'shop/checkout',
    environment: 'dev',
    tags: ['10', 'latest'],
    number: '10',
    job: 'shop/checkout main',
    url,
    commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
    branch: 'feature/x',
    version: '1.4.0',
    requestedBy: 'alice',
    committers: ['Bob Miller', 'bob@example.com'],
  },
  'test-result': {
    kind: 'test-result',
    at,
    result: 'FAILED',
    configuration: [{ uri: 'Jenkinsfile', digest: BEFORE }, { uri: 'https://example.com/suite' }],
    counts: { passed: 2, warned: 1, failed: 1, skipped: 4 },
    passedTests: ['cart adds', 'cart removes'],
    warnedTests: ['cart is slow'],
    failedTests: ['cart totals'],
    suite: 'smoke',
    build: '10',
    job: 'shop/checkout',
    by: 'alice',
    url,
  },
  verdict: { kind: 'verdict', at, is: 'accepted', by: 'carol', reason: 'seen', until, url },
  approval: {
    kind: 'approval',
    at,
    environment: 'uat',
    by: 'dora',
    comment: 'go',
    plan: BEFORE,
    until,
    url,
  },
  refusal: {
    kind: 'refusal',
    at,
    environment: 'uat',
    requestedBy: 'alice',
    reasons: ['Rejected by carol.'],
    url,
  },
  promotion: {
    kind: 'promotion',
    at,
    environment: 'uat',
    from: 'qa',
    destination: 'registry.example.com/shop/checkout',
    tags: ['10-uat'],
    requestedBy: 'alice',
    approvedBy: ['dora'],
    gates: [{ kind: 'verdict', outcome: 'pass', because: 'Accepted by carol.' }],
    plan: BEFORE,
    policy: { uri: 'promotion.yaml', digest: BEFORE },
    inputs: [{ uri: 'registry.example.com/shop/checkout-qa', digest: BEFORE }],
    replaced: BEFORE,
    force: { reason: 'outage', by: 'erin', gates: ['soak-time'] },
    changeTicket: 'CHG-7',
    build: '10',
    url,
  },
  rollback: {
    kind: 'rollback',
    at,
    environment: 'uat',
    destination: 'registry.example.com/shop/checkout',
    tags: ['10-uat'],
    from: BEFORE,
    to: SUBJECT,
    by: 'erin',
    reason: 'totals are wrong',
    url,
  },
  hold: {
    kind: 'hold',
    at,
    state: 'held',
    environment: 'uat',
    by: 'erin',
    reason: 'quarter end',
    until,
    url,
  },
  deployment: {
    kind: 'deployment',
    at,
    environment: 'uat',
    target: { kind: 'swarm', name: 'checkout' },
    state: 'succeeded',
    replaced: BEFORE,
    by: 'alice',
    url,
    message: 'update completed',
  },
};
