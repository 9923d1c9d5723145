import type { JsonObject } from '../../oci/json.ts';
import { digestIn } from '../digest-set.ts';
import {
  decisive,
  digestOfMember,
  OUR_TYPES,
  objectOf,
  objectsOf,
  optionalText,
  textOf,
  textsOf,
  timeOf,
} from '../fields.ts';
import {
  digest,
  ENVIRONMENT,
  list,
  object,
  predicateSchema,
  resource,
  text,
  time,
  URL,
} from '../predicate-schema.ts';
import type { PromotionRecord, RecordedForce, RecordedGate, RecordForm } from '../record.ts';
import { resourceOf, resourcesOf, toResource } from '../resources.ts';

const EXTENSION = `${OUR_TYPES}/promotion/v0.1`;

/** SLSA verification summary: https://github.com/slsa-framework/slsa/blob/v1.1/docs/spec/v1.1/verification_summary.md */
export const promotionForm: RecordForm<PromotionRecord> = {
  kind: 'promotion',
  predicateType: 'https://slsa.dev/verification_summary/v1',

  toPredicate({ kind: _, at, policy, inputs, ...promotion }, subject) {
    return {
      verifier: { id: OUR_TYPES },
      timeVerified: at.toISOString(),
      resourceUri: resourceUri(promotion.destination, digestIn(subject)),
      policy: toResource(policy),
      // Absent where they were not kept track of: what is listed must be all of them.
      ...(inputs !== undefined && { inputAttestations: inputs.map(toResource) }),
      verificationResult: 'PASSED',
      verifiedLevels: ['SLSA_BUILD_LEVEL_UNEVALUATED'],
      slsaVersion: '1.1',
      [EXTENSION]: promotion,
    };
  },

  fromPredicate(predicate, subject) {
    const promotion = objectOf(predicate, EXTENSION);
    const at = timeOf(predicate, 'timeVerified');
    const policy = resourceOf(predicate, 'policy');
    const environment = textOf(promotion, 'environment');
    const from = textOf(promotion, 'from');
    const destination = textOf(promotion, 'destination');
    const plan = textOf(promotion, 'plan');
    const replaced = decisive(promotion, 'replaced', digestOfMember);
    const force = decisive(promotion, 'force', forceOf);
    if (at === undefined || policy?.digest === undefined) return undefined;
    if (environment === undefined || from === undefined) return undefined;
    if (destination === undefined || plan === undefined) return undefined;
    if (replaced === undefined || force === undefined) return undefined;
    if (!isPassed(predicate)) return undefined;
    if (predicate['resourceUri'] !== resourceUri(destination, subject)) return undefined;
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
      policy: { uri: policy.uri, digest: policy.digest },
      ...inputsOf(predicate),
      ...replaced,
      ...force,
      ...optionalText(promotion, 'requestedBy'),
      ...optionalText(promotion, 'changeTicket'),
      ...optionalText(promotion, 'build'),
      ...optionalText(promotion, 'url'),
    };
  },

  label: () => 'promotion',
};

/** One summary for each destination: a summary for another repository or image is none for this. */
function resourceUri(destination: string, digest: string): string {
  return `docker://${destination}@${digest}`;
}

/** A summary of ours that says yes, and says so everywhere. */
function isPassed(predicate: JsonObject): boolean {
  const levels = predicate['verifiedLevels'];
  return (
    objectOf(predicate, 'verifier')['id'] === OUR_TYPES &&
    predicate['verificationResult'] === 'PASSED' &&
    Array.isArray(levels) &&
    levels.length > 0 &&
    levels.every((level: unknown) => typeof level === 'string' && level !== 'FAILED')
  );
}

/** All or none: a part of the list would claim to be all that the decision was made from. */
function inputsOf(predicate: JsonObject): Pick<PromotionRecord, 'inputs'> {
  const listed = predicate['inputAttestations'];
  const inputs = resourcesOf(predicate, 'inputAttestations').flatMap(({ uri, digest }) =>
    digest === undefined ? [] : [{ uri, digest }],
  );
  const isAll = Array.isArray(listed) && listed.length === inputs.length && inputs.length > 0;
  return isAll ? { inputs } : {};
}

function forceOf(promotion: JsonObject, name: string): RecordedForce | undefined {
  const force = objectOf(promotion, name);
  const reason = textOf(force, 'reason');
  const by = textOf(force, 'by');
  if (reason === undefined || by === undefined || !Array.isArray(force['gates'])) return undefined;
  return { reason, by, gates: textsOf(force, 'gates') };
}

function recordedGate(gate: JsonObject): readonly RecordedGate[] {
  const kind = textOf(gate, 'kind');
  const outcome = textOf(gate, 'outcome');
  const because = textOf(gate, 'because');
  if (kind === undefined || outcome === undefined || because === undefined) return [];
  return [{ kind, outcome, because }];
}

export const promotionSchema = () =>
  predicateSchema(
    promotionForm.predicateType,
    'This image was let into an environment: a SLSA verification summary v1. Gates, approvers and tags stand in one extension member.',
    {
      verifier: object('Who decided.', {
        id: { description: 'Always promote-image.', const: OUR_TYPES },
      }),
      timeVerified: time('When it was promoted, in RFC 3339 with a zone.'),
      resourceUri: text(
        '`docker://`, the destination’s registry and repository, `@`, and the digest that the statement is about: it holds for no other repository.',
      ),
      policy: resource(
        'The configuration that decided: its name, and the digest of what it means, whatever its spelling.',
        'uri and digest',
      ),
      verificationResult: {
        description: 'What was not let in is a record of kind refusal.',
        const: 'PASSED',
      },
      verifiedLevels: list(
        text('A level.'),
        'Always SLSA_BUILD_LEVEL_UNEVALUATED: the gates decide, and no level of SLSA is claimed.',
      ),
      [EXTENSION]: object(
        'What SLSA has no member for.',
        {
          environment: ENVIRONMENT,
          from: text('Name of the environment that it came from.'),
          destination: text('Registry and repository that it went into, without a scheme.'),
          tags: list(text('A tag.'), 'Tags that it got there.'),
          approvedBy: list(text('A user.'), 'Those who approved, as Jenkins names them.'),
          gates: list(
            object('A gate.', {
              kind: text('Kind of the gate in promotion.yaml.'),
              outcome: text('How it ended: `pass`, `fail` or `error`.'),
              because: text('Why, in a sentence.'),
            }),
            'Each gate of the environment.',
          ),
          plan: text('Digest of the plan that was carried out; approvals name it, too.'),
        },
        {
          replaced: digest('The image that the environment’s first tag pointed at before.'),
          force: object('It was put through although gates had not passed.', {
            reason: text('Why.'),
            by: text('Who took that on, as Jenkins names the user.'),
            gates: list(text('Kind of a gate.'), 'The gates that were overridden.'),
          }),
          changeTicket: text('The change request that it belongs to.'),
          requestedBy: text('Who asked for it, as Jenkins names the user.'),
          build: text('Number of the build that made the image.'),
          url: URL,
        },
      ),
    },
    {
      inputAttestations: list(
        resource('A record.', 'uri and digest'),
        'All records that the decision was made from; absent or empty where that was not kept.',
      ),
      slsaVersion: text('Version of SLSA whose words are used.'),
    },
  );
