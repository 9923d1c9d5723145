import type { ImageFacts, PlatformFacts } from '../registry/image-facts.ts';
import { nameSome } from './name-some.ts';

/** What is wrong with the platforms of an image, each problem once: `the user is root (linux/amd64)`. */
export function platformProblems(
  { platforms }: ImageFacts,
  problemsOf: (platform: PlatformFacts) => readonly string[],
): readonly string[] {
  // Whoever reads facts finds one at least; nothing is to pass on none.
  if (platforms.length === 0) throw new Error('the image has no platform');
  const found = new Map<string, PlatformFacts[]>();
  for (const platform of platforms) {
    for (const problem of problemsOf(platform)) {
      found.set(problem, [...(found.get(problem) ?? []), platform]);
    }
  }
  return [...found].map(([problem, having]) => {
    const names = [...new Set(having.map(({ platform }) => platform))];
    const isEvery = having.length === platforms.length;
    const where = isEvery && names.length > 1 ? 'every platform' : nameSome(names);
    return `${problem} (${where})`;
  });
}

/** The problems as the end of a sentence; those beyond eight are counted only. */
export function problemsInWords(problems: readonly string[]): string {
  return `${nameSome(problems, '; ')}.`;
}

/** `all 4 platforms`, or the only one by its name. */
export function describePlatforms({ platforms }: ImageFacts): string {
  const [only] = platforms;
  return only !== undefined && platforms.length === 1
    ? only.platform
    : `all ${platforms.length} platforms`;
}
