import { AGE_LIMIT, ageProblem, formatAge } from './age-limit.ts';
import type { Gate } from './gate.ts';
import { describePlatforms, platformProblems, problemsInWords } from './platform-problems.ts';

/** How long ago the image was made, as its config says; a date that is no date fails. */
export const age: Gate<{ readonly atMost: string }> = {
  kind: 'age',
  settings: {
    type: 'object',
    description: 'The image was made lately, going by the date that its builder wrote.',
    required: ['atMost'],
    properties: {
      atMost: { ...AGE_LIMIT, description: 'How old it may be, for example 30d.' },
    },
  },

  async evaluate({ sources, now }, { atMost }) {
    const image = await sources.image();
    const which = describePlatforms(image);
    let isUnknown = false;
    const problems = platformProblems(image, ({ created }) => {
      const problem = ageProblem(created, atMost, now);
      isUnknown ||= problem?.isUnknown === true;
      return problem === undefined ? [] : [problem.why];
    });
    if (problems.length === 0) {
      const oldest = Math.min(...image.platforms.map(({ created }) => Number(created)));
      const ago = formatAge(now.getTime() - oldest);
      return {
        outcome: 'pass',
        because: `The image (${which}) was made ${ago} ago; at most ${atMost} are allowed.`,
      };
    }
    return {
      outcome: 'fail',
      because: `The image is not known to be at most ${atMost} old: ${problemsInWords(problems)}`,
      remedy: isUnknown
        ? 'Have the builder write the true date (Jib: creationTime; buildx: SOURCE_DATE_EPOCH), or do without this gate for reproducible images.'
        : 'Build the image again, on a current base image, and promote that one.',
    };
  },
};
