import type { GateContext, GateOutcome } from './gate.ts';

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

/** Whose word does not count, as a gate's setting. */
export const NOT_BY = {
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items: { enum: ['requester', 'committer'] },
};

/** A Jenkins user id among others; like Jenkins itself, in any case. */
export function isAmong(id: string, people: readonly string[]): boolean {
  return people.some((person) => person.toLowerCase() === id.toLowerCase());
}

/**
 * Two names of people, ids or mail addresses, in any case; `bob`, `bob@example.com` and the address that GitHub or
 * GitLab gives those who hide theirs, `123+bob@users.noreply.github.com`, are one person.
 */
export function isSamePerson(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b || idOf(a) === b || a === idOf(b);
}

/** https://docs.github.com/en/account-and-profile/setting-up-and-managing-your-personal-account-on-github/managing-email-preferences/setting-your-commit-email-address */
function idOf(person: string): string {
  const [id = '', domain] = person.split('@', 2);
  return domain?.startsWith('users.noreply.') ? id.replace(/^\d+[+-]/, '') : id;
}

/** Of each person the first word. */
export function onePerPerson<Word extends { readonly by: string }>(
  words: readonly Word[],
): readonly Word[] {
  return words.filter(
    ({ by }, i) => !words.slice(0, i).some((before) => isSamePerson(before.by, by)),
  );
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

/**
 * The outcome where committers are excluded, and nobody knows who they are.
 * @param what `The verdict`
 */
export function committersUnknown(
  what: string,
  notBy: readonly Excluded[],
  { committers = [] }: GateContext['build'],
): GateOutcome | undefined {
  if (!notBy.includes('committer') || committers.length > 0) return undefined;
  return {
    outcome: 'error',
    because: `${what} may not be by a committer (\`notBy\`), and the build record names no committers.`,
    remedy: 'Call recordImage in the workspace of the checkout, where git can tell who committed.',
  };
}
