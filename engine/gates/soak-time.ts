import { durationMs } from './age-limit.ts';
import {
  BUSINESS_HOURS,
  type BusinessHours,
  describeHours,
  type Opening,
  openingsFrom,
} from './calendar/business-hours.ts';
import { describeDuration, describeInstant, upToMinute } from './calendar/describe.ts';
import type { Gate, PlacementFact } from './gate.ts';
import { nameSome } from './name-some.ts';
import { ENVIRONMENT } from './order.ts';

interface Settings {
  readonly in?: string;
  readonly for: string;
  readonly businessHours?: BusinessHours;
}

/** The digest has been in an environment for so long, since it was put there for the last time. */
export const soakTime: Gate<Settings> = {
  kind: 'soak-time',
  settings: {
    type: 'object',
    description: 'The image has been in an environment for some time.',
    required: ['for'],
    properties: {
      in: {
        ...ENVIRONMENT,
        description: 'The environment; unless said, the one that the image comes from.',
      },
      for: {
        type: 'string',
        pattern: '^[1-9][0-9]{0,2}[dhm]$',
        patternErrorMessage: 'must be a whole number with m, h or d, for example 90m, 24h or 3d',
        description: 'How long: 90m, 24h, or 3d, which is 72h, of business hours too.',
      },
      businessHours: {
        ...BUSINESS_HOURS,
        description: 'Only this time counts; unless said, all does.',
      },
    },
  },

  async evaluate({ placements, from, now }, settings) {
    const { in: environment = from, businessHours } = settings;
    const placed = placements.find((placement) => placement.environment === environment);
    if (placed === undefined) return neverThere(environment, placements);
    const requiredMs = durationMs(settings.for);
    const openings =
      businessHours === undefined ? always(placed.at) : openingsFrom(placed.at, businessHours);
    const { passedMs, end } = soak(openings, requiredMs, now);
    const zone = businessHours?.zone ?? 'UTC';
    const by = placed.by === undefined ? '' : `, put there by ${placed.by}`;
    const what =
      businessHours === undefined ? '' : ` of business hours (${describeHours(businessHours)})`;
    const since = `In ${environment} since ${describeInstant(placed.at, zone)}${by}`;
    const required = `${describeDuration(requiredMs)}${what}`;
    const then = describeInstant(upToMinute(end), zone);
    if (end <= now) {
      return { outcome: 'pass', because: `${since}; the required ${required} were over ${then}.` };
    }
    // Rounded up together with the time when it passes.
    const leftMs = Math.ceil((requiredMs - passedMs) / 60_000) * 60_000;
    return {
      outcome: 'fail',
      because: `${since}; of the required ${required}, ${describeDuration(leftMs)} are left. It passes at ${then}.`,
      remedy: `Run this stage again after ${then}; promoting the image to ${environment} anew starts the time again.`,
    };
  },
};

/** How much has passed at `now`, and when all has. */
function soak(openings: Iterable<Opening>, requiredMs: number, now: Date) {
  let countedMs = 0;
  let passedMs = 0;
  for (const { from, to } of openings) {
    const start = from.getTime();
    const lastMs = Math.min(to.getTime() - start, requiredMs - countedMs);
    passedMs += Math.min(lastMs, Math.max(0, now.getTime() - start));
    countedMs += lastMs;
    if (countedMs >= requiredMs) return { passedMs, end: new Date(start + lastMs) };
  }
  throw new Error('the openings never end');
}

function always(since: Date): readonly Opening[] {
  return [{ from: since, to: new Date(8.64e15) }];
}

function neverThere(environment: string, placements: readonly PlacementFact[]) {
  const places = [...new Set(placements.map((placement) => placement.environment))];
  const been = places.length === 0 ? '' : `; it was in ${nameSome(places)}`;
  return {
    outcome: 'fail' as const,
    because: `No record says that the image was ever put into ${environment}${been}.`,
    remedy: `Promote it to ${environment} first, and let it run there.`,
  };
}
