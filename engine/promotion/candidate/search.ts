import { type Ledger, type Reading, readRecords } from '../../evidence/ledger.ts';
import { labelOf } from '../../evidence/record-tag.ts';
import type { Digest } from '../../oci/digest.ts';
import { digestTagPrefix } from '../../oci/digest-tag.ts';
import { findTagsWithPrefix } from '../../registry/tags.ts';
import { type DigestFacts, factsOf, type PlacementRecord, tellsFacts } from '../digest-facts.ts';
import type { Environment } from '../environments.ts';
import { type ImageQuery, isOfBuild, matches, mayMatch, namesBuild } from './image-query.ts';

/** An image that was meant. */
export interface FoundDigest {
  readonly digest: Digest;
  /** That it was put into the environment, last. */
  readonly placement: PlacementRecord;
  readonly facts: DigestFacts;
}

export interface SearchLimits {
  /** Images that are wanted. */
  readonly most: number;
  /** Records that are read, about; a bound on what one question costs. */
  readonly mostRecords: number;
}

/** A search that is under way. */
export interface Search {
  /** Latest in the environment first. */
  found(): readonly FoundDigest[];
  /** Looks at images that were not looked at yet; `tags` are their records' where they are known. */
  look(candidates: readonly { digest: Digest; tags?: readonly string[] }[]): Promise<void>;
  /** Reads records that stand elsewhere than with their image. */
  read(tags: readonly string[]): Promise<Ledger>;
  hasSeen(digest: Digest): boolean;
  seen(): number;
  isSpent(): boolean;
  doubts(): readonly string[];
  doubt(sentence: string): void;
  recordsRead(): number;
}

export function startSearch(
  { main, name }: Environment,
  query: ImageQuery,
  reading: Reading,
  { mostRecords }: SearchLimits,
): Search {
  const found: FoundDigest[] = [];
  const seen = new Set<Digest>();
  const doubts = new Set<string>();
  let recordsRead = 0;

  return {
    found: () => [...found].sort((a, b) => b.placement.at.getTime() - a.placement.at.getTime()),
    async look(candidates) {
      const fresh = candidates.filter(({ digest }) => !seen.has(digest));
      for (const { digest } of fresh) seen.add(digest);
      const looked = await Promise.all(fresh.map(({ digest, tags }) => lookAt(digest, tags)));
      found.push(...looked.filter((one) => one !== undefined));
    },
    read,
    hasSeen: (digest) => seen.has(digest),
    seen: () => seen.size,
    isSpent: () => recordsRead >= mostRecords,
    doubts: () => [...doubts],
    doubt: (sentence) => void doubts.add(sentence),
    recordsRead: () => recordsRead,
  };

  async function lookAt(
    digest: Digest,
    known: readonly string[] | undefined,
  ): Promise<FoundDigest | undefined> {
    const tags = known ?? (await findTagsWithPrefix(main, digestTagPrefix(digest))).tags;
    const labelled = tags.map((tag) => ({ tag, label: labelOf(tag) ?? '' }));
    const labels = labelled.map(({ label }) => label);
    if (!mayMatch(labels, query)) return undefined;
    const tagsOf = (isWanted: (label: string) => boolean) =>
      labelled.filter(({ label }) => isWanted(label)).map(({ tag }) => tag);
    if (namesBuild(query)) {
      const { entries } = await read(
        tagsOf((label) => label === 'build'),
        digest,
      );
      if (!entries.some(({ record }) => record.kind === 'build' && isOfBuild(record, query))) {
        return undefined;
      }
    }
    const facts = factsOf(digest, await read(tagsOf(tellsFacts), digest), reading.now);
    const placement = facts.placements.find(({ environment }) => environment === name);
    if (placement === undefined || !matches(facts, placement.at, query)) return undefined;
    return { digest, placement, facts };
  }

  async function read(tags: readonly string[], digest?: Digest): Promise<Ledger> {
    recordsRead += tags.length;
    const ledger = await readRecords(main, tags, reading, digest);
    for (const { sentence } of [...ledger.problems, ...ledger.doubted]) doubts.add(sentence);
    return ledger;
  }
}
