import type { DockerEngine } from '../../docker/engine.ts';
import { memberOf } from '../../docker/members.ts';
import type { PullCredentials } from '../../docker/registry-auth.ts';
import type { Service } from '../../docker/service.ts';
import { findService, type ServiceUpdate, updateService } from '../../docker/services.ts';
import { listTasks, pinnedDigest } from '../../docker/tasks.ts';
import type { Clock } from '../../http/request.ts';
import type { Digest } from '../../oci/digest.ts';
import type { JsonObject } from '../../oci/json.ts';
import { isJob } from './judge-rollout.ts';

/** The image that a service is to run. */
export interface WantedImage {
  /** `host/name`. */
  readonly repository: string;
  readonly digest: Digest;
  /** `host/name:tag@sha256:…`. */
  readonly reference: string;
}

export interface RolloutTools {
  readonly clock: Clock;
  readonly credentials: PullCredentials | undefined;
  /** What ran before may be put back by the engine itself, whatever else is under way. */
  readonly isRestore: boolean;
}

export type RolloutStart =
  | {
      readonly kind: 'started';
      /** Version of the service that this is a change of; 0 where the change was made before. */
      readonly since: number;
      /** What ran in every task before. */
      readonly replaced?: Digest;
    }
  /** Somebody else rolls an image out that is no build of ours. */
  | { readonly kind: 'busy'; readonly image: string | undefined }
  /** Somebody else changed the image while we did. */
  | { readonly kind: 'changed'; readonly from: string | undefined; readonly to: string | undefined }
  /** Somebody changes it again and again, though not the image. */
  | { readonly kind: 'contended' }
  | { readonly kind: 'gone' };

const ATTEMPTS = 10;
const PAUSE_MS = 300;

/**
 * Sees to it that the specification of a service names the image. All else in it stays, the label
 * `com.docker.stack.image` too: it tells what the stack file says, by which `docker stack deploy
 * --resolve-image changed` knows that an image which the file does not mention is to be left as it is.
 * @throws Failure NOT_A_MANAGER, ENGINE_REFUSED
 */
export async function startRollout(
  engine: DockerEngine,
  serviceId: string,
  wanted: WantedImage,
  { clock, credentials, isRestore }: RolloutTools,
): Promise<RolloutStart> {
  let seen: Service | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const service = await findService(engine, serviceId);
    if (service === undefined) return { kind: 'gone' };
    seen ??= service;
    if (isAt(service, wanted) && !isPaused(service)) return begunBefore(service, wanted);
    if (service.image !== seen.image) {
      return { kind: 'changed', from: seen.image, to: service.image };
    }
    if (isBusy(service, wanted) && !isRestore) return { kind: 'busy', image: service.image };
    const replaced = await whatRanBefore(engine, service, wanted);
    const isBack = isRestore && pinnedDigest(service.previousImage) === wanted.digest;
    const update: ServiceUpdate = isBack
      ? { spec: service.spec, rollback: 'previous' }
      : { spec: withImage(service.spec, wanted.reference) };
    const done = await updateService(engine, service, {
      ...update,
      ...(credentials !== undefined && { credentials }),
    });
    if (done === 'updated') {
      return { kind: 'started', since: service.version, ...(replaced && { replaced }) };
    }
    if (attempt === ATTEMPTS) return { kind: 'contended' };
    await clock.sleep(PAUSE_MS * clock.random());
  }
}

/** The same digest in another repository is not there yet: a clean-up here must not decide what hosts can pull. */
export function isAt({ image }: Service, { repository, digest }: WantedImage): boolean {
  return isOf(image, repository) && pinnedDigest(image) === digest;
}

/** True of `repository`, `repository:tag` and `repository@digest`. */
export function isOf(image: string | undefined, repository: string): boolean {
  if (image === undefined || !image.startsWith(repository)) return false;
  return ['', ':', '@'].includes(image.charAt(repository.length));
}

function isPaused({ update }: Service): boolean {
  return update?.state === 'paused' || update?.state === 'rollback_paused';
}

/** A promotion that ran out of time leaves an update of the same repository behind; the next one takes its place. */
function isBusy({ image, update }: Service, { repository }: WantedImage): boolean {
  const isMoving = update?.state === 'updating' || update?.state === 'rollback_started';
  return isMoving && !isOf(image, repository);
}

function begunBefore({ update, previousImage }: Service, { digest }: WantedImage): RolloutStart {
  const previous = update?.state === 'updating' ? pinnedDigest(previousImage) : undefined;
  const isOther = previous !== undefined && previous !== digest;
  return { kind: 'started', since: 0, ...(isOther && { replaced: previous }) };
}

/** Certain when all that the service wants to run is pinned to it. */
async function whatRanBefore(
  engine: DockerEngine,
  service: Service,
  { digest }: WantedImage,
): Promise<Digest | undefined> {
  if (isJob(service)) return undefined;
  const before = isPaused(service) ? service.previousImage : service.image;
  const pinned = pinnedDigest(before);
  if (pinned === undefined || pinned === digest) return undefined;
  const tasks = await listTasks(engine, [service.id], 'running');
  const ran = tasks.filter((task) => pinnedDigest(task.image) !== digest);
  return ran.every((task) => pinnedDigest(task.image) === pinned) ? pinned : undefined;
}

function withImage(spec: JsonObject, image: string): JsonObject {
  const template = memberOf(spec, 'TaskTemplate');
  const container = { ...memberOf(template, 'ContainerSpec'), Image: image };
  return { ...spec, TaskTemplate: { ...template, ContainerSpec: container } };
}
