import { isJsonObject, type JsonObject } from '../oci/json.ts';
import type { EnvironmentPolicy, Policy } from './configuration.ts';
import { placeOf } from './image-refusal.ts';
import { type Problem, quoted } from './problem.ts';
import { templateParts } from './templates.ts';

/**
 * Tags of an application's file that could come out as those of another environment in the same repository:
 * a branch that is called `prod` would make `{branch}` production's tag, without production's gates.
 */
export function tagProblems(
  policy: Policy,
  { environments: said }: JsonObject,
): readonly Problem[] {
  const environments = [...policy.environments.values()];
  return environments.flatMap((own): readonly Problem[] => {
    const one = isJsonObject(said) ? said[own.name] : undefined;
    if (!isJsonObject(one) || one['tags'] === undefined) return [];
    const neighbours = environments.filter(
      (other) => other.name !== own.name && shareRepository(policy, own, other),
    );
    return own.tags.flatMap((tag, index): readonly Problem[] => {
      for (const { name, tags } of neighbours) {
        const other = tags.find((theirs) => canBeSame(tag, theirs));
        if (other === undefined) continue;
        const sentence = `${quoted(tag)} can come out as ${quoted(other)}, a tag of ${quoted(name)} in the same repository; put text before it that no other tag begins with.`;
        return [{ path: ['environments', own.name, 'tags', index], at: 'value', sentence }];
      }
      return [];
    });
  });
}

function shareRepository(policy: Policy, one: EnvironmentPolicy, other: EnvironmentPolicy) {
  const places = new Set(one.repositories.map((template) => placeOf(policy, template)));
  return other.repositories.some((template) => places.has(placeOf(policy, template)));
}

/** One character of a tag, or a run of them: of these, of any where none are named. */
interface Characters {
  readonly of?: string;
  readonly isRun: boolean;
}

/** What a value may be: a build and a commit are Jenkins' own, branch and version whatever somebody calls them. */
const VALUES: Readonly<Record<string, string>> = {
  build: '0123456789',
  commit: '0123456789abcdef',
};

/** Whether there is a tag that both templates can come out as. */
function canBeSame(one: string, other: string): boolean {
  const [a, b] = [charactersOf(one), charactersOf(other)];
  const seen = new Set<string>();
  const open: [number, number][] = [[0, 0]];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const [i, j] = place;
    const [mine, theirs] = [a[i], b[j]];
    if (mine === undefined && theirs === undefined) return true;
    if (mine === undefined || theirs === undefined || seen.has(`${i} ${j}`)) continue;
    seen.add(`${i} ${j}`);
    if (!overlap(mine.of, theirs.of)) continue;
    open.push([i + 1, j + 1]);
    if (mine.isRun) open.push([i, j + 1]);
    if (theirs.isRun) open.push([i + 1, j]);
  }
  return false;
}

function overlap(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  return [...one].some((character) => other.includes(character));
}

function charactersOf(template: string): readonly Characters[] {
  return templateParts(template).flatMap((part): readonly Characters[] => {
    if (part.kind !== 'placeholder') return [...part.text].map((of) => ({ of, isRun: false }));
    const of = VALUES[part.name];
    return [{ ...(of !== undefined && { of }), isRun: true }];
  });
}
