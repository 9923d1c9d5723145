import { decisive, OUR_TYPES, optionalText, textOf, timeOf } from '../fields.ts';
import { AT, ENVIRONMENT, predicateSchema, text, time, URL } from '../predicate-schema.ts';
import type { ApprovalRecord, RecordForm } from '../record.ts';

export const approvalForm: RecordForm<ApprovalRecord> = {
  kind: 'approval',
  predicateType: `${OUR_TYPES}/approval/v0.1`,

  toPredicate: ({ kind: _, at, until, ...approval }) => ({
    ...approval,
    at: at.toISOString(),
    ...(until !== undefined && { until: until.toISOString() }),
  }),

  fromPredicate(predicate) {
    const at = timeOf(predicate, 'at');
    const by = textOf(predicate, 'by');
    const environment = textOf(predicate, 'environment');
    // Without the plan that it names, it would be an approval of any.
    const plan = decisive(predicate, 'plan', textOf);
    const expiry = decisive(predicate, 'until', timeOf);
    if (at === undefined || by === undefined || expiry === undefined) return undefined;
    if (environment === undefined || plan === undefined) return undefined;
    return {
      kind: 'approval',
      at,
      by,
      environment,
      ...plan,
      ...expiry,
      ...optionalText(predicate, 'comment'),
      ...optionalText(predicate, 'url'),
    };
  },

  label: () => 'approval',
};

export const approvalSchema = () =>
  predicateSchema(
    approvalForm.predicateType,
    'Somebody approved one plan of a promotion, and no other; or, without a plan, this image for an environment.',
    {
      at: AT,
      by: text('Who approved, as Jenkins names the user.'),
      environment: ENVIRONMENT,
    },
    {
      plan: text(
        'Digest of the plan that the approver saw: another image, tag or policy gives another one. Absent where the image was approved in advance.',
      ),
      comment: text('What the approver wrote.'),
      until: time('It is no approval any more from here on, in RFC 3339 with a zone.'),
      url: URL,
    },
  );
