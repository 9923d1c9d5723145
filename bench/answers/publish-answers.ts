import { createHash } from 'node:crypto';
import { appendRecord } from '../../engine/evidence/append-record.ts';
import type { EvidenceRecord } from '../../engine/evidence/record.ts';
import { type Digest, isDigest } from '../../engine/oci/digest.ts';
import type { Repository } from '../../engine/registry/repository.ts';
import { openRepository } from '../../test/evidence/open-repository.ts';
import { linkTags } from '../../test/support/servers/tag-links.ts';
import { publishTo } from '../publisher.ts';

export const BUILDS = 1_000;
export const SERVICES = 100;
const AT_A_TIME = 8;
const REJECTED = 100;

/** promotion.yaml of all that is published. */
export function promotionYaml(url: string): string {
  return `image: shop/checkout
registries: { reg: { url: '${url}' } }
environments:
  dev: { repository: 'reg/{image}', tags: ['{build}'] }
  qa: { from: dev, repository: 'reg/{image}-qa', tags: ['{build}', latest-qa] }
`;
}

/** shop/checkout, of which each build came to qa, one in a hundred was rejected there and every other one accepted. */
export async function publishBuilds(url: string, root: string): Promise<void> {
  const repository = 'shop/checkout-qa';
  const qa = openRepository(url, repository);
  await inTurns(BUILDS, async (number) => {
    const { commit, image, minutes } = await publishInQa(url, qa, 'shop/checkout', number);
    const is = number % REJECTED === 0 ? 'rejected' : 'accepted';
    const verdict = { kind: 'verdict', at: at(minutes + 2), is, by: 'carol' } as const;
    if (number % 2 === 0) await appendRecord(qa, image, verdict);
    const tags = [`1.0.${number}`, `1.0.${number}-alpine`, `git-${commit}`, `build-${number}`];
    await linkTags(root, repository, String(number), [...tags, `release-1.0.${number}`]);
  });
  await publishTo(url).tag(repository, 'latest-qa', await digestOfTag(url, repository, BUILDS));
  const dev = openRepository(url, 'shop/checkout');
  await publishBuild(url, dev, 'shop/checkout', BUILDS);
}

/** shop/service-0 to -99, of which build 1 came to qa. @returns their names */
export async function publishServices(url: string): Promise<readonly string[]> {
  const names = Array.from({ length: SERVICES }, (_, i) => `shop/service-${i}`);
  await inTurns(SERVICES, async (number) => {
    const name = names[number - 1] ?? '';
    await publishBuild(url, openRepository(url, name), name, 1);
    const { image } = await publishInQa(url, openRepository(url, `${name}-qa`), name, 1);
    await publishTo(url).tag(`${name}-qa`, 'latest-qa', image.digest);
  });
  return names;
}

async function publishBuild(url: string, to: Repository, name: string, number: number) {
  const repository = to.label.slice(to.label.indexOf('/') + 1);
  const seed = `${name} ${number}`;
  const { digest, ...rest } = await publishTo(url).image(repository, [{ seed, bytes: 512 }]);
  if (!isDigest(digest)) throw new Error(`${digest} is no digest`);
  const image = { ...rest, digest };
  await publishTo(url).tag(repository, String(number), digest);
  const commit = createHash('sha1').update(seed).digest('hex');
  const minutes = number * 10;
  const build: EvidenceRecord = {
    ...{ kind: 'build', at: at(minutes), image: name, environment: 'dev', tags: [String(number)] },
    ...{ number: String(number), job: 'shop', commit, requestedBy: 'alice', committers: [] },
  };
  const isFirst = !repository.endsWith('-qa');
  await appendRecord(to, image, build, isFirst ? { journal: 'dev' } : {});
  return { image, commit, minutes };
}

async function publishInQa(url: string, to: Repository, name: string, number: number) {
  const published = await publishBuild(url, to, name, number);
  const promotion: EvidenceRecord = {
    ...{ kind: 'promotion', at: at(published.minutes + 1), environment: 'qa', from: 'dev' },
    ...{ destination: to.label, tags: [String(number), 'latest-qa'], requestedBy: 'alice' },
    ...{ approvedBy: [], gates: [], plan: published.image.digest, build: String(number) },
    policy: { uri: 'promotion.yaml', digest: published.image.digest },
  };
  await appendRecord(to, published.image, promotion, { journal: 'qa' });
  return published;
}

async function digestOfTag(url: string, repository: string, tag: number): Promise<Digest> {
  const headers = { accept: 'application/vnd.oci.image.manifest.v1+json' };
  const answer = await fetch(`${url}/v2/${repository}/manifests/${tag}`, {
    method: 'HEAD',
    headers,
  });
  const digest = answer.headers.get('docker-content-digest') ?? '';
  if (!isDigest(digest)) throw new Error(`${repository}:${tag} is ${answer.status}`);
  return digest;
}

/** Calls `work` with 1 up to `count`, some at a time. */
async function inTurns(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 1;
  const worker = async () => {
    while (next <= count) {
      const number = next;
      next += 1;
      await work(number);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

function at(minutes: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 0, minutes));
}
