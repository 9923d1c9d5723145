import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { hexOf, shortDigest } from '../../engine/oci/digest.ts';
import { type Landscape, PASSWORDS, push, steady, workspaceIn } from '../commands/landscape.ts';
import { approvedBy, promote, succeed } from '../commands/steps.ts';
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { buildImage } from '../support/images/build-image.ts';
import type { Workspace } from '../support/promotion-run.ts';
import { expectPublishedForm } from './story-asked.ts';

/** Images by a hexadecimal digit, which their digests are made of where a test reads them. */
const IMAGES = [...'123456789abcf'].map((digit) => ({
  digit,
  image: buildImage({ seed: `story ${digit}`, sharedLayers: 2, sharedSeed: 'story' }),
}));

const ENVIRONMENTS = `
  dev: { repository: 'dev/{image}', tags: ['{build}'] }
  qa:
    from: dev
    repository: dev/{image}-qa
    tags: ['{build}', latest-qa]
    gates: [{ kind: build-result }]
  uat:
    from: qa
    repository: prod/{image}
    tags: ['{build}-uat', latest-uat]
    gates: [{ kind: verdict }]
    approval: { submitters: [uat-leads], notBy: [requester] }
`;

/** What happens, in the order of its members, on two real registries. */
export interface Story {
  readonly workspace: Workspace;
  /** Text whose hosts and digests are the same in every run. */
  steady(text: string): string;
  buildsComeToQa(): Promise<void>;
  qaRejectsEight(): Promise<void>;
  sevenGoesToUat(): Promise<void>;
  tenGoesToUat(): Promise<void>;
  elevenIsBad(): Promise<void>;
  uatGoesBack(): Promise<void>;
  uatIsHeld(): Promise<void>;
  somebodyPushesToUat(): Promise<void>;
  aTagIsDeleted(): Promise<void>;
  uatIsMended(): Promise<void>;
  twelveGoesToUat(): Promise<void>;
}

/** A story is long where a machine does other things, too. */
export const limit = { timeout: 180_000 };

export async function beginStory(): Promise<Story> {
  const { prodRegistry, ...landscape } = await registries();
  const workspace = await workspaceIn(landscape, ENVIRONMENTS);
  const run = (command: string, options: object) =>
    succeed(workspace, command, command, { options: { ...options } });
  const build = async (number: number) => {
    await push(landscape.dev, imageOf(number), [String(number)]);
    await succeed(workspace, 'record', 'record', {
      options: { digest: imageOf(number).root.digest },
      jenkins: { buildNumber: String(number), commit: commitOf(number) },
    });
  };
  const buildInQa = async (number: number) => {
    await build(number);
    await promote(workspace, 'qa', { options: { fromBuild: number } });
  };
  const acceptInQa = (number: number) =>
    run('verdict', { is: 'accepted', by: 'carol', reason: 'All cases pass.', fromBuild: number });
  const promoteToUat = (options: object) =>
    promote(workspace, 'uat', {
      options: { ...options },
      jenkins: { requester: 'rita' },
      approvals: [approvedBy('bob', 'Agreed.')],
    });
  const isRefused = async (options: object) => {
    const input = { options: { env: 'uat', ...options }, jenkins: { requester: 'rita' } };
    const { exitCode, log } = await workspace.run('plan', 'promote-uat', input);
    expect(exitCode, log).toBe(20);
  };

  return {
    workspace,
    steady: (text) => withoutPolicy(withDigits(steady(text, landscape))),
    async buildsComeToQa() {
      for (const number of [1, 2, 3, 4, 5, 6]) await build(number);
      for (const number of [7, 8]) await buildInQa(number);
    },
    async qaRejectsEight() {
      const reason = 'Totals are wrong.';
      await run('verdict', { is: 'rejected', by: 'carol', reason, fromBuild: 8 });
      await isRefused({ fromBuild: 8 });
    },
    async sevenGoesToUat() {
      await acceptInQa(7);
      await promoteToUat({ fromBuild: 7 });
    },
    async tenGoesToUat() {
      await build(9);
      await buildInQa(10);
      await acceptInQa(10);
      await promoteToUat({ fromBuild: 10 });
    },
    async elevenIsBad() {
      await buildInQa(11);
      await acceptInQa(11);
      await promoteToUat({ fromBuild: 11 });
    },
    async uatGoesBack() {
      const reason = 'Payments fail since build 11.';
      const { file } = await run('rollback', { env: 'uat', by: 'erin', reason });
      await expectPublishedForm('rollback', JSON.parse((await file('result.json')) ?? ''));
      await isRefused({ from: { verdict: 'accepted' } });
    },
    async uatIsHeld() {
      const reason = 'Payments are looked into.';
      const { file } = await run('hold', { env: 'uat', by: 'rita', reason });
      await expectPublishedForm('hold', JSON.parse((await file('result.json')) ?? ''));
      await buildInQa(12);
      await acceptInQa(12);
      await isRefused({ fromBuild: 12 });
    },
    async somebodyPushesToUat() {
      await push(landscape.prod, imageOf(15), ['latest-uat']);
    },
    async aTagIsDeleted() {
      const tags = 'docker/registry/v2/repositories/shop/checkout/_manifests/tags';
      await rm(join(prodRegistry.root, tags, '10-uat'), { recursive: true });
    },
    async uatIsMended() {
      await run('hold', { env: 'uat', state: 'released', by: 'rita', reason: 'Found.' });
      await promoteToUat({ digest: imageOf(10).root.digest });
    },
    async twelveGoesToUat() {
      await promoteToUat({ fromBuild: 12 });
    },
  };
}

/** As `dockerLandscape`, with the folder that an administrator can reach. */
async function registries(): Promise<Landscape & { readonly prodRegistry: DockerRegistry }> {
  const start = async (name: 'dev' | 'prod') => {
    const registry = await startDockerRegistry({ users: { [name]: PASSWORDS[name] } });
    onTestFinished(registry.close);
    const place = { url: registry.url, credentials: { username: name, password: PASSWORDS[name] } };
    return { registry, place };
  };
  const [dev, prod] = await Promise.all([start('dev'), start('prod')]);
  return { dev: dev.place, prod: prod.place, prodRegistry: prod.registry };
}

/** Of a build; 15 was pushed by hand. */
function imageOf(number: number) {
  const found = IMAGES.find(({ digit }) => digit === number.toString(16));
  if (found === undefined) throw new Error(`The story has no build ${number}.`);
  return found.image;
}

function commitOf(number: number): string {
  return `c0ffee${String(number).padStart(6, '0')}`.padEnd(40, '0');
}

function withDigits(text: string): string {
  return IMAGES.reduce(
    (result, { digit, image: { root } }) =>
      result
        .replaceAll(hexOf(root.digest), digit.repeat(64))
        .replaceAll(shortDigest(root.digest), `sha256:${digit.repeat(12)}`),
    text,
  );
}

/** promotion.yaml names the ports, so its digest is another one in each run. */
function withoutPolicy(text: string): string {
  return text.replaceAll(/(promotion\.yaml \()sha256:[0-9a-f]{12}/g, '$1sha256:0123456789ab');
}
