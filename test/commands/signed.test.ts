import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSignatures } from '../../engine/evidence/signatures/read-signatures.ts';
import { fetchManifest } from '../../engine/registry/manifests.ts';
import { referrersTag } from '../../engine/registry/referrers.ts';
import { openServer } from '../copy/copying.ts';
import { keyPair } from '../signing/keys.ts';
import { cosign, temporaryFolder } from '../signing/programs.ts';
import { buildImage } from '../support/images/build-image.ts';
import { describeWith } from '../support/parts.ts';
import { createWorkspace, type Workspace } from '../support/promotion-run.ts';
import { tagsOf } from './contents.ts';
import {
  boundVariables,
  dockerLandscape,
  type Landscape,
  nexusLandscape,
  promotionYaml,
  USUAL_ENVIRONMENTS,
} from './landscape.ts';
import { approvedBy, buildAccepted, buildInQa, promote, succeed, unwrapped } from './steps.ts';

const image = buildImage({ platforms: ['linux/amd64', 'linux/arm64'] });
const { digest } = image.root;
const records = keyPair();
const release = keyPair('rsa');

const ENVIRONMENTS = USUAL_ENVIRONMENTS.replace(
  "tags: ['{build}-uat']",
  "tags: ['{build}-uat']\n    sign: { key: release-key }",
);
const TRUST = `signing: { key: records-key }
trust:
  keys:
    jenkins: { publicKey: ${JSON.stringify(records.publicPem)} }
`;
const KEYS = {
  PROMOTE_IMAGE_RECORDS_KEY_TOKEN: records.privatePem,
  PROMOTE_IMAGE_RELEASE_KEY_TOKEN: release.privatePem,
};

function signingIn(landscape: Landscape, more = TRUST, env: object = KEYS): Promise<Workspace> {
  const yaml = `${promotionYaml(landscape, ENVIRONMENTS)}${more}`;
  return createWorkspace(yaml, { ...boundVariables(landscape), ...env });
}

describe('a promotion that is signed', () => {
  it('goes as an unsigned one, and asks Jenkins for the keys', async () => {
    const landscape = await nexusLandscape();
    const workspace = await signingIn(landscape);

    await buildAccepted(landscape, workspace, image);
    const { log } = await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });

    expect(await tagsOf(landscape.prod)).toMatchObject({ '10-uat': digest });
    expect(log).toContain(`Signed ${new URL(landscape.prod.url).host}/shop/checkout@${digest}.\n`);
    const needs = await workspace.run('needs promote', 'needs', { options: { env: 'uat' } });
    expect((await needs.file('needs.txt'))?.split('\n')).toEqual([
      expect.stringMatching(/^usernamePassword nexus-dev /),
      expect.stringMatching(/^usernamePassword nexus-prod /),
      'file records-key PROMOTE_IMAGE_RECORDS_KEY_FILE',
      'file release-key PROMOTE_IMAGE_RELEASE_KEY_FILE',
    ]);
  });

  it('is not visible under its tag before it is signed', async () => {
    const landscape = await nexusLandscape();
    const workspace = await signingIn(landscape);

    await buildAccepted(landscape, workspace, image);
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });

    const puts = landscape.prodServer.requests
      .filter(({ method, path }) => method === 'PUT' && path.includes('/manifests/'))
      .map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
    const [signature, bundle, tag] = [/\.sig$/, /\.signature-[0-9a-f]{8}$/, /^10-uat$/].map(
      (name) => puts.findIndex((reference) => name.test(reference)),
    );
    expect([signature, bundle].every((index) => index !== undefined && index >= 0)).toBe(true);
    expect(tag).toBe(puts.length - 1);
  });

  it('is what refers to the image first, where the index of referrers cannot grow', async () => {
    const landscape = await nexusLandscape({ writePolicy: 'ALLOW_ONCE' });
    const workspace = await signingIn(landscape);

    await buildAccepted(landscape, workspace, image);
    await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });

    const prod = openServer(landscape.prod.url, landscape.prod.credentials)('shop/checkout');
    const index = await fetchManifest(prod, referrersTag(digest));
    expect(index.isIndex && index.manifests.map(({ annotations }) => annotations)).toMatchObject([
      { 'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1' },
    ]);
    const keys = [{ name: 'release', key: release.public }];
    const found = await readSignatures(prod, digest, keys, new Date('2026-11-21T12:00:00Z'));
    expect(found.map(({ signers }) => signers)).toEqual([['release'], ['release']]);
  });

  it('does not begin without its key', async () => {
    const landscape = await nexusLandscape();
    const workspace = await signingIn(landscape, TRUST, {
      PROMOTE_IMAGE_RECORDS_KEY_TOKEN: records.privatePem,
    });
    await buildAccepted(landscape, workspace, image);

    const { exitCode, log } = await workspace.run('plan', 'promote-uat', {
      options: { env: 'uat' },
    });

    expect(exitCode).toBe(77);
    expect(log).toContain(
      'The signing key "release-key" is not here: PROMOTE_IMAGE_RELEASE_KEY_FILE is not set.',
    );
    expect(await tagsOf(landscape.prod)).toEqual({});
  });
});

describe('where records have to be signed', () => {
  it('an unsigned verdict is shown, and decides nothing', async () => {
    const landscape = await nexusLandscape();
    const workspace = await signingIn(landscape);
    await buildInQa(landscape, workspace, image);
    const unsigned = await createWorkspace(
      promotionYaml(landscape, ENVIRONMENTS),
      boundVariables(landscape),
    );
    for (const is of ['rejected', 'accepted']) {
      await succeed(unsigned, 'verdict', 'verdict', {
        options: { is, by: 'mallory', reason: 'because', fromBuild: '10' },
      });
    }

    const { exitCode, log } = await workspace.run('plan', 'promote-uat', {
      options: { env: 'uat' },
    });

    expect(exitCode).toBe(20);
    expect(log).toContain('Nobody has given a verdict on this image.');
    expect(unwrapped(log)).toMatch(
      /\.verdict-rejected-[0-9a-f]{8} does not count: nobody signed it\./,
    );
    expect(unwrapped(log)).toMatch(
      /\.verdict-accepted-[0-9a-f]{8} does not count: nobody signed it\./,
    );
    expect(log).not.toContain('Rejected by mallory');
  });

  it('an image that an unsigned record brought is not believed to be there', async () => {
    const landscape = await nexusLandscape();
    const unsigned = await createWorkspace(
      promotionYaml(landscape, ENVIRONMENTS),
      boundVariables(landscape),
    );
    await buildInQa(landscape, unsigned, image);

    const { exitCode, log } = await (await signingIn(landscape)).run('plan', 'promote-uat', {
      options: { env: 'uat', digest },
    });

    expect(exitCode).toBe(20);
    expect(unwrapped(log)).toContain(
      'no record says that it was put into qa by a build or a promotion',
    );
  });
});

/** Without transparency log and with an empty root of trust, cosign needs no network. */
const OFFLINE = [
  '--insecure-ignore-tlog',
  '--private-infrastructure',
  '--trusted-root=no-root.json',
  '--allow-http-registry',
];

describeWith(
  ['docker-registry', 'htpasswd', 'cosign'],
  'what cosign says of a promoted image',
  () => {
    it('is that the image is signed by the key of releases, and its records by theirs', async () => {
      const landscape = await dockerLandscape();
      const workspace = await signingIn(landscape);
      await buildAccepted(landscape, workspace, image);
      await promote(workspace, 'uat', { approvals: [approvedBy('bob')] });
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'release.pub'), release.publicPem);
      writeFileSync(join(folder, 'records.pub'), records.publicPem);
      const { url, credentials } = landscape.prod;
      const { host } = new URL(url);
      const auth = Buffer.from(`${credentials?.username}:${credentials?.password}`);
      const config = { auths: { [host]: { auth: auth.toString('base64') } } };
      writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
      const reference = `${host}/shop/checkout@${digest}`;
      const ask = async (command: string, ...args: string[]) => {
        const env = { DOCKER_CONFIG: folder };
        const { isDone } = await cosign(folder, [command, ...OFFLINE, ...args, reference], env);
        return isDone;
      };
      const promotion = ['--new-bundle-format', '--type=https://slsa.dev/verification_summary/v1'];

      expect(await ask('verify', '--key=release.pub')).toBe(true);
      expect(await ask('verify', '--key=release.pub', '--new-bundle-format')).toBe(true);
      expect(await ask('verify-attestation', '--key=records.pub', ...promotion)).toBe(true);
      expect(await ask('verify-attestation', '--key=release.pub', ...promotion)).toBe(false);
    });
  },
);
