import { readConfiguration } from '../../engine/config/read-configuration.ts';
import { appendRecord } from '../../engine/evidence/append-record.ts';
import type {
  ApprovalRecord,
  BuildRecord,
  EvidenceRecord,
  PromotionRecord,
} from '../../engine/evidence/record.ts';
import { openSession } from '../../engine/http/session.ts';
import { type Digest, parseDigest } from '../../engine/oci/digest.ts';
import { createRegistry, type Repository, repositoryOf } from '../../engine/registry/repository.ts';
import type { SigningKey } from '../../engine/signing/signing-key.ts';
import {
  boundVariables,
  type NexusLandscape,
  nexusLandscape,
  type Place,
  promotionYaml,
  push,
} from '../commands/landscape.ts';
import { connect } from '../http/connected.ts';
import { keyPair } from '../signing/keys.ts';
import { buildImage } from '../support/images/build-image.ts';
import type { BuiltImage } from '../support/images/built-image.ts';
import { createWorkspace, type StepOutcome, type Workspace } from '../support/promotion-run.ts';

export const image = buildImage();
export const other = buildImage({ seed: 'other' });
export const [jenkins, expired, stranger] = [keyPair(), keyPair(), keyPair()];

const TRUST = `trust:
  keys:
    jenkins: { publicKey: ${JSON.stringify(jenkins.publicPem)} }
    old: { publicKey: ${JSON.stringify(expired.publicPem)}, until: 2026-06-30 }
`;

const PLAN = `sha256:${'a'.repeat(64)}`;
export const at = (time: string) => new Date(`2026-11-21T${time}:00Z`);

/** Records as a promotion of build 10 from dev over qa into uat leaves them. */
export interface History {
  build: BuildRecord | undefined;
  qa: PromotionRecord | undefined;
  approval: ApprovalRecord | undefined;
  uat: PromotionRecord | undefined;
}

export interface Story {
  readonly landscape: NexusLandscape;
  /** Nothing is in it but promotion.yaml. */
  readonly workspace: Workspace;
  readonly history: History;
  /** Opened by somebody who may push. */
  readonly dev: Repository;
  readonly qa: Repository;
  readonly uat: Repository;
  append(
    to: Repository,
    record: EvidenceRecord,
    how?: { readonly key?: SigningKey | undefined; readonly about?: BuiltImage; journal?: string },
  ): Promise<string>;
  /** Writes what is left of the history where the steps write it, signed unless said. */
  tell(key?: SigningKey): Promise<void>;
  verify(options?: Readonly<Record<string, string>>): Promise<StepOutcome>;
}

/** An image that lies in dev, qa and uat, and the history that it should have. */
export async function story(environments?: string): Promise<Story> {
  const landscape = await nexusLandscape({ writePolicy: 'ALLOW' });
  await push(landscape.dev, image, ['10']);
  await push(landscape.dev, image, ['10', 'latest-qa'], 'shop/checkout-qa');
  await push(landscape.prod, image, ['10-uat']);
  const yaml = `${promotionYaml(landscape, environments)}${TRUST}`;
  const workspace = await createWorkspace(yaml, boundVariables(landscape));
  const { policy } = await readConfiguration({ cwd: workspace.folder });
  const dev = openPlace(landscape.dev, 'shop/checkout');
  const qa = openPlace(landscape.dev, 'shop/checkout-qa');
  const uat = openPlace(landscape.prod, 'shop/checkout');
  const history = goodHistory(policy.digest, qa.label, uat.label);
  const append: Story['append'] = (to, record, { key, about = image, journal } = {}) =>
    appendRecord(to, about.root.descriptor, record, { key, journal });
  return {
    ...{ landscape, workspace, history, dev, qa, uat, append },
    async tell(key = jenkins.signing) {
      const { build, approval } = history;
      for (const to of [dev, qa, uat]) if (build !== undefined) await append(to, build, { key });
      for (const to of [qa, uat])
        if (history.qa !== undefined) await append(to, history.qa, { key });
      if (approval !== undefined) await append(uat, approval, { key });
      if (history.uat !== undefined) await append(uat, history.uat, { key, journal: 'uat' });
    },
    verify: (options = {}) =>
      workspace.run('verify', 'verify', {
        options: { env: 'uat', digest: image.root.digest, ...options },
      }),
  };
}

function goodHistory(policy: Digest, qa: string, uat: string): History {
  const common = { requestedBy: 'alice', policy: { uri: 'promotion.yaml', digest: policy } };
  return {
    build: {
      ...{ kind: 'build', at: at('09:00'), image: 'shop/checkout', environment: 'dev' },
      ...{ tags: ['10'], number: '10', job: 'shop', committers: [], requestedBy: 'alice' },
    },
    qa: {
      ...{ kind: 'promotion', at: at('09:10'), environment: 'qa', from: 'dev', destination: qa },
      ...{ tags: ['10', 'latest-qa'], approvedBy: [], plan: parseDigest(PLAN), build: '10' },
      gates: [{ kind: 'build-result', outcome: 'pass', because: 'The build succeeded.' }],
      ...common,
    },
    approval: {
      ...{ kind: 'approval', at: at('09:19'), environment: 'uat', by: 'bob', plan: PLAN },
    },
    uat: {
      ...{ kind: 'promotion', at: at('09:20'), environment: 'uat', from: 'qa', destination: uat },
      ...{ tags: ['10-uat'], approvedBy: ['bob'], plan: PLAN, build: '10' },
      gates: [{ kind: 'verdict', outcome: 'pass', because: 'Accepted by carol.' }],
      ...common,
    },
  };
}

function openPlace({ url, prefix, credentials }: Place, name: string): Repository {
  const { sender, clock } = connect();
  const session = openSession(sender, clock, {
    url: new URL(url),
    signInHosts: [],
    ...(credentials !== undefined && { credentials }),
  });
  const registry = createRegistry('test', new URL(url), undefined, session);
  return repositoryOf(registry, prefix === undefined ? name : `${prefix}/${name}`);
}
