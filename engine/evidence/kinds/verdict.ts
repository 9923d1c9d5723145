import { decisive, OUR_TYPES, optionalText, textOf, timeOf, wordOf } from '../fields.ts';
import { AT, oneOf, predicateSchema, text, time, URL } from '../predicate-schema.ts';
import type { RecordForm, VerdictRecord } from '../record.ts';

const VERDICTS = ['accepted', 'rejected', 'revoked'] as const;

export const verdictForm: RecordForm<VerdictRecord> = {
  kind: 'verdict',
  predicateType: `${OUR_TYPES}/verdict/v0.1`,

  toPredicate: ({ kind: _, at, until, ...verdict }) => ({
    ...verdict,
    at: at.toISOString(),
    ...(until !== undefined && { until: until.toISOString() }),
  }),

  fromPredicate(predicate) {
    const at = timeOf(predicate, 'at');
    const by = textOf(predicate, 'by');
    const is = wordOf(predicate, 'is', VERDICTS);
    const expiry = decisive(predicate, 'until', timeOf);
    if (at === undefined || by === undefined || is === undefined) return undefined;
    if (expiry === undefined) return undefined;
    return {
      kind: 'verdict',
      at,
      by,
      is,
      ...expiry,
      ...optionalText(predicate, 'reason'),
      ...optionalText(predicate, 'url'),
    };
  },

  label: ({ is }) => `verdict-${is}`,
};

export const verdictSchema = () =>
  predicateSchema(
    verdictForm.predicateType,
    'What somebody says of an image: of several verdicts the latest counts, and a revocation is final.',
    {
      at: AT,
      by: text('Who says so.'),
      is: oneOf(
        VERDICTS,
        'The verdict; `rejected` and `revoked` stop every promotion of the image.',
      ),
    },
    {
      reason: text('Why; whoever is refused later reads it.'),
      until: time('The verdict says nothing any more from here on, in RFC 3339 with a zone.'),
      url: URL,
    },
  );
