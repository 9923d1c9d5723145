import { digestOfMember, OUR_TYPES, optionalText, textOf, textsOf, timeOf } from '../fields.ts';
import { AT, digest, ENVIRONMENT, list, predicateSchema, text, URL } from '../predicate-schema.ts';
import type { RecordForm, RollbackRecord } from '../record.ts';

export const rollbackForm: RecordForm<RollbackRecord> = {
  kind: 'rollback',
  predicateType: `${OUR_TYPES}/rollback/v0.1`,

  toPredicate: ({ kind: _, at, ...rollback }) => ({ ...rollback, at: at.toISOString() }),

  fromPredicate(predicate, subject) {
    const at = timeOf(predicate, 'at');
    const environment = textOf(predicate, 'environment');
    const destination = textOf(predicate, 'destination');
    const from = digestOfMember(predicate, 'from');
    const to = digestOfMember(predicate, 'to');
    const by = textOf(predicate, 'by');
    const reason = textOf(predicate, 'reason');
    if (at === undefined || environment === undefined || destination === undefined)
      return undefined;
    if (from === undefined || to === undefined || from === to) return undefined;
    if (by === undefined || reason === undefined) return undefined;
    if (subject !== from && subject !== to) return undefined;
    return {
      kind: 'rollback',
      at,
      environment,
      destination,
      tags: textsOf(predicate, 'tags'),
      from,
      to,
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
    'An environment went back from one image to another. There is a statement about each of the two.',
    {
      at: AT,
      environment: ENVIRONMENT,
      destination: text('Registry and repository whose tags moved, without a scheme.'),
      tags: list(text('A tag.'), 'The tags that moved; those that name a build never do.'),
      from: digest('The image that is left: it does not come back there by itself.'),
      to: digest('The image that is gone back to.'),
      by: text('Who asked for it.'),
      reason: text('Why.'),
    },
    { url: URL },
  );
