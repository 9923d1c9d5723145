import type { Clock } from '../http/request.ts';
import type { Manifest } from '../oci/manifest.ts';
import { isSameRegistry, isSameRepository, type Repository } from '../registry/repository.ts';
import { createBlobPlaces } from './blob-places.ts';
import { copyAttached } from './copy-attached.ts';
import { allSettled, copyGraph } from './copy-graph.ts';
import type { Carry } from './find-attached.ts';
import { fetchGraph, type Graph } from './graph.ts';
import { trackReferrers } from './track-referrers.ts';
import { createTurns } from './turns.ts';
import { createUploadLessons } from './upload-lesson.ts';

/** One image on its way to one repository. */
export interface CopyJob {
  readonly source: Repository;
  readonly destination: Repository;
  readonly root: Manifest;
  /** Whether the destination has the root under its digest. */
  readonly hasRoot: boolean;
  readonly isDestinationEmpty: boolean;
  /** Other repositories of the destination's registry that have the image, from which blobs can be mounted. */
  readonly alsoAt?: readonly Repository[];
}

/** What happened to one job. */
export interface CopyOutcome {
  readonly job: CopyJob;
  /** Undefined where the image was there already. */
  readonly copied: Graph | undefined;
  /** How many signatures, SBOMs and records went along. */
  readonly attached: number;
}

export interface CopySetOptions {
  /** What else goes along; undefined is nothing but the images. */
  readonly carry: Carry | undefined;
  /** Records of ours are written afterwards, so that what they need may be sent ahead. */
  readonly isRecorded?: boolean;
  /** All of an image is there by its digest, and nothing refers to it yet. */
  readonly onContent?: (job: CopyJob) => Promise<void>;
  readonly clock: Clock;
  /** A graph is about to be copied. */
  readonly onGraph: (graph: Graph) => void;
  readonly onBytes: (count: number) => void;
}

const MOST_TRANSFERS = 48;

/**
 * Brings a set of images, each with what hangs on it, to their repositories: all of it by digest, no tag of
 * an environment. What several images share moves once.
 */
export async function copySet(
  jobs: readonly CopyJob[],
  { carry, isRecorded = false, onContent, clock, onGraph, onBytes }: CopySetOptions,
): Promise<readonly CopyOutcome[]> {
  const places = createBlobPlaces();
  const turns = createTurns(MOST_TRANSFERS);
  const lessons = createUploadLessons(places);
  const graphs = new Map<string, Promise<Graph>>();
  const outcomes: CopyOutcome[] = [];
  await allSettled(
    jobs.map(async (job) => {
      if (!isSameRepository(job.source, job.destination)) outcomes.push(await copyJob(job));
    }),
  );
  return outcomes;

  async function copyJob(job: CopyJob): Promise<CopyOutcome> {
    const { source, destination, root, hasRoot, isDestinationEmpty } = job;
    const learns =
      isRecorded && isDestinationEmpty && !hasRoot && !isSameRegistry(source, destination);
    const options = {
      source,
      destination,
      isDestinationEmpty,
      places,
      turns,
      clock,
      onBytes,
      lesson: learns ? lessons.begin(destination) : undefined,
    };
    const graph = hasRoot ? undefined : await graphOf(job);
    if (graph !== undefined) onGraph(graph);
    for (const repository of job.alsoAt ?? []) {
      for (const digest of graph?.blobs.keys() ?? []) places.add(digest, repository);
    }
    const untracked = graph === undefined ? [] : await copyGraph(graph, options);
    await onContent?.(job);
    if (carry === undefined) return { job, copied: graph, attached: 0 };

    // An index that is there needs no reading again to know what may hang on its platforms.
    const children = root.isIndex ? root.manifests.map(({ digest }) => digest) : [];
    const subjects = graph?.manifests.map(({ descriptor }) => descriptor.digest) ?? [
      root.descriptor.digest,
      ...children,
    ];
    const attached = await copyAttached(subjects, carry, { ...options, isDestinationEmpty: false });
    await trackReferrers(destination, [...untracked, ...attached.untracked]);
    return { job, copied: graph, attached: attached.count };
  }

  function graphOf({ source, root }: CopyJob): Promise<Graph> {
    const key = `${source.label}@${root.descriptor.digest}`;
    const fetching = graphs.get(key) ?? fetchGraph(source, root);
    graphs.set(key, fetching);
    return fetching;
  }
}
