import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { buildArtifact } from '../support/images/build-artifact.ts';
import { pushImage } from '../support/images/push-image.ts';
import { describeWith } from '../support/parts.ts';
import { runDoctor } from './run-doctor.ts';

/** What distribution 2.8 does not remove with a cancelled upload; its own purge does. */
const HASH_STATE = /_uploads\/[^/]+\/hashstates\//;

/** Every file below a folder, with its content. */
async function filesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !HASH_STATE.test(file));
  const read = files.map(async (file) => [file, await readFile(file, 'latin1')] as const);
  return Object.fromEntries(await Promise.all(read));
}

describeWith(['docker-registry', 'htpasswd'], "the doctor at Debian's docker-registry", () => {
  it('finds out what it does, and leaves no file changed', async () => {
    const credentials = { username: 'jenkins', password: 'secret' };
    const { url, root, close } = await startDockerRegistry({ users: { jenkins: 'secret' } });
    onTestFinished(close);
    const artifact = buildArtifact({ artifactType: 'text/plain', content: 'has the empty config' });
    for (const repository of ['shop/checkout', 'shop/checkout-qa']) {
      await pushImage({ url, repository, credentials }, artifact, ['1', '2', '3']);
    }
    const before = await filesIn(root);
    const yaml = JSON.stringify({
      image: 'shop/checkout',
      registries: { plain: { url, credentials: 'plain' } },
      environments: {
        dev: { repository: 'plain/{image}', tags: ['{build}'] },
        qa: { from: 'dev', repository: 'plain/{image}-qa', tags: ['{build}', 'latest'] },
      },
    });

    const { exitCode, out } = await runDoctor(yaml, {
      PROMOTE_IMAGE_PLAIN_USERNAME: 'jenkins',
      PROMOTE_IMAGE_PLAIN_PASSWORD: 'secret',
    });

    expect(await filesIn(root)).toEqual(before);
    expect(Object.keys(before).length).toBeGreaterThan(20);
    expect(exitCode).toBe(0);
    expect(`\n${out.replaceAll(new URL(url).host, 'registry.example.com')}`).toMatchInlineSnapshot(`
      "
      Registry plain: http://registry.example.com
        ok    address             a registry answers
        ok    certificate         none: plain HTTP that stays on this machine
        ok    sign-in             the credential "plain" is accepted
      Environment dev: registry.example.com/shop/checkout
        ok    read                allowed; a manifest was read and verified
        ok    write               allowed; a trial upload was opened and given back
        ok    tag rules           no tag has to move, so any Deployment policy but Read-only will do
        ok    one-request upload  not offered: a blob takes two requests
        ok    tag listing         complete; \`last\` is ignored, so each look at the records of an image
                                  lists all 3 tags
        ok    referrers API       none: records go by their tags, other tools by the fallback index
      Environment qa (from dev): registry.example.com/shop/checkout-qa
        ok    read                allowed; a manifest was read and verified
        ok    write               allowed; a trial upload was opened and given back
        ok    tag rules           latest must move: allowed, as far as uploads show
        ok    mount               works from dev: no blob passes through the agent
        ok    one-request upload  not offered: a blob takes two requests
        ok    tag listing         complete; \`last\` is ignored, so each look at the records of an image
                                  lists all 3 tags
        ok    referrers API       none: records go by their tags, other tools by the fallback index
      Promotions would work: dev → qa.
      "
    `);
  });
});
