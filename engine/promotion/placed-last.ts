import type { Configuration } from '../config/configuration.ts';
import { nearestName } from '../config/nearest-name.ts';
import { repositoryTemplate } from '../config/template-problems.ts';
import { readJournal } from '../evidence/ledger.ts';
import { Failure } from '../failures.ts';
import type { PlacedImage } from '../gates/gate.ts';
import { readImageFacts } from '../registry/image-facts.ts';
import { fetchManifest } from '../registry/manifests.ts';
import { repositoryOf } from '../registry/repository.ts';
import { isPlacement } from './candidate/recorded-tag.ts';
import type { OpenRegistry } from './environments.ts';

/** Entries of the journal that are searched for a placement that counts. */
const JOURNAL_ENTRIES = 20;

/**
 * What was put last into an environment of another image, by the records in its own repository.
 * @param named `registry/repository`
 * @throws Failure UNKNOWN_REGISTRY, NOTHING_PLACED, and what the registry says
 */
export async function placedLast(
  { policy }: Configuration,
  openRegistry: OpenRegistry,
  named: string,
  { environment, now }: { readonly environment: string; readonly now: Date },
): Promise<PlacedImage> {
  const { registry, path } = repositoryTemplate(named);
  const known = policy.registries.get(registry);
  if (known === undefined) throw unknownRegistry(named, registry, [...policy.registries.keys()]);
  const full = known.prefix === undefined ? path : `${known.prefix}/${path}`;
  const repository = repositoryOf(await openRegistry(registry), full);
  const reading = {
    now,
    into: environment,
    ...(policy.trust !== undefined && { trust: policy.trust }),
  };
  const { entries } = await readJournal(repository, environment, reading, JOURNAL_ENTRIES);
  const newest = entries.find((entry) => isPlacement(entry, environment));
  if (newest === undefined) throw nothingPlaced(repository.label, environment);
  const manifest = await fetchManifest(repository, newest.digest);
  return {
    name: repository.label,
    digest: newest.digest,
    at: newest.record.at,
    image: await readImageFacts(repository, manifest),
  };
}

function unknownRegistry(named: string, registry: string, known: readonly string[]): Failure {
  const near = nearestName(registry, known);
  return new Failure(
    'UNKNOWN_REGISTRY',
    'configuration',
    `\`${named.slice(0, 100)}\` names no registry of promotion.yaml${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    `Its registries are: ${known.join(', ')}.`,
  );
}

const nothingPlaced = (label: string, environment: string) =>
  new Failure(
    'NOTHING_PLACED',
    'absent',
    `No record in ${label} that counts says that anything was put into ${environment}.`,
    'Check the name of the environment, and that this image is recorded and promoted with this library too.',
  );
