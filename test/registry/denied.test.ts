import { describe, expect, it } from 'vitest';
import { openUpload } from '../../engine/registry/blobs.ts';
import { findManifest } from '../../engine/registry/manifests.ts';
import { startPeer } from '../http/peer.ts';
import { htmlErrors } from '../support/registry/behaviours/html-errors.ts';
import type { RegistryOptions } from '../support/registry/start-registry.ts';
import { openAt, opened, openUrl } from './opened.ts';

const PASSWORD = 'pa:ss wörd';
const users = (may?: RegistryOptions['users']) => ({
  users: may ?? { jenkins: { password: PASSWORD } },
});
const reader = { jenkins: { password: PASSWORD, may: { dev: ['read'] } } } as const;

describe('who may not', () => {
  it('sign in is told the credential, and to check its password', async () => {
    const { repository } = await opened([], users({ jenkins: { password: 'another' } }));

    await expect(findManifest(repository, '1')).rejects.toMatchObject({
      code: 'PULL_DENIED',
      kind: 'denied',
      message: `The registry refused to let us read 1 of ${repository.label} with the Jenkins credential "nexus-dev" (HTTP 401, UNAUTHORIZED: access to the requested resource is not authorized).`,
      remedy: 'Check user and password of that credential, and that it may read here.',
    });
  });

  it.each(['basic', 'bearer'] as const)(
    'push is told the privileges that are needed (%s)',
    async (signIn) => {
      const { repository } = await opened([], { signIn, users: reader });

      await expect(openUpload(repository)).rejects.toMatchObject({
        code: 'PUSH_DENIED',
        message: `The registry refused to let us start an upload in ${repository.label} with the Jenkins credential "nexus-dev" (HTTP 403, DENIED: access to the requested resource is not authorized).`,
        remedy:
          'Give its user the privileges read, add and edit on this repository (Nexus: nx-repository-view-docker-<repository>-…).',
      });
    },
  );

  it('read without credentials is told where to name them', async () => {
    const { server } = await opened([], users());
    const { repository } = openAt(server, 'dev', 'app');

    await expect(findManifest(repository, '1')).rejects.toMatchObject({
      message: expect.stringContaining('without credentials (HTTP 401'),
      remedy: 'Name a Jenkins credential as `credentials` of registry nexus in promotion.yaml.',
    });
  });

  it('is told by a proxy in HTML is told its title', async () => {
    const { repository } = await opened(
      [htmlErrors()],
      users({ jenkins: { password: 'another' } }),
    );

    await expect(findManifest(repository, '1')).rejects.toMatchObject({
      message: expect.stringContaining('(HTTP 401, Error 401).'),
    });
  });

  it('is sent on to another origin is told to write that one', async () => {
    const elsewhere = await startPeer(() => ({ status: 401 }));
    const peer = await startPeer(() => ({
      status: 301,
      headers: { location: elsewhere.url.href },
    }));

    await expect(findManifest(openUrl(peer.url), '1')).rejects.toMatchObject({
      code: 'REDIRECTED',
      message: `${peer.url.origin} sent us on to ${elsewhere.url.origin}, which asks us to sign in (HTTP 401).`,
      remedy:
        'If that is the same registry, write its address as `url` of nexus in promotion.yaml; credentials go nowhere else.',
    });
  });
});

describe('an address that is wrong', () => {
  it.each([
    [404, 'Not Found', 'REPOSITORY_ABSENT', 'Check `url`, `prefix` and `repository`'],
    [
      400,
      'The plain HTTP request was sent to HTTPS port',
      'UNEXPECTED_ANSWER',
      'Write https://127.0.0.1',
    ],
    [
      400,
      'Client sent an HTTP request to an HTTPS server.',
      'UNEXPECTED_ANSWER',
      'Write https://127.0.0.1',
    ],
    [418, 'teapot', 'UNEXPECTED_ANSWER', 'Check that `url` in promotion.yaml is a Docker registry'],
  ])('with %i "%s" says what to check', async (status, body, code, remedy) => {
    const peer = await startPeer(() => ({ status, body }));

    await expect(openUpload(openUrl(peer.url))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`(HTTP ${status}, ${body}).`),
      remedy: expect.stringContaining(remedy),
    });
  });
});
