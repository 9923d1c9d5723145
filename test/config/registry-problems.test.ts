import { describe, expect, it } from 'vitest';
import { changed, problemIn } from './support.ts';

describe('a registry', () => {
  it.each([
    [
      'https://nexus.example.com:8082',
      'nexus.example.com:8082',
      '`nexus.example.com:8082` has no scheme; write `https://nexus.example.com:8082`.',
    ],
    [
      'https://nexus.example.com:8082',
      'ftp://nexus.example.com',
      '`ftp://nexus.example.com` must begin with `https://` (or `http://`).',
    ],
    [
      'https://nexus.example.com:8082',
      'https://nexus.example.com?a=b',
      '`https://nexus.example.com?a=b` must not hold a query or fragment (`?` or `#`).',
    ],
    [
      'https://nexus.example.com:8082',
      'https://nexus.example.com/#',
      '`https://nexus.example.com/#` must not hold a query or fragment (`?` or `#`).',
    ],
    [
      'https://nexus.example.com:8082',
      'https://nexus.example.com:80822',
      '`https://nexus.example.com:80822` is not a URL; check the host and port.',
    ],
    [
      'https://nexus.example.com:8082',
      'https://nexus example.com',
      '`https://nexus example.com` is not a URL; check the host and port.',
    ],
    [
      'https://nexus.example.com:8082',
      'https://nexus.example.com/v2/',
      '`https://nexus.example.com/v2/` must not end in `/v2`; that part is added to every request.',
    ],
    ['https://nexus.example.com:8082', '', 'The URL is empty.'],
  ])('has no other URL than one of http or https: %s → %s', (from, to, sentence) => {
    expect(problemIn(changed(from, to))).toBe(
      `line 3, column 21: registries.nexus-dev.url: ${sentence}`,
    );
  });

  it.each([
    'https://ci:hunter2@nexus.example.com',
    'https://ci:hunter2/x@nexus.example.com',
    'ci:hunter2@nexus.example.com',
  ])('is refused with a password in its URL, which is not repeated', (url) => {
    expect(problemIn(changed('https://nexus.example.com:8082', url))).toBe(
      'line 3, column 21: registries.nexus-dev.url: The URL must not hold a user or password; take both out, keep them as a Jenkins credential and name its id in `credentials`.',
    );
  });

  it.each([
    [
      'prefix: docker-prod',
      'prefix: /docker-prod/',
      'registries.nexus-prod.prefix: `/docker-prod/` must not begin or end with `/`.',
    ],
    [
      'prefix: docker-prod',
      'prefix: Docker',
      'registries.nexus-prod.prefix: `Docker` cannot begin a repository name: a repository name has lower-case letters and digits in parts joined by "/", with ".", "_", "__" or "-" between them.',
    ],
    [
      'credentials: nexus-prod',
      'credentials: nexus_dev',
      'registries.nexus-prod.credentials: Credentials `nexus_dev` and `nexus-dev` would share the variable `PROMOTE_IMAGE_NEXUS_DEV_USERNAME`; rename one of them in Jenkins.',
    ],
    [
      'credentials: nexus-prod',
      'credentials: a/b',
      'registries.nexus-prod.credentials: `a/b` must be the id of a Jenkins credential: letters, digits, ".", "_" and "-".',
    ],
    [
      'prefix: docker-prod',
      "signInHosts: ['https://auth.example.com']",
      'registries.nexus-prod.signInHosts[0]: `https://auth.example.com` must be a host, with a port if it needs one, for example auth.example.com.',
    ],
    [
      'prefix: docker-prod',
      'credential: x',
      'registries.nexus-prod.credential: Unknown setting `credential`; did you mean `credentials`?',
    ],
  ])('is refused with %s → %s', (from, to, sentence) => {
    expect(problemIn(changed(from, to))).toMatch(/^line 4, column \d+: /);
    expect(problemIn(changed(from, to))).toContain(`: ${sentence}`);
  });

  it('may share a credential with another', () => {
    const shared = changed('credentials: nexus-prod', 'credentials: nexus-dev');

    expect(problemIn(shared.replace('from: qa', 'from: ab'))).not.toContain('credentials');
  });
});
