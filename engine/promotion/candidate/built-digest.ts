import { Failure } from '../../failures.ts';
import type { Repository } from '../../registry/repository.ts';
import { buildxMetadata } from './buildx-metadata.ts';
import type { Claim } from './claim.ts';
import { digestFile } from './digest-file.ts';
import { explicitDigest } from './explicit-digest.ts';

/** How a step may say what its build made: exactly one of these. */
export interface BuiltDigestRequest {
  readonly digest?: string;
  readonly digestFile?: string;
  readonly metadata?: string;
}

/**
 * What the build says that it made; the registry was not asked yet.
 * @throws Failure WHICH_DIGEST, INVALID_DIGEST, DIGEST_FILE_ABSENT, DIGEST_FILE_UNUSABLE
 */
export async function builtDigest(
  request: BuiltDigestRequest,
  cwd: string,
  repository: Repository,
): Promise<Claim> {
  const named = Object.values(request).filter((value) => value !== undefined);
  if (named.length !== 1) throw whichDigest(named.length);
  const { digest, digestFile: file, metadata } = request;
  if (digest !== undefined) return explicitDigest(digest);
  if (file !== undefined) return digestFile(cwd, file, repository.label);
  return buildxMetadata(cwd, metadata ?? '', repository.name.split('/').at(-1) ?? '');
}

const whichDigest = (count: number) =>
  new Failure(
    'WHICH_DIGEST',
    'usage',
    count === 0
      ? 'recordImage is not told which digest was built.'
      : `recordImage is told in ${count} ways which digest was built.`,
    "Give one of: metadata: 'build/image.json' (docker buildx --metadata-file), digestFile: 'digest.txt' (kaniko, buildah, podman), digest: 'sha256:…'.",
  );
