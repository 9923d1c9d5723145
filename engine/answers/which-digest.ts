import { isBuildBound, renderTag } from '../config/templates.ts';
import { type Reading, readLedger } from '../evidence/ledger.ts';
import { Failure } from '../failures.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { isTag } from '../oci/reference.ts';
import { explicitDigest } from '../promotion/candidate/explicit-digest.ts';
import { findDigests } from '../promotion/candidate/find-by-query.ts';
import type { Environment } from '../promotion/environments.ts';
import { resolveManifest } from '../registry/manifests.ts';

/** How a question names an image: exactly one of these. */
export interface AskedImage {
  readonly digest?: string;
  readonly tag?: string;
  /** Number of the Jenkins build that made it. */
  readonly build?: string;
}

/** Of a digest that a build is looked for by; two would be one too many. */
const MOST_BUILDS = 5;

/**
 * The digest that a question is about, wherever it is; nothing is promoted by it, so a tag is taken as it is now.
 * @throws Failure INVALID_DIGEST, NOT_FOUND, SEVERAL_FOUND
 */
export async function whichDigest(
  { digest, tag, build }: AskedImage,
  image: string,
  environments: readonly Environment[],
  reading: Reading,
): Promise<Digest> {
  if (digest !== undefined) return explicitDigest(digest).digest;
  const found = new Map<Digest, string>();
  for (const environment of environments) {
    const digests =
      tag === undefined
        ? await digestsOfBuild(environment, image, build ?? '', reading)
        : await digestsOfTag(environment, tag);
    for (const one of digests) if (!found.has(one)) found.set(one, environment.name);
    if (tag === undefined && found.size > 0) break;
  }
  const [only, ...others] = [...found.keys()];
  const what = tag === undefined ? `build ${build}` : `tag ${tag}`;
  if (only === undefined) throw notFound(what, environments);
  if (others.length > 0) throw severalFound(what, found);
  return only;
}

async function digestsOfTag({ main }: Environment, tag: string): Promise<readonly Digest[]> {
  const found = isTag(tag) ? await resolveManifest(main, tag) : undefined;
  return found === undefined ? [] : [found.digest];
}

/** By the tag that a build gives its image where its record agrees; else by a search of the records. */
async function digestsOfBuild(
  environment: Environment,
  image: string,
  build: string,
  reading: Reading,
): Promise<readonly Digest[]> {
  const { policy, main } = environment;
  const tags = policy.tags
    .filter(isBuildBound)
    .map((template) => renderTag(template, { image, build }))
    .filter((tag) => typeof tag === 'string');
  for (const tag of tags) {
    for (const digest of await digestsOfTag(environment, tag)) {
      const { entries } = await readLedger(main, digest, reading, (label) => label === 'build');
      const isOfBuild = entries.some(
        ({ record }) => record.kind === 'build' && record.number === build,
      );
      if (isOfBuild) return [digest];
    }
  }
  const { found } = await findDigests(environment, { build }, reading, { most: MOST_BUILDS });
  return found.map(({ digest }) => digest);
}

const notFound = (what: string, environments: readonly Environment[]) =>
  new Failure(
    'NOT_FOUND',
    'absent',
    `No image of ${what} is in ${environments.map(({ name }) => name).join(', ')}.`,
    'Check the name; an image whose tag was moved away or cleaned up can be named by `digest:`.',
  );

const severalFound = (what: string, found: ReadonlyMap<Digest, string>) =>
  new Failure(
    'SEVERAL_FOUND',
    'usage',
    `There are ${found.size} images of ${what}: ${[...found].map(([digest, name]) => `${shortDigest(digest)} in ${name}`).join(', ')}.`,
    'Name one by `digest:`, or by its tag in one environment: `env:` and `tag:`.',
  );
