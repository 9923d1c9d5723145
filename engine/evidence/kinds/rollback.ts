import { digestIn } from '../digest-set.ts';
import { digestOfMember, OUR_TYPES, optionalText, textOf, textsOf, timeOf } from '../fields.ts';
import { AT, digest, ENVIRONMENT, list, predicateSchema, text, URL } from '../predicate-schema.ts';
import type { RecordForm, RollbackRecord } from '../record.ts';

export const rollbackForm: RecordForm<RollbackRecord> = {
  kind: 'rollback',
  predicateType: `${OUR_TYPES}/rollback/v0.1`,

  toPredicate: ({ kind: _, at, ...rollback }, subject) => ({
    ...rollback,
    to: digestIn(subject),
    at: at.toISOString(),
  }),

  fromPredicate(predicate, subject) {
    const at = timeOf(predicate, 'at');
    const environment = textOf(predicate, 'environment');
    const destination = textOf(predicate, 'destination');
    const from = digestOfMember(predicate, 'from');
    const by = textOf(predicate, 'by');
    const reason = textOf(predicate, 'reason');
    if (at === undefined || environment === undefined || destination === undefined)
      return undefined;
    if (from === undefined || by === undefined || reason === undefined) return undefined;
    if (from === subject || predicate['to'] !== subject) return undefined;
    return {
      kind: 'rollback',
      at,
      environment,
      destination,
      tags: textsOf(predicate, 'tags'),
      from,
      by,
      reason,
      ...optionalText(predicate, 'url'),
    };
  },

  label: () => 'rollback',
};

export const rollbackSchema = () =>
  predicateSchema(
    rollbackForm.predicateType,
    'An environment went back to this image.',
    {
      at: AT,
      environment: ENVIRONMENT,
      destination: text('Registry and repository whose tags moved, without a scheme.'),
      tags: list(text('A tag.'), 'The tags that moved.'),
      from: digest('The image that is left.'),
      to: digest('The image that is gone back to: the digest that the statement is about.'),
      by: text('Who asked for it.'),
      reason: text('Why.'),
    },
    { url: URL },
  );
