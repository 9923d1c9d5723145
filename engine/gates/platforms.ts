import type { Gate } from './gate.ts';
import { nameSome } from './name-some.ts';
import { platformProblems, problemsInWords } from './platform-problems.ts';

/** The platforms that the image has to come for, and whether it may come for more. */
export const platforms: Gate<{ readonly required: readonly string[]; readonly only?: boolean }> = {
  kind: 'platforms',
  settings: {
    type: 'object',
    description: 'The image comes for all platforms that it should.',
    required: ['required'],
    properties: {
      required: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: {
          type: 'string',
          pattern: '^[a-z0-9]+/[a-z0-9]+(/[a-z0-9.]+)?$',
          patternErrorMessage:
            'must be a platform as Docker writes it, for example linux/amd64 or linux/arm/v7',
        },
        description: 'Platforms that have to be there, for example linux/amd64.',
      },
      only: {
        type: 'boolean',
        default: false,
        description: 'Whether any other platform fails; others may be there unless said.',
      },
    },
  },

  async evaluate({ sources }, { required, only = false }) {
    const image = await sources.image();
    const there = image.platforms.map(({ platform }) => platform);
    const names = new Set(there.map(canonical));
    const wanted = new Set(required.map(canonical));
    const absent = required.filter((platform) => !names.has(canonical(platform)));
    const others = only ? there.filter((platform) => !wanted.has(canonical(platform))) : [];
    const mixedUp = platformProblems(image, ({ builtFor }) =>
      builtFor === undefined ? [] : [`the image inside was built for ${builtFor}`],
    );
    const problems = [
      ...(absent.length > 0
        ? [`${nameSome(absent)} ${absent.length > 1 ? 'are' : 'is'} missing`]
        : []),
      ...(others.length > 0
        ? [`${nameSome(others)} ${others.length > 1 ? 'are' : 'is'} not allowed`]
        : []),
      ...mixedUp,
    ];
    const found = `The image comes for ${nameSome(there)}`;
    if (problems.length === 0) return { outcome: 'pass', because: `${found}.` };
    return {
      outcome: 'fail',
      because: `${found}; ${problemsInWords(problems)}`,
      remedy: `Build it for ${nameSome(required)} in one go (docker buildx build --platform), and promote that image.`,
    };
  },
};

/** One name for platforms that container engines take for the same: https://github.com/containerd/platforms/blob/v1.0.0/database.go */
function canonical(platform: string): string {
  if (platform === 'linux/arm') return 'linux/arm/v7';
  return platform.replace(/^([^/]+\/arm64)\/v8$|^([^/]+\/amd64)\/v1$/, '$1$2');
}
