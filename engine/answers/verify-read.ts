import type { Configuration } from '../config/configuration.ts';
import { isBuildBound, renderTag } from '../config/templates.ts';
import { type Ledger, type Reading, readLedger } from '../evidence/ledger.ts';
import { describeError, Failure } from '../failures.ts';
import type { Digest } from '../oci/digest.ts';
import { type Environment, type OpenRegistry, openEnvironment } from '../promotion/environments.ts';
import { resolveManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { environmentsBefore, knownEnvironments } from './verify-environments.ts';
import type { VerificationFacts, VerifiedTag } from './verify-facts.ts';
import { readJournalSince } from './verify-journal.ts';
import { placementOf } from './verify-records.ts';

/** What is to be verified: an image in an environment. */
export interface VerificationRequest {
  readonly configuration: Configuration;
  readonly image: string;
  readonly environment: Environment;
  readonly digest: Digest;
  /** The tag by which it is asked for. */
  readonly tag?: string;
  readonly mustBeSamePolicy: boolean;
  readonly reading: Reading;
  readonly openRegistry: OpenRegistry;
}

/** Reads what verifying needs, for each repository of the environment; writes nothing. */
export async function readVerification(
  request: VerificationRequest,
): Promise<readonly VerificationFacts[]> {
  const { configuration, image, environment, digest, reading } = request;
  const { policy, file } = configuration;
  const [own, before] = await Promise.all([
    Promise.all(environment.repositories.map((one) => readLedger(one, digest, reading))),
    readBefore(request),
  ]);
  const common = {
    image,
    environment: environment.name,
    digest,
    environments: knownEnvironments(configuration, image),
    policy: { file, digest: policy.digest, mustBeSame: request.mustBeSamePolicy },
    hasTrust: policy.trust !== undefined,
    ledger: merged([...own, ...before.ledgers]),
    unread: before.unread,
    now: reading.now,
  };
  return Promise.all(
    environment.repositories.map(async (repository) => {
      const facts = {
        ...common,
        repository: repository.label,
        isThere: true,
        tags: [],
        journal: NONE,
      };
      const placement = placementOf(facts)?.record;
      const [found, journal, tags] = await Promise.all([
        resolveManifest(repository, digest),
        readJournalSince(repository, environment.name, placement?.at, reading),
        readTags(repository, environment, facts, placement?.tags ?? [], request.tag),
      ]);
      return { ...facts, isThere: found !== undefined, journal, tags };
    }),
  );
}

const NONE: Ledger = { entries: [], doubted: [], problems: [], isRepositoryEmpty: false };

/** Ledgers of the environments that the image came through; one that cannot be asked is named. */
async function readBefore({
  configuration,
  image,
  environment,
  digest,
  reading,
  openRegistry,
}: VerificationRequest): Promise<{
  readonly ledgers: readonly Ledger[];
  readonly unread: readonly string[];
}> {
  const here = new Set(environment.repositories.map(({ label }) => label));
  const read = new Map<string, Promise<Ledger>>();
  const unread: string[] = [];
  await Promise.all(
    environmentsBefore(configuration, environment.name).map(async (name) => {
      try {
        const { main } = await openEnvironment(configuration, image, name, openRegistry);
        if (here.has(main.label)) return;
        const reads = read.get(main.label) ?? readLedger(main, digest, reading);
        read.set(main.label, reads);
        await reads;
      } catch (error) {
        // Whoever deploys may have access to one registry only, and the records of others came along.
        if (!(error instanceof Failure) || !PASSING.includes(error.kind)) throw error;
        unread.push(
          `Records that stand only in ${name}, such as a later revocation, were not seen: ${describeError(error)}`,
        );
      }
    }),
  );
  const settled = await Promise.allSettled(read.values());
  const ledgers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return { ledgers, unread: unread.sort() };
}

const PASSING: readonly string[] = ['denied', 'unavailable'];

/** Records travel, so that the same one is read in several places; one that counts anywhere counts. */
function merged(ledgers: readonly Ledger[]): Ledger {
  const all = <Item>(of: (ledger: Ledger) => readonly Item[], keyOf: (item: Item) => string) => [
    ...new Map(ledgers.flatMap(of).map((item) => [keyOf(item), item])).values(),
  ];
  const entries = all(
    (ledger) => ledger.entries,
    ({ tag }) => tag,
  );
  const counting = new Set(entries.map(({ tag }) => tag));
  return {
    entries: entries.sort((a, b) => a.record.at.getTime() - b.record.at.getTime()),
    doubted: all(
      (ledger) => ledger.doubted,
      ({ tag }) => tag,
    ).filter(({ tag }) => !counting.has(tag)),
    problems: all(
      (ledger) => ledger.problems,
      ({ sentence }) => sentence,
    ),
    isRepositoryEmpty: false,
  };
}

/** The tag that is asked for, else the build-bound ones that the image was given. */
function readTags(
  repository: Repository,
  { policy }: Environment,
  { image, ledger }: Pick<VerificationFacts, 'image' | 'ledger'>,
  recorded: readonly string[],
  asked: string | undefined,
): Promise<readonly VerifiedTag[]> {
  const bound = ledger.entries.flatMap(({ record }) => {
    if (record.kind !== 'build') return [];
    const { number: build, commit, version, branch } = record;
    const values = { image, build, commit, version, branch };
    return policy.tags.filter(isBuildBound).map((template) => renderTag(template, values));
  });
  const names = asked === undefined ? recorded.filter((name) => bound.includes(name)) : [asked];
  return Promise.all(
    names.map(async (name) => {
      const now = await resolveManifest(repository, name);
      return { name, isAskedFor: asked !== undefined, ...(now && { now: now.digest }) };
    }),
  );
}
