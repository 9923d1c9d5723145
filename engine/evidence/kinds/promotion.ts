import {
  OUR_TYPES,
  objectOf,
  objectsOf,
  optionalText,
  textOf,
  textsOf,
  timeOf,
} from '../fields.ts';
import type { PromotionRecord, RecordedGate, RecordForm } from '../record.ts';

const EXTENSION = `${OUR_TYPES}/promotion/v0.1`;

/** SLSA verification summary: https://github.com/slsa-framework/slsa/blob/v1.0/docs/verification_summary/v1.md */
export const promotionForm: RecordForm<PromotionRecord> = {
  kind: 'promotion',
  predicateType: 'https://slsa.dev/verification_summary/v1',

  toPredicate({ kind: _, at, policy, ...promotion }, subject) {
    const [algorithm = 'sha256', hex = ''] = policy.digest.split(':');
    return {
      verifier: { id: OUR_TYPES },
      timeVerified: at.toISOString(),
      resourceUri: `docker://${subject}`,
      policy: { uri: policy.uri, digest: { [algorithm]: hex } },
      inputAttestations: [],
      verificationResult: 'PASSED',
      verifiedLevels: ['SLSA_BUILD_LEVEL_UNEVALUATED'],
      slsaVersion: '1.0',
      [EXTENSION]: promotion,
    };
  },

  fromPredicate(predicate) {
    const promotion = objectOf(predicate, EXTENSION);
    const at = timeOf(predicate, 'timeVerified');
    const policy = objectOf(predicate, 'policy');
    const [policyDigest] = Object.entries(objectOf(policy, 'digest'));
    const environment = textOf(promotion, 'environment');
    const from = textOf(promotion, 'from');
    const destination = textOf(promotion, 'destination');
    const plan = textOf(promotion, 'plan');
    if (predicate['verificationResult'] !== 'PASSED' || at === undefined) return undefined;
    if (environment === undefined || from === undefined) return undefined;
    if (destination === undefined || plan === undefined) return undefined;
    return {
      kind: 'promotion',
      at,
      environment,
      from,
      destination,
      plan,
      tags: textsOf(promotion, 'tags'),
      approvedBy: textsOf(promotion, 'approvedBy'),
      gates: objectsOf(promotion, 'gates').flatMap(recordedGate),
      policy: { uri: textOf(policy, 'uri') ?? '', digest: (policyDigest ?? []).join(':') },
      ...optionalText(promotion, 'requestedBy'),
      ...optionalText(promotion, 'build'),
      ...optionalText(promotion, 'url'),
    };
  },

  label: () => 'promotion',
};

function recordedGate(gate: Readonly<Record<string, unknown>>): readonly RecordedGate[] {
  const kind = textOf(gate, 'kind');
  const outcome = textOf(gate, 'outcome');
  const because = textOf(gate, 'because');
  if (kind === undefined || outcome === undefined || because === undefined) return [];
  return [{ kind, outcome, because }];
}
