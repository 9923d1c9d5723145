import { cancelUpload, openUpload } from '../registry/blobs.ts';
import { describeAnswer } from '../registry/error-body.ts';
import { isRedeployRefused } from '../registry/manifests.ts';
import { isSameRepository, type Repository } from '../registry/repository.ts';
import { type Check, fail, note, ok } from './check.ts';
import { hasKnownBlob, KNOWN_BLOB, KNOWN_BYTES } from './known-blob.ts';
import type { RepositorySubject } from './repository-subject.ts';
import { putBlob } from './throw-away-upload.ts';

/** Does the repository let the tags of the policy move that must, and do the others not need it? */
export const tagRules: Check<RepositorySubject> = {
  name: 'tag rules',
  needs: ['write'],

  async find({ repository, tags, sources }) {
    const moving = tags.filter(({ isBuildBound }) => !isBuildBound);
    const names = moving.map(({ template }) => template).join(', ');
    const isShared = sources.some((source) => isSameRepository(source.repository, repository));
    if (moving.length === 0 && !isShared) {
      return ok('no tag has to move, so any Deployment policy but Read-only will do');
    }
    const redeploy = await tryRedeploy(repository);
    const what = moving.length === 0 ? 'a second tag on one image' : `${names} must move`;
    if (redeploy === undefined) {
      return note(
        `${what}, and whether that is allowed shows only once something was recorded here.`,
        'In Nexus, look that the Deployment policy is "Allow redeploy" (Administration → Repository → Repositories → the hosted repository → Hosted); else run this again after the first promotion.',
      );
    }
    if (redeploy.isAllowed) return ok(`${what}: allowed, as far as uploads show`);
    const because = `the repository lets nothing be updated (${redeploy.words})`;
    if (moving.length === 0) {
      return note(
        `${what}: ${because}, and older releases of Nexus refuse that then.`,
        'If a promotion is refused for it, give this environment a repository of its own, or set the Deployment policy to "Allow redeploy".',
      );
    }
    if (moving.every(({ template }) => template === 'latest')) {
      return note(
        `latest must move, and ${because}; Nexus may make an exception of latest.`,
        'In Nexus, tick "Allow redeploy only on \'latest\' tag" below the Deployment policy of this hosted repository.',
      );
    }
    return fail(
      'configuration',
      `${names} must move, and ${because}: the second promotion would stop.`,
      'In Nexus, set the Deployment policy of this hosted repository to "Allow redeploy" (Administration → Repository → Repositories → the repository → Hosted); or put {build} or {version} into every tag of this environment.',
    );
  },
};

/**
 * Sends a blob that is there already, byte for byte. "Disable redeploy" of Nexus refuses that, as it
 * refuses to move a tag (nexus-public#967).
 * @returns undefined where there is no blob that we know
 */
async function tryRedeploy(
  repository: Repository,
): Promise<{ readonly isAllowed: boolean; readonly words: string } | undefined> {
  if (!(await hasKnownBlob(repository))) return undefined;
  const session = await openUpload(repository);
  const answer = await putBlob(repository, session, KNOWN_BLOB.digest, KNOWN_BYTES);
  if (answer.status >= 300) await cancelUpload(repository, session);
  return { isAllowed: !isRedeployRefused(answer), words: describeAnswer(answer) };
}
