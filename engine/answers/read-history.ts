import { newestTags } from '../evidence/journal.ts';
import { type Reading, readLedger, readRecords } from '../evidence/ledger.ts';
import type { Digest } from '../oci/digest.ts';
import type { Environment } from '../promotion/environments.ts';
import type { Repository } from '../registry/repository.ts';
import { type Happening, happeningsIn } from './happenings.ts';
import type { History } from './history.ts';

/** Everything that is recorded of an image in any environment, oldest first. */
export async function historyOfDigest(
  environments: readonly Environment[],
  image: string,
  digest: Digest,
  reading: Reading,
): Promise<History> {
  const repositories = distinct(environments.flatMap((environment) => environment.repositories));
  const ledgers = await Promise.all(
    repositories.map(async (repository) => ({
      repository: repository.label,
      ledger: await readLedger(repository, digest, reading),
    })),
  );
  return {
    image,
    of: { digest },
    happenings: happeningsIn(ledgers),
    isCut: false,
    problems: ledgers.flatMap(({ ledger }) => ledger.problems).map(({ sentence }) => sentence),
  };
}

/**
 * The newest things that happened in an environment, newest first.
 * @param sources environments that images come from: who was refused is in the journal there
 */
export async function historyOfEnvironment(
  environment: Environment,
  sources: readonly Environment[],
  image: string,
  reading: Reading,
  most: number,
): Promise<History> {
  const { name, repositories } = environment;
  const read = async (repository: Repository) => {
    const tags = await newestTags(repository, name, most + 1);
    const ledger = await readRecords(repository, tags, { ...reading, into: name });
    return { repository: repository.label, ledger };
  };
  const places = distinct([...repositories, ...sources.map(({ main }) => main)]);
  const ledgers = await Promise.all(places.map(read));
  const happenings = happeningsIn(ledgers).map(aboutWhatIsThere).reverse();
  return {
    image,
    of: { environment: name },
    happenings: happenings.slice(0, most),
    isCut: happenings.length > most,
    problems: ledgers.flatMap(({ ledger }) => ledger.problems).map(({ sentence }) => sentence),
  };
}

function aboutWhatIsThere(happening: Happening): Happening {
  const { record } = happening;
  return record.kind === 'rollback' ? { ...happening, digest: record.to } : happening;
}

function distinct(repositories: readonly Repository[]): readonly Repository[] {
  return [...new Map(repositories.map((one) => [one.label, one])).values()];
}
