import { describeAnswer, parseErrorBody } from '../registry/error-body.ts';
import { unexpectedAnswer } from '../registry/failures.ts';
import { findManifest } from '../registry/manifests.ts';
import { apiUrl, jsonOf, send } from '../registry/repository.ts';
import { type Check, fail, ok } from './check.ts';
import type { RepositorySubject } from './repository-subject.ts';

/** May we read, and is there a repository at all? */
export const read: Check<RepositorySubject> = {
  name: 'read',
  needs: [],

  async find({ repository }) {
    const answer = await send(repository, 'pull', {
      method: 'GET',
      url: apiUrl(repository, 'tags/list?n=1'),
    });
    if (answer.status === 404) {
      // The registry's own words are about an image that is not there yet; any other page is about the address.
      if (parseErrorBody(answer).codes.length > 0) return ok('allowed; nothing is there yet');
      return fail(
        'absent',
        `There is no repository for ${repository.label} (${describeAnswer(answer)}).`,
        'Correct `url` or `prefix` of the registry, or `repository` of this environment. In Nexus, Administration → Repository → Repositories lists the names that path routing and /repository/<name> go by.',
      );
    }
    if (answer.status !== 200) {
      throw unexpectedAnswer(answer, 'pull', 'list the tags of', repository);
    }
    const [tag] = tagsIn(jsonOf(answer)?.['tags']);
    if (tag === undefined) return ok('allowed');
    const manifest = await findManifest(repository, tag);
    return ok(manifest === undefined ? 'allowed' : 'allowed; a manifest was read and verified');
  },
};

function tagsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((tag) => typeof tag === 'string') : [];
}
