import { OUR_TYPES, optionalText, textOf, textsOf, timeOf } from '../fields.ts';
import type { RecordForm, RefusalRecord } from '../record.ts';

export const refusalForm: RecordForm<RefusalRecord> = {
  kind: 'refusal',
  predicateType: `${OUR_TYPES}/refusal/v0.1`,

  toPredicate: ({ kind: _, at, ...refusal }) => ({ ...refusal, at: at.toISOString() }),

  fromPredicate(predicate) {
    const at = timeOf(predicate, 'at');
    const environment = textOf(predicate, 'environment');
    if (at === undefined || environment === undefined) return undefined;
    return {
      kind: 'refusal',
      at,
      environment,
      reasons: textsOf(predicate, 'reasons'),
      ...optionalText(predicate, 'requestedBy'),
      ...optionalText(predicate, 'url'),
    };
  },

  label: () => 'refusal',
};
