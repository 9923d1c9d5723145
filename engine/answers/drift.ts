import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Placement, RepositoryState } from './placement.ts';

export const REPOSITORY_DRIFT = ['image-gone', 'tag-gone', 'tag-moved', 'behind'] as const;

/** What hosts run, against what was put into their environment. */
export const LIVE_DRIFT = [
  'deployed-by-hand',
  'not-rolled-out',
  'rolled-back-by-swarm',
  'not-running',
  'mixed',
  'unproven',
  /** The right image under another name; nothing is wrong with it. */
  'other-tag',
] as const;

/** Something that is not as the records say, in a repository or on a host. */
export interface Drift {
  readonly kind: (typeof REPOSITORY_DRIFT | typeof LIVE_DRIFT)[number];
  readonly repository?: string;
  readonly tag?: string;
  /** Absent where it is about several. */
  readonly host?: string;
  readonly service?: string;
  readonly container?: string;
  /** What is there in its place. */
  readonly now?: Digest;
  readonly because: string;
  readonly remedy: string;
}

/** True of what somebody has to look at. */
export function isAmiss({ kind }: Drift): boolean {
  return kind !== 'other-tag';
}

/** Holds what an environment's repositories have against what was put there; pure. */
export function driftOf(
  environment: string,
  { digest, record }: Placement,
  repositories: readonly RepositoryState[],
): readonly Drift[] {
  return repositories.flatMap(({ repository, placed, hasImage, tags }): Drift[] => {
    const again = againBy(environment, digest, record.kind);
    if (placed?.digest !== digest) {
      const has =
        placed === undefined ? 'nothing was put there yet' : `it has ${shortDigest(placed.digest)}`;
      const because = `${repository} was not given ${shortDigest(digest)}: ${has}.`;
      return [
        {
          kind: 'behind',
          repository,
          ...(placed !== undefined && { now: placed.digest }),
          because,
          remedy: `The last promotion was cut short, or somebody deleted tags of records. ${again}`,
        },
      ];
    }
    const gone: Drift = {
      kind: 'image-gone',
      repository,
      because: `${repository} does not have ${shortDigest(digest)} any more.`,
      remedy: `Look for a clean-up task there, and spare what is tagged. ${record.kind === 'build' ? 'Then push the image again, or build anew.' : again}`,
    };
    const moved = tags
      // Where the image is gone, its tags are.
      .filter(({ now }) => now !== digest && (hasImage || now !== undefined))
      .map(({ name, now }): Drift => {
        const where = now === undefined ? 'gone' : `at ${shortDigest(now)}`;
        return {
          kind: now === undefined ? 'tag-gone' : 'tag-moved',
          repository,
          tag: name,
          ...(now !== undefined && { now }),
          because: `Tag ${name} of ${repository} is ${where}, and was put on ${shortDigest(digest)}.`,
          remedy: `It was moved by hand, or a promotion is under way or was cut short. ${again}`,
        };
      });
    return hasImage ? moved : [gone, ...moved];
  });
}

function againBy(environment: string, digest: Digest, kind: string): string {
  return `To mend it: ${letIn(environment, digest, kind === 'build')}.`;
}

/** The step that puts an image into an environment. */
export function letIn(environment: string, digest: Digest, isBuiltThere: boolean): string {
  return `${isBuiltThere ? 'recordImage' : 'promoteImage'}(env: '${environment}', digest: '${digest}')`;
}
