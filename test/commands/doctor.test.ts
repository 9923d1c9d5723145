import { describe, expect, it } from 'vitest';
import { runDoctor } from '../diagnosis/run-doctor.ts';
import { expectUntouched, watchUploads } from '../diagnosis/untouched.ts';
import { buildImage } from '../support/images/build-image.ts';
import {
  boundVariables,
  type Landscape,
  nexusLandscape,
  PASSWORDS,
  promotionYaml,
  steady,
  workspaceIn,
} from './landscape.ts';
import { approvedBy, buildAccepted, promote } from './steps.ts';

/** The doctor's output with fixed hosts, as a person would see it on a terminal. */
async function examined(landscape: Landscape, env = boundVariables(landscape), yaml?: string) {
  const { exitCode, out, err } = await runDoctor(yaml ?? promotionYaml(landscape), env);
  expect(`${out}${err}`.split('\n').filter((line) => line.length > 100 && !isRemedy(line))).toEqual(
    [],
  );
  return { exitCode, text: `\n${steady(`${out}${err}`, landscape)}` };
}

/** The last two lines of a failure are not wrapped, since the step raises them. */
function isRemedy(line: string): boolean {
  return !line.startsWith(' ');
}

describe('doctor', () => {
  it('finds a new landscape well, and says what it cannot know yet', async () => {
    const landscape = await nexusLandscape();

    const { exitCode, text } = await examined(landscape);

    expect(exitCode).toBe(0);
    expect(text).toMatchInlineSnapshot(`
      "
      Registry dev: http://dev.example.com
        ok    address             Nexus answers
        ok    certificate         none: plain HTTP that stays on this machine
        ok    sign-in             the credential "nexus-dev" is accepted
      Registry prod: http://prod.example.com
        ok    address             Nexus answers
        ok    certificate         none: plain HTTP that stays on this machine
        ok    sign-in             the credential "nexus-prod" is accepted
      Environment dev: dev.example.com/shop/checkout
        ok    read                allowed; nothing is there yet
        ok    write               allowed; a trial upload was opened and given back
        ok    tag rules           no tag has to move, so any Deployment policy but Read-only will do
        ok    one-request upload  works: a blob takes one request
        ok    tag listing         there is nothing to list yet
        ok    referrers API       none: records go by their tags, other tools by the fallback index
      Environment qa (from dev): dev.example.com/shop/checkout-qa
        ok    read                allowed; nothing is there yet
        ok    write               allowed; a trial upload was opened and given back
        note  tag rules           latest-qa must move, and whether that is allowed shows only once
                                  something was recorded here.
                                  → In Nexus, look that the Deployment policy is "Allow redeploy"
                                  (Administration → Repository → Repositories → the hosted repository →
                                  Hosted); else run this again after the first promotion.
        note  mount               not known from dev yet, since no blob is in both; a promotion tries it
                                  at no cost.
                                  → Run this again after the first promotion.
        ok    one-request upload  works: a blob takes one request
        ok    tag listing         there is nothing to list yet
        ok    referrers API       none: records go by their tags, other tools by the fallback index
      Environment uat (from qa): prod.example.com/shop/checkout
        ok    read                allowed; nothing is there yet
        ok    write               allowed; a trial upload was opened and given back
        ok    tag rules           no tag has to move, so any Deployment policy but Read-only will do
        ok    mount               qa is on another registry: blobs pass through the agent
        ok    one-request upload  works: a blob takes one request
        ok    tag listing         there is nothing to list yet
        ok    referrers API       none: records go by their tags, other tools by the fallback index
      Promotions would work: dev → qa, qa → uat. 2 notes.
      "
    `);
  });

  it('says at night what is wrong, and no more', async () => {
    const landscape = await nexusLandscape({
      prod: {
        users: { prod: { password: PASSWORDS.prod, may: { 'docker-prod': ['read', 'add'] } } },
      },
    });
    const env = { ...boundVariables(landscape), PROMOTE_IMAGE_NEXUS_DEV_PASSWORD: 'outdated' };

    const { exitCode, text } = await examined(landscape, env);

    expect(exitCode).toBe(77);
    expect(text).toMatchInlineSnapshot(`
      "
      Registry dev: http://dev.example.com
        ok    address             Nexus answers
        ok    certificate         none: plain HTTP that stays on this machine
        FAIL  sign-in             The registry does not accept the credential "nexus-dev" (HTTP 401,
                                  UNAUTHORIZED: access to the requested resource is not authorized).
                                  → Check user and password of this credential in Jenkins, and in Nexus
                                  under Administration → Security → Users that the user is active. It was
                                  sent once and not again, so that no account is locked.
      Registry prod: http://prod.example.com
        ok    address             Nexus answers
        ok    certificate         none: plain HTTP that stays on this machine
        ok    sign-in             the credential "nexus-prod" is accepted
      Environment dev: dev.example.com/shop/checkout
        -     not asked, since registry dev failed: read, write, tag rules, mount, one-request upload, tag
              listing, referrers API
      Environment qa (from dev): dev.example.com/shop/checkout-qa
        -     not asked, since registry dev failed: read, write, tag rules, mount, one-request upload, tag
              listing, referrers API
      Environment uat (from qa): prod.example.com/shop/checkout
        ok    read                allowed; nothing is there yet
        FAIL  write               The registry refused to let us end an upload (PUT) in
                                  prod.example.com/shop/checkout with the Jenkins credential "nexus-prod"
                                  (HTTP 403, DENIED: access to the requested resource is not authorized).
                                  The empty trial upload stays open until the registry forgets it.
                                  → Give its user the privileges read, add and edit on this repository
                                  (Nexus: nx-repository-view-docker-<repository>-…).
        -     not asked, since write failed: tag rules, mount, one-request upload
        ok    tag listing         there is nothing to list yet
        ok    referrers API       none: records go by their tags, other tools by the fallback index
      Promotions would stop: dev → qa, qa → uat. 2 FAIL.
      Do what stands below each FAIL, then run this again.
      "
    `);
  });

  it('sees a tag that has to move where nothing may be updated', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW_ONCE' });
    const workspace = await workspaceIn(landscape);
    await buildAccepted(landscape, workspace, buildImage());
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
    const yaml = promotionYaml(landscape).replace("['{build}-uat']", "['{build}-uat', stable]");

    const { exitCode, text } = await examined(landscape, undefined, yaml);

    expect(exitCode).toBe(78);
    expect(text).toMatchInlineSnapshot(`
      "
      Registry dev: http://dev.example.com
        ok    address             Nexus answers
        ok    certificate         none: plain HTTP that stays on this machine
        ok    sign-in             the credential "nexus-dev" is accepted
      Registry prod: http://prod.example.com
        ok    address             Nexus answers
        ok    certificate         none: plain HTTP that stays on this machine
        ok    sign-in             the credential "nexus-prod" is accepted
      Environment dev: dev.example.com/shop/checkout
        ok    read                allowed; a manifest was read and verified
        ok    write               allowed; a trial upload was opened and given back
        ok    tag rules           no tag has to move, so any Deployment policy but Read-only will do
        ok    one-request upload  works: a blob takes one request
        ok    tag listing         complete (5 tags), and a part can be listed
        ok    referrers API       none: records go by their tags, other tools by the fallback index
      Environment qa (from dev): dev.example.com/shop/checkout-qa
        ok    read                allowed; a manifest was read and verified
        ok    write               allowed; a trial upload was opened and given back
        ok    tag rules           latest-qa must move: allowed, as far as uploads show
        ok    mount               not offered from dev: blobs pass through the agent
        ok    one-request upload  works: a blob takes one request
        ok    tag listing         complete (7 tags), and a part can be listed
        ok    referrers API       none: records go by their tags, other tools by the fallback index
      Environment uat (from qa): prod.example.com/shop/checkout
        ok    read                allowed; a manifest was read and verified
        ok    write               allowed; a trial upload was opened and given back
        FAIL  tag rules           stable must move, and the repository lets nothing be updated (HTTP 400,
                                  BLOB_UPLOAD_INVALID: blob upload invalid:
                                  docker-prod/v2/-/blobs/sha256:44136fa355b3 cannot be updated): the
                                  second promotion would stop.
                                  → In Nexus, set the Deployment policy of this hosted repository to
                                  "Allow redeploy" (Administration → Repository → Repositories → the
                                  repository → Hosted); or put {build} or {version} into every tag of this
                                  environment.
        ok    mount               qa is on another registry: blobs pass through the agent
        ok    one-request upload  works: a blob takes one request
        ok    tag listing         complete (8 tags), and a part can be listed
        ok    referrers API       none: records go by their tags, other tools by the fallback index
      Promotions would stop: qa → uat. Promotions would work: dev → qa. 1 FAIL.
      Do what stands below each FAIL, then run this again.
      "
    `);
  });

  it('leaves everything as it was, in every form of address and sign-in', async () => {
    for (const address of ['port', 'repository-path', 'path-routing'] as const) {
      for (const signIn of ['basic', 'bearer'] as const) {
        const landscape = await nexusLandscape({ address, signIn });
        const workspace = await workspaceIn(landscape);
        await buildAccepted(landscape, workspace, buildImage());
        const { devServer, prodServer } = landscape;
        const watched = [
          { registry: devServer, repositories: ['docker-dev'], uploads: watchUploads() },
          { registry: prodServer, repositories: ['docker-prod'], uploads: watchUploads() },
        ];
        for (const { registry, uploads } of watched) await registry.use(uploads);

        const { exitCode } = await expectUntouched(watched, () => examined(landscape));

        expect(exitCode).toBe(0);
        expect(watched.map(({ uploads }) => uploads.opened.length)).toEqual([4, 1]);
      }
    }
  });
});
