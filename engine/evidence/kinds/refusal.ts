import { OUR_TYPES, optionalText, textOf, textsOf, timeOf } from '../fields.ts';
import { AT, ENVIRONMENT, list, predicateSchema, text, URL } from '../predicate-schema.ts';
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

export const refusalSchema = () =>
  predicateSchema(
    refusalForm.predicateType,
    'A promotion was asked for and refused. It is for the history: it stops no later promotion.',
    {
      at: AT,
      environment: ENVIRONMENT,
      reasons: list(
        text('A sentence.'),
        'Why: each rule that was broken, each gate that did not pass.',
      ),
    },
    { requestedBy: text('Who asked for the promotion.'), url: URL },
  );
