import { isRepositoryName, REPOSITORY_NAME_RULE } from '../oci/reference.ts';
import { credentialVariables } from './credential-variables.ts';
import type { Draft, DraftRegistry } from './draft.ts';
import { type Problem, quoted } from './problem.ts';

/** What is wrong with the registries beyond their shape. */
export function registryProblems({ registries, hosts }: Draft): readonly Problem[] {
  const addresses = registries.flatMap(({ url, prefix }): readonly Problem[] => {
    const urlProblem = url === undefined ? undefined : problemOfUrl(url.text);
    const prefixProblem = prefix === undefined ? undefined : problemOfPrefix(prefix.text);
    return [
      ...(url && urlProblem
        ? [{ path: url.path, at: 'value' as const, sentence: urlProblem }]
        : []),
      ...(prefix && prefixProblem
        ? [{ path: prefix.path, at: 'value' as const, sentence: prefixProblem }]
        : []),
    ];
  });
  return [...addresses, ...credentialProblems([...registries, ...hosts])];
}

/** The URL with which requests begin: without a slash at its end. */
export function registryUrl(text: string): URL {
  return new URL(text.replace(/\/+$/, ''));
}

function problemOfUrl(text: string): string | undefined {
  // Never shown: what stands before the "@" may be a password.
  if (text.includes('@')) {
    return 'The URL must not hold a user or password; take both out, keep them as a Jenkins credential and name its id in `credentials`.';
  }
  if (text === '') return 'The URL is empty.';
  const shown = quoted(text);
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) {
    return `${shown} has no scheme; write ${quoted(`https://${text.replace(/^\/+/, '')}`)}.`;
  }
  if (!/^https?:\/\//i.test(text)) return `${shown} must begin with \`https://\` (or \`http://\`).`;
  if (/[?#]/.test(text)) return `${shown} must not hold a query or fragment (\`?\` or \`#\`).`;
  if (/[\s\\]/.test(text) || !URL.canParse(text))
    return `${shown} is not a URL; check the host and port.`;
  if (registryUrl(text).pathname.endsWith('/v2')) {
    return `${shown} must not end in \`/v2\`; that part is added to every request.`;
  }
  return undefined;
}

function problemOfPrefix(text: string): string | undefined {
  if (isRepositoryName(text)) return undefined;
  if (/^\/|\/$/.test(text) && isRepositoryName(text.replace(/^\/+|\/+$/g, ''))) {
    return `${quoted(text)} must not begin or end with \`/\`.`;
  }
  return `${quoted(text)} cannot begin a repository name: ${REPOSITORY_NAME_RULE}.`;
}

function credentialProblems(
  users: readonly Pick<DraftRegistry, 'credentials'>[],
): readonly Problem[] {
  const owners = new Map<string, string>();
  return users.flatMap(({ credentials }): readonly Problem[] => {
    if (credentials === undefined) return [];
    const { username } = credentialVariables(credentials.text);
    const owner = owners.get(username);
    if (owner === undefined) owners.set(username, credentials.text);
    if (owner === undefined || owner === credentials.text) return [];
    const sentence = `Credentials ${quoted(credentials.text)} and ${quoted(owner)} would share the variable ${quoted(username)}; rename one of them in Jenkins.`;
    return [{ path: credentials.path, at: 'value', sentence }];
  });
}
