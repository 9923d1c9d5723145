import { decisive, OUR_TYPES, optionalText, textOf, timeOf, wordOf } from '../fields.ts';
import { AT, oneOf, predicateSchema, text, time, URL } from '../predicate-schema.ts';
import type { HoldRecord, RecordForm } from '../record.ts';

const STATES = ['held', 'released'] as const;

export const holdForm: RecordForm<HoldRecord> = {
  kind: 'hold',
  predicateType: `${OUR_TYPES}/hold/v0.1`,

  toPredicate: ({ kind: _, at, until, ...hold }) => ({
    ...hold,
    at: at.toISOString(),
    ...(until !== undefined && { until: until.toISOString() }),
  }),

  fromPredicate(predicate) {
    const at = timeOf(predicate, 'at');
    const by = textOf(predicate, 'by');
    const reason = textOf(predicate, 'reason');
    const state = wordOf(predicate, 'state', STATES);
    const environment = decisive(predicate, 'environment', textOf);
    const expiry = decisive(predicate, 'until', timeOf);
    if (at === undefined || by === undefined || reason === undefined) return undefined;
    if (state === undefined || environment === undefined || expiry === undefined) return undefined;
    return {
      kind: 'hold',
      at,
      by,
      reason,
      state,
      ...environment,
      ...expiry,
      ...optionalText(predicate, 'url'),
    };
  },

  label: ({ state }) => `hold-${state}`,
};

export const holdSchema = () =>
  predicateSchema(
    holdForm.predicateType,
    'Nothing is promoted while it is held: this image to anywhere or, where an environment is named, any image into that environment. Of several about the same the latest counts.',
    {
      at: AT,
      state: oneOf(STATES, 'Whether it is held from here on, or free again.'),
      by: text('Who says so.'),
      reason: text('Why; whoever has to wait reads it.'),
    },
    {
      environment: text(
        'Name of the environment that is held. Its statement is about no image: the digest is that of the text `<registry>/<repository>#<environment>`. Absent where this image is held.',
      ),
      until: time('It holds nothing any more from here on, in RFC 3339 with a zone.'),
      url: URL,
    },
  );
