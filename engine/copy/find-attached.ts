import type { Digest } from '../oci/digest.ts';
import { digestTagPrefix } from '../oci/digest-tag.ts';
import { isManifestMediaType } from '../oci/media-types.ts';
import { findManifest } from '../registry/manifests.ts';
import { listReferrers } from '../registry/referrers.ts';
import type { Repository } from '../registry/repository.ts';
import { findTagsWithPrefix, listTagPage } from '../registry/tags.ts';
import { fetchGraph, type Graph } from './graph.ts';

/** What goes along with an image: everything, nothing but our records, or these artifact types besides them. */
export type Carry = 'all' | 'none' | readonly string[];

/** Something that hangs on a digest: a signature, an SBOM, a record. */
export interface Attached {
  readonly graph: Graph;
  /** The tags that lead to it; none for what only names its subject. */
  readonly tags: readonly string[];
}

/** Tags of a repository that are named after a digest. */
export type FindDigestTags = (digest: Digest) => Promise<readonly string[]>;

/** Signatures of signatures; more levels than that are no honest use. */
const MOST_LEVELS = 8;
const ONE_PAGE = 1_000;
/** Tags that have this form are records, whatever `carry` says. */
const RECORD = /\.\d{8}T\d{6}Z\.[a-z-]+-[0-9a-f]{8}$/;

/**
 * Finds what hangs on an image and its platforms, recursively: by cosign's and our tags, and by the referrers
 * API or its fallback tag.
 * @param subjects digests of the image's own manifests
 * @param isThere true for records that need not be read, since the destination has them; a tag of another kind
 *   may have got something more, as cosign adds signatures to one
 */
export async function findAttached(
  source: Repository,
  subjects: readonly Digest[],
  carry: Carry,
  isThere: (tag: string) => Promise<boolean>,
): Promise<readonly Attached[]> {
  const listing = digestTags(source);
  const own = new Set(subjects);
  const found = new Map<Digest, Attached>();
  let level = subjects;
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth += 1) {
    const attached = (await Promise.all(level.map(attachedTo))).flat();
    const fresh = attached.filter(({ graph }) => !found.has(graph.root.descriptor.digest));
    for (const { graph, tags } of attached) {
      const { digest } = graph.root.descriptor;
      // One manifest may be found by several tags, and as referrer too: every tag has to go along.
      const known = found.get(digest)?.tags ?? [];
      found.set(digest, { graph, tags: [...new Set([...known, ...tags])] });
    }
    level = fresh.flatMap(({ graph }) =>
      graph.manifests.map(({ descriptor }) => descriptor.digest),
    );
  }
  return [...found.values()];

  async function attachedTo(digest: Digest): Promise<readonly Attached[]> {
    const found = await Promise.all([taggedFor(digest), referringTo(digest)]);
    return found.flat();
  }

  async function taggedFor(digest: Digest): Promise<readonly Attached[]> {
    const tagsOf = await listing;
    const tags = (await tagsOf(digest)).filter(isWantedTag);
    const byTag = tags.map(async (tag) => {
      if (RECORD.test(tag) && (await isThere(tag))) return [];
      const root = await findManifest(source, tag);
      return root === undefined ? [] : [{ graph: await fetchGraph(source, root), tags: [tag] }];
    });
    return (await Promise.all(byTag)).flat();
  }

  async function referringTo(digest: Digest): Promise<readonly Attached[]> {
    const referrers = carry === 'none' ? [] : await listReferrers(source, digest);
    const byReferrer = referrers
      // A platform of the index is no referrer of it, whatever the registry says (oras#2148).
      .filter(({ digest, mediaType }) => !own.has(digest) && isManifestMediaType(mediaType))
      .filter(({ artifactType }) => isWantedType(artifactType))
      .map(async (referrer) => {
        const root = await findManifest(source, referrer.digest);
        const isOurs = root?.subjectDescriptor?.digest === digest;
        if (root === undefined || !isOurs) return [];
        return [{ graph: await fetchGraph(source, root), tags: [] }];
      });
    return (await Promise.all(byReferrer)).flat();
  }

  function isWantedTag(tag: string): boolean {
    return carry === 'all' || RECORD.test(tag) || isWantedType(tag.slice(tag.lastIndexOf('.') + 1));
  }

  function isWantedType(type: string | undefined): boolean {
    return carry === 'all' || (carry !== 'none' && type !== undefined && carry.includes(type));
  }
}

/** One listing serves every digest of a small repository; a large one is asked for each range. */
export async function digestTags(repository: Repository): Promise<FindDigestTags> {
  const page = await listTagPage(repository, { pageSize: ONE_PAGE });
  const all = page?.tags ?? [];
  const isWhole = page?.next === undefined && page?.length !== ONE_PAGE;
  return async (digest) => {
    const prefix = digestTagPrefix(digest);
    if (!isWhole) return (await findTagsWithPrefix(repository, prefix)).tags;
    return all.filter((tag) => tag.startsWith(prefix));
  };
}
