import { Failure } from '../../failures.ts';
import type { Clock } from '../../http/request.ts';
import type { Digest } from '../../oci/digest.ts';
import { resolveManifest } from '../../registry/manifests.ts';
import { isSameRepository, type Repository } from '../../registry/repository.ts';

/** A proxy remembers for a while that something was not there. */
const WAITS_MS = [1_000, 4_000, 15_000, 40_000];

/**
 * Asks where hosts pull whether the digest is there, before any host is told to.
 * @throws Failure PULL_ABSENT
 */
export async function requirePullable(
  pull: Repository,
  digest: Digest,
  pushed: Repository,
  clock: Clock,
): Promise<void> {
  // It was read back there when its tags were moved.
  if (isSameRepository(pull, pushed)) return;
  for (const waitMs of [0, ...WAITS_MS]) {
    if (waitMs > 0) await clock.sleep(waitMs);
    if ((await resolveManifest(pull, digest)) !== undefined) return;
  }
  throw new Failure(
    'PULL_ABSENT',
    'absent',
    `Hosts pull from ${pull.label}, which does not have ${digest} (HTTP 404), although ${pushed.label} does.`,
    'Check `pullFrom` in promotion.yaml, and that this repository is a member of that group, or its remote; a proxy may also remember for some minutes that it was absent (Nexus: Not Found Cache).',
  );
}
