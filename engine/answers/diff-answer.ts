import type { BuildRecord } from '../evidence/record.ts';
import type { Digest } from '../oci/digest.ts';
import type { Changed, ImageDiff } from './diff.ts';
import type { CommitDiff } from './diff-commits.ts';

/** One of the two images. */
export interface DiffSide {
  readonly digest: Digest;
  /** `host/name`. */
  readonly repository: string;
  /** Where it was found: an environment. */
  readonly environment: string;
  readonly build?: Pick<BuildRecord, 'number' | 'job' | 'url' | 'commit' | 'version'>;
}

/** What promoting would change, or how two images differ. */
export interface DiffAnswer {
  readonly image: string;
  /** Environment that the second would enter. */
  readonly into?: string;
  /** Undefined where nothing is there yet. */
  readonly before?: DiffSide;
  readonly after: DiffSide;
  readonly diff: ImageDiff;
  readonly commits: CommitDiff;
  /** Undefined where not both images have a bill of materials. */
  readonly packages?: readonly Changed[];
  readonly notes: readonly string[];
}

/** Of packages, as documents hold them. */
const MOST_PACKAGES = 500;

export function diffJson({ packages, ...answer }: DiffAnswer) {
  return {
    version: 1,
    ...answer,
    ...(packages !== undefined && {
      packages: packages.slice(0, MOST_PACKAGES),
      packagesChanged: packages.length,
    }),
  };
}
