import { digestOf } from '../oci/digest.ts';
import { OCI_INDEX } from '../oci/media-types.ts';
import { unexpectedAnswer } from '../registry/failures.ts';
import { apiUrl, jsonOf, send } from '../registry/repository.ts';
import { type Check, ok } from './check.ts';
import type { RepositorySubject } from './repository-subject.ts';

/** The API answers with an empty list for a digest that nothing refers to. */
const NOBODYS_DIGEST = digestOf(Buffer.from('promote-image doctor: nobody refers to this\n'));

/**
 * Is there a referrers API, by which other tools find signatures and records?
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
 */
export const referrers: Check<RepositorySubject> = {
  name: 'referrers API',
  needs: ['read'],

  async find({ repository }) {
    const answer = await send(repository, 'pull', {
      method: 'GET',
      url: apiUrl(repository, `referrers/${NOBODYS_DIGEST}`),
      headers: { accept: OCI_INDEX },
    });
    if (answer.status === 200 && Array.isArray(jsonOf(answer)?.['manifests'])) return ok('works');
    if ([200, 400, 404, 405].includes(answer.status)) {
      return ok('none: records go by their tags, other tools by the fallback index');
    }
    throw unexpectedAnswer(answer, 'pull', 'list the referrers in', repository);
  },
};
