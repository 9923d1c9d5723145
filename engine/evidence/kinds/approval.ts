import { OUR_TYPES, optionalText, textOf, timeOf } from '../fields.ts';
import type { ApprovalRecord, RecordForm } from '../record.ts';

export const approvalForm: RecordForm<ApprovalRecord> = {
  kind: 'approval',
  predicateType: `${OUR_TYPES}/approval/v0.1`,

  toPredicate: ({ kind: _, at, ...approval }) => ({ ...approval, at: at.toISOString() }),

  fromPredicate(predicate) {
    const at = timeOf(predicate, 'at');
    const by = textOf(predicate, 'by');
    const environment = textOf(predicate, 'environment');
    const plan = textOf(predicate, 'plan');
    if (at === undefined || by === undefined) return undefined;
    if (environment === undefined || plan === undefined) return undefined;
    return {
      kind: 'approval',
      at,
      by,
      environment,
      plan,
      ...optionalText(predicate, 'comment'),
      ...optionalText(predicate, 'url'),
    };
  },

  label: () => 'approval',
};
