import { oneLine } from '../failures.ts';
import type { PlatformFacts } from '../registry/image-facts.ts';
import type { Gate } from './gate.ts';
import { nameSome } from './name-some.ts';
import { describePlatforms, platformProblems, problemsInWords } from './platform-problems.ts';

/** The user that the image runs as is not root, as far as its config can tell. */
export const user: Gate<{ readonly allow?: readonly string[] }> = {
  kind: 'user',
  settings: {
    type: 'object',
    description: 'The image says that it runs as a user other than root.',
    properties: {
      allow: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: {
          type: 'string',
          pattern: '^(?!0+$|root$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$',
          patternErrorMessage:
            'must be one user other than root, by name or number, without a group',
        },
        description:
          'The only users that pass, by name or quoted number as the image says it; any but root unless said.',
      },
    },
  },

  async evaluate({ sources }, { allow }) {
    const image = await sources.image();
    const which = describePlatforms(image);
    const problems = platformProblems(image, (platform) => problemOf(platform, allow));
    if (problems.length === 0) {
      const users = [...new Set(image.platforms.map(({ user: said }) => oneLine(said, 60)))];
      return { outcome: 'pass', because: `The image runs as ${nameSome(users)} (${which}).` };
    }
    const wanted = allow === undefined ? 'a user other than root' : nameSome(allow, ' or ');
    return {
      outcome: 'fail',
      because: `The image has to run as ${wanted}: ${problemsInWords(problems)}`,
      remedy: `Put USER ${allow?.[0] ?? '10001'} at the end of the Dockerfile, and promote the image of a new build.`,
    };
  },
};

function problemOf({ user: said }: PlatformFacts, allow: readonly string[] | undefined) {
  const [name = ''] = said.split(':', 1);
  const shown = `"${oneLine(said, 60)}"`;
  if (said === '') return ['it names no user, which is root'];
  if (isRoot(name)) return [`its user ${shown} counts as root`];
  if (allow !== undefined && !allow.includes(name)) return [`its user is ${shown}`];
  return [];
}

const MOST_ID = 2 ** 31 - 1;

/**
 * What container engines take for user 0: they read `00` and `+0` as numbers, and numbers beyond 31 bits wrapped
 * round to 0 in containerd: https://github.com/advisories/GHSA-265r-hfxg-fhmg
 */
function isRoot(name: string): boolean {
  if (/^[+-]?\d+$/.test(name)) return Number(name) === 0 || Math.abs(Number(name)) > MOST_ID;
  return ['', 'root', 'containeradministrator'].includes(name.trim().toLowerCase());
}
