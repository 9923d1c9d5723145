import { describe, expect, it } from 'vitest';
import { edited, failWith, image, NOWHERE, other, planned } from './fail-with.ts';
import { push } from './landscape.ts';

describe('a request that cannot be met: what, why, and what to do', () => {
  it('absent repository', async () => {
    const message = await failWith(66, {
      spoil: edited("dev: { repository: 'dev/{image}'", "dev: { repository: 'dev/{image}-typo'"),
      command: 'record',
      step: { options: { digest: image.root.digest } },
    });

    expect(message).toMatchInlineSnapshot(`
      "dev.example.com/shop/checkout-typo does not exist, or holds no image at all (HTTP 404), so sha256:1111111111111111111111111111111111111111111111111111111111111111 (taken from the option digest) is not there.
      Check \`image\`, \`repository\`, and \`url\` or \`prefix\` of the registry in promotion.yaml against where the build pushes."
    `);
  });

  it('image that was built and not pushed', async () => {
    const message = await failWith(66, {
      command: 'record',
      step: { options: { digest: NOWHERE }, jenkins: { buildNumber: '11' } },
    });

    expect(message).toMatchInlineSnapshot(`
      "sha256:9999999999999999999999999999999999999999999999999999999999999999 (taken from the option digest) is not in dev.example.com/shop/checkout (HTTP 404).
      Push it before it is recorded: \`docker buildx build --load\` and \`kaniko --no-push\` write a digest without pushing. Check too that the file is of this build."
    `);
  });

  it('absent digest', async () => {
    const message = await failWith(66, { step: { options: { env: 'uat', digest: NOWHERE } } });

    expect(message).toMatchInlineSnapshot(`
      "sha256:9999999999999999999999999999999999999999999999999999999999999999 (taken from the option digest) is not in qa (dev.example.com/shop/checkout-qa) (HTTP 404).
      Check that the build pushed it there: \`docker buildx build --load\` and \`kaniko --no-push\` write a digest without pushing. If it was there, look for a clean-up."
    `);
  });

  it('absent build', async () => {
    const message = await failWith(66, { step: { options: { env: 'qa', fromBuild: 99 } } });

    expect(message).toMatchInlineSnapshot(`
      "Build 99 is not in dev: its image would be tag 99 of dev.example.com/shop/checkout, which is not there (HTTP 404).
      Check the number. The build has to call recordImage, which sets that tag; a clean-up may have removed it."
    `);
  });

  it('moved tag', async () => {
    const message = await failWith(20, {
      spoil: async (_, { dev }) => {
        await push(dev, other, ['10'], 'shop/checkout-qa');
      },
    });

    expect(message).toMatchInlineSnapshot(`
      "shop/checkout sha256:111111111111 is not promoted to uat, for 1 reason:
      - Tag 10 of dev.example.com/shop/checkout-qa was moved: it is at
        sha256:2222222222222222222222222222222222222222222222222222222222222222 now, but it was put on
        sha256:1111111111111111111111111111111111111111111111111111111111111111, recorded by alice at
        2026-11-21 10:03 UTC (https://jenkins.example.com/job/shop/10/).
        -> Find out who pushed over it, and put the tag back to
           sha256:1111111111111111111111111111111111111111111111111111111111111111; what is there now has
           to be built and recorded by its own build.
      Nothing was copied and no tag was moved."
    `);
  });

  it('broken YAML', async () => {
    const message = await failWith(78, {
      spoil: (workspace) =>
        workspace.write('promotion.yaml', 'image: shop/checkout\nregistries: {\n'),
    });

    expect(message).toMatchInlineSnapshot(`
      "promotion.yaml has a problem:
        line 3, column 1: A \`[\` or \`{\` is not closed before this place.
      Correct the file; an editor that knows promotion.schema.json shows most of this while you type."
    `);
  });

  it('no configuration', async () => {
    const message = await failWith(78, {
      step: { options: { env: 'uat', config: 'absent.yaml' } },
    });

    expect(message).toMatchInlineSnapshot(`
      "There is no configuration; looked for /workspace/absent.yaml.
      Put promotion.yaml into the root of the repository (and check it out in this workspace first), or give its path."
    `);
  });

  it('unknown environment', async () => {
    const message = await failWith(64, { step: { options: { env: 'uta' } } });

    expect(message).toMatchInlineSnapshot(`
      "Unknown environment \`uta\`; did you mean \`uat\`?
      promotion.yaml has: dev, qa, uat."
    `);
  });

  it('aborted approval', async () => {
    const message = await failWith(20, {
      spoil: async (workspace) => void (await planned(workspace)),
      step: { options: { env: 'uat' } },
    });

    expect(message).toMatchInlineSnapshot(`
      "This promotion was not approved: nobody was asked.
      Run this stage again, and have one of uat-leads answer the question on the build's page."
    `);
  });

  it('approval by a script', async () => {
    const message = await failWith(20, {
      spoil: async (workspace) => void (await planned(workspace)),
      step: { options: { env: 'uat' }, approvals: ['bob'] },
    });

    expect(message).toMatchInlineSnapshot(`
      "This promotion was not approved: Jenkins gave back only the name "bob", as it does when the question is skipped by a script (proceedEmpty).
      Run this stage again, and have one of uat-leads answer the question on the build's page."
    `);
  });

  it('unknown verdict', async () => {
    const message = await failWith(64, { command: 'verdict', step: { options: { is: 'good' } } });

    expect(message).toMatchInlineSnapshot(`
      "\`good\` is no verdict.
      Write imageVerdict(is: 'accepted'), or 'rejected', or 'revoked'."
    `);
  });

  it('verdict without a reason', async () => {
    const message = await failWith(64, {
      command: 'verdict',
      step: { options: { is: 'revoked' } },
    });

    expect(message).toMatchInlineSnapshot(`
      "An image is not revoked without a reason.
      Write imageVerdict(is: 'revoked', reason: '…'): whoever is refused later reads it."
    `);
  });
});
