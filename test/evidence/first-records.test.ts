import { describe, expect, it } from 'vitest';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import type { Digest } from '../../engine/oci/digest.ts';
import type { JsonObject } from '../../engine/oci/json.ts';
import { formOf } from './records.ts';

const HEX = 'a'.repeat(64);
const SUBJECT = `sha256:${HEX}` as Digest;
const TIME = '2026-11-21T10:00:00.000Z';
const at = new Date(TIME);
const url = 'https://jenkins.example.com/job/shop/10/';
const commit = '9fceb02d0ae598e95dc970b74767f19372d61af8';

/** What the first version wrote, member by member, and what it meant. */
const WRITTEN: readonly (readonly [JsonObject, EvidenceRecord])[] = [
  [
    {
      buildDefinition: {
        buildType: 'https://promote-image.github.io/jenkins/v0.1',
        externalParameters: { image: 'shop/checkout', environment: 'dev', number: '10' },
        internalParameters: {},
        resolvedDependencies: [{ name: 'source', digest: { gitCommit: commit } }],
      },
      runDetails: {
        builder: { id: 'jenkins:shop/checkout main' },
        metadata: { invocationId: url, finishedOn: TIME },
      },
      'https://promote-image.github.io/build/v0.1': {
        image: 'shop/checkout',
        environment: 'dev',
        tags: ['10', 'latest'],
        number: '10',
        job: 'shop/checkout main',
        url,
        commit,
        committers: ['bob@example.com'],
      },
    },
    {
      kind: 'build',
      at,
      image: 'shop/checkout',
      environment: 'dev',
      tags: ['10', 'latest'],
      number: '10',
      job: 'shop/checkout main',
      url,
      commit,
      committers: ['bob@example.com'],
    },
  ],
  [
    { is: 'rejected', by: 'carol', reason: 'totals are wrong', at: TIME },
    { kind: 'verdict', at, is: 'rejected', by: 'carol', reason: 'totals are wrong' },
  ],
  [
    { environment: 'uat', by: 'dora', plan: SUBJECT, comment: 'ok', at: TIME },
    { kind: 'approval', at, environment: 'uat', by: 'dora', plan: SUBJECT, comment: 'ok' },
  ],
  [
    { environment: 'uat', reasons: ['Rejected by carol.'], at: TIME },
    { kind: 'refusal', at, environment: 'uat', reasons: ['Rejected by carol.'] },
  ],
  [
    {
      verifier: { id: 'https://promote-image.github.io' },
      timeVerified: TIME,
      resourceUri: `docker://registry.example.com/shop/checkout@${SUBJECT}`,
      policy: { uri: 'promotion.yaml', digest: { sha256: HEX } },
      inputAttestations: [],
      verificationResult: 'PASSED',
      verifiedLevels: ['SLSA_BUILD_LEVEL_UNEVALUATED'],
      slsaVersion: '1.0',
      'https://promote-image.github.io/promotion/v0.1': {
        environment: 'uat',
        from: 'qa',
        destination: 'registry.example.com/shop/checkout',
        tags: ['10-uat'],
        approvedBy: ['dora'],
        gates: [{ kind: 'verdict', outcome: 'pass', because: 'Accepted by carol.' }],
        plan: SUBJECT,
        requestedBy: 'alice',
        build: '10',
      },
    },
    {
      kind: 'promotion',
      at,
      environment: 'uat',
      from: 'qa',
      destination: 'registry.example.com/shop/checkout',
      tags: ['10-uat'],
      approvedBy: ['dora'],
      gates: [{ kind: 'verdict', outcome: 'pass', because: 'Accepted by carol.' }],
      plan: SUBJECT,
      policy: { uri: 'promotion.yaml', digest: SUBJECT },
      requestedBy: 'alice',
      build: '10',
    },
  ],
];

describe('a record of the first version', () => {
  it.each(WRITTEN.map(([predicate, record]) => [record.kind, predicate, record] as const))(
    'is read as it was meant: %s',
    (kind, predicate, record) => {
      expect(formOf(kind).fromPredicate(predicate, SUBJECT)).toEqual(record);
    },
  );
});
