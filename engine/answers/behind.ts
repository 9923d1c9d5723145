import type { EnvironmentState } from './environment-state.ts';

/** An environment that has another image than one that it takes images from. */
export interface Behind {
  readonly environment: string;
  readonly from: string;
  /** By the numbers of their builds, where one job made both; negative where it is ahead. */
  readonly builds?: number;
  readonly sentence: string;
}

/** What each environment lacks of those before it; pure. */
export function behindIn(states: readonly EnvironmentState[]): readonly Behind[] {
  return states.flatMap((state) =>
    state.from.flatMap((name) => {
      const before = states.find(({ environment }) => environment === name);
      if (before?.placed === undefined) return [];
      if (before.placed.digest === state.placed?.digest) return [];
      const builds = buildsBetween(before, state);
      return [
        {
          environment: state.environment,
          from: name,
          ...(builds !== undefined && { builds }),
          sentence: sentenceOf(before, state, builds),
        },
      ];
    }),
  );
}

function sentenceOf(
  before: EnvironmentState,
  state: EnvironmentState,
  builds: number | undefined,
): string {
  const has = `${before.environment} has ${nameOf(before)}, ${before.facts?.verdict?.is ?? 'without a verdict'}`;
  if (state.placed === undefined) return `${has}; ${state.environment} has nothing yet.`;
  const { record } = state.placed;
  const isLeft = record.kind === 'rollback' && record.from === before.placed?.digest;
  const other = `${has}; ${state.environment} ${isLeft ? 'went back from it to' : 'has'} ${nameOf(state)}`;
  if (builds === undefined || builds === 0) return `${other}.`;
  const count = Math.abs(builds) === 1 ? '1 build' : `${Math.abs(builds)} builds`;
  return `${other}: ${count} ${builds > 0 ? 'behind' : 'ahead'}.`;
}

function nameOf({ facts }: EnvironmentState): string {
  const number = facts?.builds[0]?.number;
  return number === undefined ? 'an image of no known build' : `build ${number}`;
}

function buildsBetween(before: EnvironmentState, state: EnvironmentState): number | undefined {
  const [a, b] = [before.facts?.builds[0], state.facts?.builds[0]];
  if (a?.job !== b?.job || !isNumber(a?.number) || !isNumber(b?.number)) return undefined;
  return Number(a?.number) - Number(b?.number);
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,9}$/.test(text);
}
