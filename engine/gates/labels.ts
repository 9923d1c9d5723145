import { oneLine } from '../failures.ts';
import type { Gate, GateContext } from './gate.ts';
import { count } from './name-some.ts';
import { describePlatforms, platformProblems, problemsInWords } from './platform-problems.ts';
import { EXPRESSION, matchesWhole } from './whole-match.ts';

interface Settings {
  readonly required?: readonly string[];
  readonly matching?: Readonly<Record<string, string>>;
  readonly commit?: true;
}

const REVISION = 'org.opencontainers.image.revision';
const MOST_CHARACTERS = 4_096;

/** Labels that every platform carries, what they say, and that they name the commit that was built. */
export const labels: Gate<Settings> = {
  kind: 'labels',
  settings: {
    type: 'object',
    description: 'Every platform of the image carries the labels that it should.',
    properties: {
      required: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string', pattern: '\\S', patternErrorMessage: 'must be a name' },
        description: 'Labels that have to be there and say something.',
      },
      matching: {
        type: 'object',
        minProperties: 1,
        additionalProperties: EXPRESSION,
        description:
          'Regular expressions by name of the label: its whole value has to match, as between ^ and $.',
      },
      commit: {
        const: true,
        description: `Whether ${REVISION} has to be the commit that the build record names.`,
      },
    },
  },

  async evaluate({ sources, build }, { required = [], matching = {}, commit }) {
    const asked = required.length + Object.keys(matching).length + (commit ? 1 : 0);
    if (asked === 0) {
      return {
        outcome: 'error',
        because: 'No label is asked for.',
        remedy: 'Name labels under `required` or `matching` in promotion.yaml, or set `commit`.',
      };
    }
    const image = await sources.image();
    const which = describePlatforms(image);
    const problems = platformProblems(image, ({ labels: written }) => [
      ...required.flatMap((name) => missing(name, labelOf(written, name))),
      ...Object.entries(matching).flatMap(([name, expression]) =>
        unmatched(name, expression, labelOf(written, name)),
      ),
      ...(commit ? otherCommit(build, labelOf(written, REVISION)) : []),
    ]);
    if (problems.length === 0) {
      const what = asked === 1 ? 'The label is' : `All ${count(asked, 'label')} are`;
      return { outcome: 'pass', because: `${what} as required on ${which}.` };
    }
    const isUnrecorded = commit === true && build.commit === undefined;
    return {
      outcome: 'fail',
      because: `Labels are not as required: ${problemsInWords(problems)}`,
      remedy: isUnrecorded
        ? 'Record builds by recordImage in a job that checks out from git, so that their commit is known.'
        : 'Set them in the build (docker build --label name=value), and promote the image of a new build.',
    };
  },
};

function labelOf(written: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(written, name) ? written[name] : undefined;
}

function missing(name: string, value: string | undefined): readonly string[] {
  if (value === undefined) return [`there is no ${name}`];
  return value.trim() === '' ? [`${name} is empty`] : [];
}

function unmatched(name: string, expression: string, value: string | undefined) {
  if (value === undefined) return [`there is no ${name}`];
  if (value.length > MOST_CHARACTERS) return [`${name} has ${value.length} characters`];
  if (matchesWhole(expression, value)) return [];
  return [`${name} is "${oneLine(value, 80)}" and does not match ${expression}`];
}

function otherCommit({ commit, number }: GateContext['build'], value: string | undefined) {
  if (commit === undefined) return ['the build record names no commit to compare with'];
  if (value === undefined) return [`there is no ${REVISION}`];
  if (value === commit) return [];
  const built = number === undefined ? 'what was built' : `build ${number}`;
  return [`${REVISION} is "${oneLine(value, 80)}", but ${built} was made of ${commit}`];
}
