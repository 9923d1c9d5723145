import { type Check, ok } from './check.ts';
import type { RepositorySubject } from './repository-subject.ts';
import { closeUpload, isDigestRefused, openedBy, postUnkeepable } from './throw-away-upload.ts';

/**
 * Does one request store a blob? Either answer is fine; it says what a promotion costs.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#single-post
 */
export const oneRequestUpload: Check<RepositorySubject> = {
  name: 'one-request upload',
  needs: ['write'],

  async find({ repository }) {
    const answer = await postUnkeepable(repository);
    const session = openedBy(repository, answer);
    if (session !== undefined) {
      await closeUpload(repository, session);
      return ok('not offered: a blob takes two requests');
    }
    if (isDigestRefused(answer)) return ok('works: a blob takes one request');
    return ok(
      `cannot be told without storing something (HTTP ${answer.status}); a promotion finds out by its smallest blob`,
    );
  },
};
