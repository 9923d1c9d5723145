import { oneLine } from '../failures.ts';
import type { Gate } from './gate.ts';
import { nameSome } from './name-some.ts';
import { describePlatforms, platformProblems, problemsInWords } from './platform-problems.ts';

interface Settings {
  readonly allowed: readonly string[];
  readonly required?: readonly string[];
}

const PORTS = {
  type: 'array',
  uniqueItems: true,
  items: {
    type: 'string',
    pattern: '^[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?/(tcp|udp|sctp)$',
    patternErrorMessage: 'must be a port or a range with its protocol, for example 8080/tcp',
  },
};

/** The ports that the image declares (`EXPOSE`) are those that are expected. */
export const ports: Gate<Settings> = {
  kind: 'ports',
  settings: {
    type: 'object',
    description: 'The image exposes the ports that it should and no other.',
    required: ['allowed'],
    properties: {
      allowed: {
        ...PORTS,
        description: 'Ports that may be exposed, for example 8080/tcp; none where it is empty.',
      },
      required: {
        ...PORTS,
        minItems: 1,
        description: 'Ports that have to be exposed; they need not be named under `allowed` again.',
      },
    },
  },

  async evaluate({ sources }, { allowed, required = [] }) {
    const image = await sources.image();
    const which = describePlatforms(image);
    const may = [...new Set([...allowed, ...required])];
    const problems = platformProblems(image, ({ exposedPorts }) => [
      ...exposedPorts
        .filter((port) => !may.some((range) => covers(range, port)))
        .map((port) => `${oneLine(port, 40)} is exposed`),
      ...required
        .filter((port) => !exposedPorts.some((range) => covers(range, port)))
        .map((port) => `${port} is not exposed`),
    ]);
    if (problems.length === 0) {
      const exposed = [...new Set(image.platforms.flatMap(({ exposedPorts }) => exposedPorts))];
      const what = exposed.length === 0 ? 'no ports' : nameSome(exposed);
      return { outcome: 'pass', because: `The image exposes ${what} (${which}).` };
    }
    return {
      outcome: 'fail',
      because: `${may.length === 0 ? 'No port' : `Only ${nameSome(may)}`} may be exposed: ${problemsInWords(problems)}`,
      remedy:
        'Correct EXPOSE in the Dockerfile (a base image may expose ports too), and promote the image of a new build.',
    };
  },
};

interface PortRange {
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
}

/** Whether all ports of the second are in the first. */
function covers(outer: string, inner: string): boolean {
  const [a, b] = [rangeOf(outer), rangeOf(inner)];
  if (a === undefined || b === undefined) return false;
  return a.protocol === b.protocol && a.first <= b.first && b.last <= a.last;
}

/** `8080` stands for TCP: https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties */
function rangeOf(text: string): PortRange | undefined {
  const [, first, last = first, protocol = 'tcp'] =
    /^(\d{1,5})(?:-(\d{1,5}))?(?:\/([A-Za-z]{1,8}))?$/.exec(text) ?? [];
  if (first === undefined || Number(first) > Number(last)) return undefined;
  return { first: Number(first), last: Number(last), protocol: protocol.toLowerCase() };
}
