import { openUpload } from '../registry/blobs.ts';
import { unexpectedAnswer } from '../registry/failures.ts';
import { type Check, fail, note, ok } from './check.ts';
import type { RepositorySubject } from './repository-subject.ts';
import { closeUpload, putNothing } from './throw-away-upload.ts';

/**
 * May we write? An upload is opened (POST: Nexus's privilege add), ended with nothing under no digest
 * (PUT: edit), and given back.
 */
export const write: Check<RepositorySubject> = {
  name: 'write',
  needs: ['read'],

  async find({ repository }) {
    const session = await openUpload(repository);
    const answer = await putNothing(repository, session);
    const isClosed = await closeUpload(repository, session);
    if (answer.status === 401 || answer.status === 403) {
      const denied = unexpectedAnswer(answer, 'push', 'end an upload (PUT) in', repository);
      const left = isClosed
        ? ''
        : ' The empty trial upload stays open until the registry forgets it.';
      return fail(denied.kind, `${denied.message}${left}`, denied.remedy);
    }
    if (isClosed) return ok('allowed; a trial upload was opened and given back');
    return note(
      'allowed, but an empty trial upload stays open: the registry would not take it back.',
      'Nothing to do, it holds no bytes and the registry forgets it in time.',
    );
  },
};
