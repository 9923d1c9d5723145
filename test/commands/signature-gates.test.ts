import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keyPair } from '../signing/keys.ts';
import { cosign, temporaryFolder } from '../signing/programs.ts';
import { buildImage } from '../support/images/build-image.ts';
import { describeWith } from '../support/parts.ts';
import { createWorkspace } from '../support/promotion-run.ts';
import { boundVariables, dockerLandscape, type Place, promotionYaml } from './landscape.ts';
import { build } from './steps.ts';

const image = buildImage();
const TESTED = 'https://in-toto.io/attestation/test-result/v0.1';

/** A registry of its own, an image in it, and cosign with a fresh key that signs there. */
async function world() {
  const landscape = await dockerLandscape();
  const folder = temporaryFolder();
  await cosign(folder, ['generate-key-pair']);
  const yaml = promotionYaml(
    landscape,
    `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa:
    from: dev
    repository: prod/{image}
    tags: ['{build}']
    gates:
      - { kind: signature, keys: [release] }
      - { kind: attestation, type: '${TESTED}', keys: [release], where: [{ path: result, is: PASSED }] }
`,
  );
  const key = JSON.stringify(readFileSync(join(folder, 'cosign.pub'), 'utf8'));
  const other = JSON.stringify(keyPair().publicPem);
  const trusting = (pem: string) =>
    createWorkspace(
      `${yaml}trust: { keys: { release: { publicKey: ${pem} } }, unsigned: accepted }\n`,
      boundVariables(landscape),
    );
  const workspace = await trusting(key);
  await build(landscape, workspace, image);
  const sign = signer(folder, landscape.dev);
  return { workspace, stranger: await trusting(other), sign };
}

function signer(folder: string, { url, credentials }: Place) {
  const { host } = new URL(url);
  const auth = Buffer.from(`${credentials?.username}:${credentials?.password}`).toString('base64');
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth } } }));
  const reference = `${host}/shop/checkout@${image.root.digest}`;
  const how = ['--yes', '--tlog-upload=false', '--key=cosign.key', '--allow-http-registry'];
  return async (command: string, ...args: string[]) => {
    const env = { DOCKER_CONFIG: folder };
    const run = await cosign(folder, [command, ...how, ...args, reference], env);
    expect(run.isDone, run.stderr).toBe(true);
  };
}

const qa = { options: { env: 'qa', dryRun: true } };

describeWith(
  ['docker-registry', 'htpasswd', 'cosign'],
  'the gates signature and attestation, about what cosign made',
  () => {
    it('fail where nothing is, and pass what the key signed', async () => {
      const { workspace, sign } = await world();
      const predicate = join(temporaryFolder(), 'result.json');
      writeFileSync(predicate, '{"result":"PASSED","configuration":[]}');

      const before = await workspace.run('plan', 'promote-qa', qa);
      await sign('sign');
      await sign('attest', `--type=${TESTED}`, `--predicate=${predicate}`);
      const after = await workspace.run('plan', 'promote-qa', qa);

      expect(before.log).toMatch(/FAIL {2}signature, attestation/);
      expect(after.log).toContain('Dry run: the promotion would go through.');
    });

    it('fail by another key, and where the attestation says something else', async () => {
      const { workspace, stranger, sign } = await world();
      const predicate = join(temporaryFolder(), 'result.json');
      writeFileSync(predicate, '{"result":"FAILED","configuration":[]}');
      await sign('sign');
      await sign('attest', `--type=${TESTED}`, `--predicate=${predicate}`);

      const failed = await workspace.run('plan', 'promote-qa', qa);
      const unknown = await stranger.run('plan', 'promote-qa', qa);

      expect(failed.log).toMatch(/FAIL {2}attestation\n/);
      expect(failed.log).toContain('would be refused');
      expect(unknown.log).toMatch(/FAIL {2}signature, attestation/);
    });
  },
);
