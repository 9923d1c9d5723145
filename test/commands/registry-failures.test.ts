import { expect, it } from 'vitest';
import { createCertificateAuthority } from '../support/certificates.ts';
import { describeWith } from '../support/parts.ts';
import { corruptedContent } from '../support/registry/behaviours/corrupted-content.ts';
import { CANARIES } from './canary.ts';
import { edited, failWith, image, other, planned } from './fail-with.ts';
import { nexusLandscape, promotionYaml, push, steady } from './landscape.ts';

describeWith(['openssl'], 'a registry that fails us: what, why, and what to do', () => {
  it('wrong password', async () => {
    const message = await failWith(77, {
      spoil: (workspace, landscape) => edited('nexus-prod', 'nexus-wrong')(workspace, landscape),
      env: () => ({
        PROMOTE_IMAGE_NEXUS_WRONG_USERNAME: 'prod',
        PROMOTE_IMAGE_NEXUS_WRONG_PASSWORD: `${CANARIES.prod}x`,
      }),
    });

    // Which of its questions is answered first differs from run to run.
    const words = message.replace(/look for \S+ in/, 'look for 10-uat in');
    expect(words).toMatchInlineSnapshot(`
      "The registry refused to let us look for 10-uat in prod.example.com/shop/checkout with the Jenkins credential "nexus-wrong" (HTTP 401, UNAUTHORIZED: access to the requested resource is not authorized).
      Check user and password of that credential, and that it may read here."
    `);
  });

  it('wrong password, where tokens are asked for', async () => {
    const message = await failWith(77, {
      landscape: { signIn: 'bearer' },
      spoil: (workspace, landscape) => edited('nexus-prod', 'nexus-wrong')(workspace, landscape),
      env: () => ({
        PROMOTE_IMAGE_NEXUS_WRONG_USERNAME: 'prod',
        PROMOTE_IMAGE_NEXUS_WRONG_PASSWORD: `${CANARIES.prod}x`,
      }),
    });

    expect(message).toMatchInlineSnapshot(`
      "prod.example.com did not let us sign in with the Jenkins credential "nexus-wrong" (HTTP 401, access to the requested resource is not authorized).
      Check user and password of that credential. We do not try again, so that no account is locked."
    `);
  });

  it('no credential', async () => {
    const message = await failWith(77, { spoil: edited('nexus-prod', 'nexus-unbound') });

    expect(message).toMatchInlineSnapshot(`
      "Registry prod needs the credential "nexus-unbound", and it is not here: PROMOTE_IMAGE_NEXUS_UNBOUND_USERNAME and PROMOTE_IMAGE_NEXUS_UNBOUND_PASSWORD are not set, and /workspace/no-docker-config.json knows no sign-in for it.
      In Jenkins, the steps bind it: check that a username-with-password credential of this id exists. Elsewhere, set the two variables or run \`docker login\`."
    `);
  });

  it('unreachable host', async () => {
    const message = await failWith(69, {
      spoil: (workspace, landscape) =>
        edited(landscape.prod.url, 'http://127.0.0.1:1')(workspace, landscape),
    });

    expect(message).toMatchInlineSnapshot(`
      "127.0.0.1:1 did not answer: connect ECONNREFUSED 127.0.0.1:1 (ECONNREFUSED).
      Check that the registry is up, that host and port in promotion.yaml are right, and that this agent may reach them (firewall, proxy)."
    `);
  });

  it('untrusted certificate', async () => {
    const authority = await createCertificateAuthority();
    const tls = await authority.issue();
    await authority.close();
    const secure = await nexusLandscape({
      passwords: CANARIES,
      prod: { repositories: { 'docker-prod': {} }, tls },
    });

    const message = await failWith(69, {
      spoil: (workspace, landscape) =>
        edited(landscape.prod.url, secure.prod.url)(workspace, landscape),
    });

    const words = steady(message, secure).replace(/trusted: .* \(/, 'trusted: … (');
    expect(words).toMatchInlineSnapshot(`
      "The certificate of prod.example.com is not trusted: … (UNABLE_TO_VERIFY_LEAF_SIGNATURE).
      Name the PEM file of your certificate authority as \`ca\` of this registry in promotion.yaml, or set NODE_EXTRA_CA_CERTS on the agent."
    `);
  });

  it('destination that its user may not write', async () => {
    const message = await failWith(77, {
      landscape: {
        prod: {
          repositories: { 'docker-prod': {} },
          users: { prod: { password: CANARIES.prod, may: { 'docker-prod': ['read'] } } },
        },
      },
      spoil: async (workspace) => void (await planned(workspace)),
    });

    expect(message).toMatchInlineSnapshot(`
      "The registry refused to let us start an upload in prod.example.com/shop/checkout with the Jenkins credential "nexus-prod" (HTTP 403, DENIED: access to the requested resource is not authorized).
      Give its user the privileges read, add and edit on this repository (Nexus: nx-repository-view-docker-<repository>-…)."
    `);
  });

  it('destination that takes no pushes', async () => {
    const message = await failWith(77, {
      landscape: { writePolicy: 'DENY' },
      spoil: async (workspace) => void (await planned(workspace)),
    });

    expect(message).toMatchInlineSnapshot(`
      "prod.example.com/shop/checkout takes no pushes (HTTP 400, BLOB_UPLOAD_INVALID: blob upload invalid: Repository is read only: docker-prod).
      In Nexus, set the Deployment policy of this hosted repository to "Allow redeploy" or "Disable redeploy"."
    `);
  });

  it('content that was damaged', async () => {
    const message = await failWith(65, {
      spoil: async (workspace, { devServer }) => {
        await planned(workspace);
        const [blob = ''] = image.blobs.keys();
        await devServer.use(corruptedContent('blob', { when: ({ path }) => path.endsWith(blob) }));
      },
    });

    expect(message).toMatch(
      /^The blob sha256:\S+ \(\d+ bytes\) came from dev\.example\.com\/shop\/checkout-qa with other content: sha256:\S+\.\nNothing of it was kept\./,
    );
  });

  it('tag that its registry lets nobody move', async () => {
    const message = await failWith(20, {
      spoil: async (workspace, landscape) => {
        const yaml = promotionYaml(landscape).replace("'{build}-uat'", 'latest');
        await workspace.write('promotion.yaml', yaml);
        await push(landscape.prod, other, ['latest']);
        await planned(workspace);
      },
    });

    expect(message).toMatchInlineSnapshot(`
      "The registry does not let tag latest of prod.example.com/shop/checkout be moved: it is at sha256:2222222222222222222222222222222222222222222222222222222222222222 (HTTP 400, BLOB_UPLOAD_INVALID: blob upload invalid: Repository does not allow updating assets: docker-prod).
      Use a tag that holds {build} or {version} in this environment, or, in Nexus, set the Deployment policy to "Allow redeploy"."
    `);
  });
});
