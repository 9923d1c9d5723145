import { backoffMs } from '../http/backoff.ts';
import type { Clock } from '../http/request.ts';
import type { Manifest } from '../oci/manifest.ts';
import { pushManifest } from '../registry/manifests.ts';
import type { Repository } from '../registry/repository.ts';
import { stillMissing } from './failures.ts';

const MOST_ATTEMPTS = 6;
const FIRST_DELAY_MS = 100;

/**
 * Puts a tag on a manifest that is there by its digest. distribution calls what it has unknown for a moment while
 * somebody else stores the same: it empties a file before it writes it again.
 * @throws Failure STILL_MISSING, or as `pushManifest`
 */
export async function putTag(
  repository: Repository,
  manifest: Manifest,
  tag: string,
  clock: Clock,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const pushed = await pushManifest(repository, manifest, tag);
    if (pushed.outcome === 'stored') return;
    if (attempt === MOST_ATTEMPTS)
      throw stillMissing(repository, manifest.descriptor.digest, pushed.digests);
    await clock.sleep(backoffMs(clock, attempt, FIRST_DELAY_MS));
  }
}
