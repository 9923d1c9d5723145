import type { GateContext } from './gate.ts';

/** Whom `notBy` excludes. */
export type Excluded = 'requester' | 'committer';

/** Names people of Jenkins, as a gate's setting. */
export const PEOPLE = {
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items: {
    type: 'string',
    pattern: '^\\S(.{0,98}\\S)?$',
    patternErrorMessage: 'must be the id of a Jenkins user',
  },
};

/** A Jenkins user id among others; like Jenkins itself, in any case. */
export function isAmong(id: string, people: readonly string[]): boolean {
  return people.some((person) => person.toLowerCase() === id.toLowerCase());
}

/** A Jenkins user id against an id, a name, or a mail address, in any case. */
export function isSamePerson(who: string, id: string): boolean {
  const known = who.toLowerCase();
  const asked = id.toLowerCase();
  return known === asked || (known.includes('@') && known.split('@', 1)[0] === asked);
}

/** Why somebody does not count as another pair of eyes, or undefined. */
export function whyExcluded(
  id: string,
  notBy: readonly Excluded[],
  { requester, build }: Pick<GateContext, 'requester' | 'build'>,
): string | undefined {
  if (notBy.includes('requester') && requester !== undefined && isSamePerson(requester, id)) {
    return 'asked for this promotion';
  }
  const committers = notBy.includes('committer') ? (build.committers ?? []) : [];
  return committers.some((who) => isSamePerson(who, id)) ? 'wrote the commit' : undefined;
}
