import { type Answer, failure } from './answer.ts';
import type { RegistryRequest } from './request.ts';

/** `ALLOW_ONCE` is what Nexus shows as "Disable redeploy", `DENY` as "Read-only". */
export type WritePolicy = 'ALLOW' | 'ALLOW_ONCE' | 'DENY';

export interface RepositoryOptions {
  /** `ALLOW` when left out. */
  readonly writePolicy?: WritePolicy;
  /** Under `ALLOW_ONCE`, lets `latest` move. */
  readonly latestPolicy?: boolean;
}

/** Nexus's answer to a write below a repository that takes none. */
export function refuseReadOnly({ repository }: RegistryRequest): Answer {
  return failure(
    400,
    'BLOB_UPLOAD_INVALID',
    'blob upload invalid',
    `Repository is read only: ${repository}`,
  );
}

/** Nexus's answer to a second upload of a blob under `ALLOW_ONCE`. */
export function refuseBlobUpdate({ repository }: RegistryRequest, digest: string): Answer {
  const asset = `v2/-/blobs/${digest}`;
  return {
    ...invalidUpload(`${repository}/${asset} cannot be updated`),
    refused: { asset, repository },
  };
}

/** Nexus's answer to a second push of a manifest under `ALLOW_ONCE`. */
export function refuseManifestUpdate(
  { repository }: RegistryRequest,
  image: string,
  reference: string,
): Answer {
  return {
    ...invalidUpload(`Repository does not allow updating assets: ${repository}`),
    refused: { asset: `v2/${image}/manifests/${reference}`, repository },
  };
}

function invalidUpload(detail: string): Answer {
  return failure(400, 'BLOB_UPLOAD_INVALID', 'blob upload invalid', detail);
}
