import { oneLine } from '../failures.ts';
import { DATE_TIME, WEEK_TIME } from './calendar/clock-texts.ts';
import { describeInstant } from './calendar/describe.ts';
import { type FreezeWindow, stretchAt } from './calendar/freeze-window.ts';
import { ZONE } from './calendar/zone.ts';
import type { Gate } from './gate.ts';
import { nameSome } from './name-some.ts';
import { isAmong, PEOPLE } from './people.ts';

interface Settings {
  readonly zone: string;
  readonly windows: readonly FreezeWindow[];
  readonly except?: readonly string[];
}

const WINDOW = {
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  minProperties: 2,
  dependencies: { from: ['to'], to: ['from'] },
  properties: {
    from: { ...DATE_TIME, description: 'When it begins, by the clocks of the zone.' },
    to: { ...DATE_TIME, description: 'When it ends, by the clocks of the zone.' },
    weekly: {
      type: 'object',
      additionalProperties: false,
      required: ['from', 'to'],
      description: 'In place of `from` and `to`: the same every week.',
      properties: {
        from: { ...WEEK_TIME, description: 'When it begins, for example fri 16:00.' },
        to: { ...WEEK_TIME, description: 'When it ends, for example mon 07:00.' },
      },
    },
    reason: {
      type: 'string',
      pattern: '\\S',
      patternErrorMessage: 'must say why nothing is promoted',
      description: 'Why, for those who are stopped by it.',
    },
  },
};

/** Windows that touch are one freeze, whose end is looked for over so many of them; some never end. */
const WINDOWS_LIMIT = 60;

/** Nothing enters while a window lasts. */
export const freeze: Gate<Settings> = {
  kind: 'freeze',
  settings: {
    type: 'object',
    description: 'No promotion freeze is on.',
    required: ['zone', 'windows'],
    properties: {
      zone: { ...ZONE, description: 'The time zone of all windows, for example Europe/Berlin.' },
      windows: {
        type: 'array',
        minItems: 1,
        items: WINDOW,
        description: 'When nothing is promoted.',
      },
      except: {
        ...PEOPLE,
        description: 'Jenkins users who may promote all the same.',
      },
    },
  },

  async evaluate({ now, requester }, { zone, windows, except = [] }) {
    const active = windows.filter((window) => stretchAt(window, zone, now) !== undefined);
    if (active.length === 0) {
      return { outcome: 'pass', because: `No freeze at ${describeInstant(now, zone)}.` };
    }
    const reasons = nameSome(
      active.map(({ reason }) => oneLine(reason, 200).replace(/[.\s]+$/, '')),
    );
    const until = describeEnd(windows, zone, now);
    const because = `Frozen until ${until}: ${reasons}.`;
    if (requester !== undefined && isAmong(requester, except)) {
      return { outcome: 'pass', because: `${because} ${requester} is excepted.` };
    }
    const others =
      except.length === 0 ? '' : `, or have it asked for by one of ${nameSome(except)}`;
    return { outcome: 'fail', because, remedy: `Run this stage again after that${others}.` };
  },
};

/** When no window holds any more. */
function describeEnd(windows: readonly FreezeWindow[], zone: string, now: Date): string {
  let end = now;
  for (let step = 0; step < WINDOWS_LIMIT; step++) {
    const ends = windows.flatMap((window) => stretchAt(window, zone, end)?.to.getTime() ?? []);
    if (ends.length === 0) return describeInstant(end, zone);
    end = new Date(Math.max(...ends));
  }
  return `at least ${describeInstant(end, zone)}`;
}
