import type { Draft, DraftEnvironment, Text } from './draft.ts';
import { unknownName } from './nearest-name.ts';
import { type Problem, quoted } from './problem.ts';

/** What is wrong with the way from environment to environment. */
export function environmentProblems({ environments }: Draft): readonly Problem[] {
  return [
    ...environments.flatMap((environment) => sourceProblems(environment, environments)),
    ...cycleProblems(environments),
    ...startProblems(environments),
  ];
}

function sourceProblems(
  { name, from }: DraftEnvironment,
  environments: readonly DraftEnvironment[],
): readonly Problem[] {
  const names = environments.map((environment) => environment.name);
  return from.flatMap(({ text, path }): readonly Problem[] => {
    if (text === name) {
      const sentence = `${quoted(name)} cannot come from itself.`;
      return [{ path, at: 'value', sentence }];
    }
    if (names.includes(text)) return [];
    const others = names.filter((other) => other !== name);
    return [{ path, at: 'value', sentence: unknownName('environment', text, others) }];
  });
}

/** Each circle once, told at the environment of it that stands first. */
function cycleProblems(environments: readonly DraftEnvironment[]): readonly Problem[] {
  const byName = new Map(environments.map((environment) => [environment.name, environment]));
  const sourcesOf = ({ name, from }: DraftEnvironment) =>
    from.filter(({ text }) => text !== name && byName.has(text));
  const circling = inOrBehindCircles(environments, sourcesOf);
  const seen = new Set<string>();
  return environments.flatMap((start): readonly Problem[] => {
    const way: string[] = [];
    let current: DraftEnvironment | undefined = start;
    while (current !== undefined && circling.has(current.name) && !seen.has(current.name)) {
      seen.add(current.name);
      way.push(current.name);
      const next: Text | undefined = sourcesOf(current).find(({ text }) => circling.has(text));
      current = next === undefined ? undefined : byName.get(next.text);
    }
    const entry = current === undefined ? -1 : way.indexOf(current.name);
    if (entry === -1) return [];
    const circle = [...way.slice(entry), way[entry] ?? ''].map(quoted).join(' ← ');
    const path = [...(byName.get(way[entry] ?? '')?.path ?? []), 'from'];
    const sentence = `The environments go in a circle, ${circle}: each waits for the other.`;
    return [{ path, at: 'value', sentence }];
  });
}

/** What is left when environments whose sources are all left behind are taken away, again and again. */
function inOrBehindCircles(
  environments: readonly DraftEnvironment[],
  sourcesOf: (environment: DraftEnvironment) => readonly Text[],
): ReadonlySet<string> {
  const waiting = new Map(environments.map((one) => [one.name, sourcesOf(one).length]));
  const followers = new Map<string, string[]>();
  for (const environment of environments) {
    for (const { text } of sourcesOf(environment)) {
      followers.set(text, [...(followers.get(text) ?? []), environment.name]);
    }
  }
  const free = environments.map(({ name }) => name).filter((name) => waiting.get(name) === 0);
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    waiting.delete(name);
    for (const follower of followers.get(name) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      if (left === 0) free.push(follower);
    }
  }
  return new Set(waiting.keys());
}

function startProblems(environments: readonly DraftEnvironment[]): readonly Problem[] {
  if (environments.length === 0 || environments.some(({ hasFrom }) => !hasFrom)) return [];
  const sentence =
    'Every environment has a `from`, so no image could ever come in; leave it out of the one that builds push to.';
  return [{ path: ['environments'], at: 'key', sentence }];
}
