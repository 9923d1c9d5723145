import { isLoopback, parseEngineAddress } from '../docker/address.ts';
import type { Draft, DraftHost, Text } from './draft.ts';
import { unknownName } from './nearest-name.ts';
import type { Problem } from './problem.ts';

/** What is wrong with the hosts, and with who is said to run on them. */
export function hostProblems({ hosts, environments }: Draft): readonly Problem[] {
  const names = hosts.map(({ name }) => name);
  return [
    ...hosts.flatMap(addressProblems),
    ...environments.flatMap((environment) => environment.hosts.flatMap(unknownHost(names))),
    ...candidateProblems(environments),
  ];
}

function addressProblems(host: DraftHost): readonly Problem[] {
  const { path, url, context, credentials, isInsecure } = host;
  if ((url === undefined) === (context === undefined)) {
    return [{ path, at: 'key', sentence: 'It needs `url` or `context`, one of them.' }];
  }
  if (url === undefined)
    return credentials === undefined ? [] : [needsNone(credentials, 'A context')];
  const address = parseEngineAddress(url.text);
  if (typeof address === 'string') return [{ path: url.path, at: 'value', sentence: address }];
  if (address.kind === 'unix') {
    return credentials === undefined ? [] : [needsNone(credentials, 'A socket')];
  }
  const isOpen = address.kind === 'tcp' && credentials === undefined && !isLoopback(address.host);
  if (!isOpen || isInsecure) return [];
  const sentence =
    'Whoever reaches an open port of Docker is root on that host: name a Docker client certificate as `credentials`, or say `insecure: true` where a network of its own keeps everybody else away.';
  return [{ path: url.path, at: 'value', sentence }];
}

function needsNone({ path }: Text, what: string): Problem {
  const sentence = `${what} takes no credential; leave it out.`;
  return { path, at: 'value', sentence };
}

function unknownHost(names: readonly string[]) {
  return ({ path, text }: Text): readonly Problem[] => {
    if (names.includes(text)) return [];
    const sentence =
      names.length === 0
        ? 'There are no `hosts`; add them to the file, by a name of your own.'
        : unknownName('host', text, names);
    return [{ path, at: 'value', sentence }];
  };
}

/** What runs can only be asked where the environment before says on which hosts. */
function candidateProblems(environments: Draft['environments']): readonly Problem[] {
  return environments.flatMap(({ path, from, hasCandidate }): readonly Problem[] => {
    if (!hasCandidate) return [];
    const sources = environments.filter(({ name }) => from.some(({ text }) => text === name));
    if (sources.some(({ runsOn }) => runsOn.length > 0)) return [];
    const names = from.map(({ text }) => `\`${text}\``).join(' or ') || 'an environment before it';
    const sentence = `It is not known where ${names} runs; say it there as \`runsOn\`.`;
    return [{ path: [...path, 'candidate'], at: 'key', sentence }];
  });
}
