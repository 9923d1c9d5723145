import { OUR_TYPES, optionalText, textOf, timeOf } from '../fields.ts';
import type { RecordForm, VerdictRecord } from '../record.ts';

const VERDICTS = ['accepted', 'rejected', 'revoked'] as const;

export const verdictForm: RecordForm<VerdictRecord> = {
  kind: 'verdict',
  predicateType: `${OUR_TYPES}/verdict/v0.1`,

  toPredicate: ({ kind: _, at, ...verdict }) => ({ ...verdict, at: at.toISOString() }),

  fromPredicate(predicate) {
    const at = timeOf(predicate, 'at');
    const by = textOf(predicate, 'by');
    const is = VERDICTS.find((verdict) => verdict === predicate['is']);
    if (at === undefined || by === undefined || is === undefined) return undefined;
    return {
      kind: 'verdict',
      at,
      by,
      is,
      ...optionalText(predicate, 'reason'),
      ...optionalText(predicate, 'url'),
    };
  },

  label: ({ is }) => `verdict-${is}`,
};
