import type { Repository } from '../registry/repository.ts';

/** A tag template of the policy, and whether it names one build, so that it never moves. */
export interface TagRule {
  readonly template: string;
  readonly isBuildBound: boolean;
}

/** What the checks of a repository look at. */
export interface RepositorySubject {
  readonly repository: Repository;
  readonly tags: readonly TagRule[];
  /** Where images come from; none for the environment that builds push to. */
  readonly sources: readonly Source[];
}

export interface Source {
  readonly environment: string;
  readonly repository: Repository;
}
