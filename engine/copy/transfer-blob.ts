import { Failure } from '../failures.ts';
import { backoffMs } from '../http/backoff.ts';
import type { Clock } from '../http/request.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import {
  cancelUpload,
  finishUpload,
  hasBlob,
  openBlob,
  openUpload,
  type UploadSession,
  uploadInOneRequest,
} from '../registry/blobs.ts';
import type { Repository } from '../registry/repository.ts';
import { uploadLost } from './failures.ts';
import { abandon, verifiedStream } from './verified-stream.ts';

/** One blob on its way. */
export interface Transfer {
  readonly source: Repository;
  readonly destination: Repository;
  readonly descriptor: Descriptor;
  readonly clock: Clock;
  /** Bytes that moved; negative where they have to be sent again. */
  readonly onBytes: (count: number) => void;
  /** What has to be known before the upload begins; the download need not wait for it. */
  readonly ready?: Promise<void> | undefined;
}

const MOST_ATTEMPTS = 12;
/** Corruption on the way may pass; what is wrong each time is wrong at rest. */
const MOST_DIFFERENCES = 4;
const FIRST_DELAY_MS = 400;

/**
 * Sends one blob, from its first byte as often as it takes; a broken download alone goes on in place.
 * @param session an upload that is open already, from a mount that was not taken
 * @throws Failure BLOB_DIFFERS, BLOB_ABSENT, UPLOAD_LOST, PUSH_DENIED
 */
export async function transferBlob(transfer: Transfer, session?: UploadSession): Promise<void> {
  const { destination, descriptor, clock } = transfer;
  let differences = 0;
  for (let attempt = 1; ; attempt += 1) {
    let sent = 0;
    const onBytes = (count: number) => {
      sent += count;
      transfer.onBytes(count);
    };
    const first = attempt === 1 ? session : undefined;
    const result = await attemptTransfer({ ...transfer, onBytes }, first);
    if (result.outcome === 'stored') return;
    if (isDifferent(result.cause)) differences += 1;
    if (differences === MOST_DIFFERENCES) throw result.cause;
    if (attempt === MOST_ATTEMPTS) throw uploadLost(destination, descriptor, result.cause);
    await clock.sleep(backoffMs(clock, attempt, FIRST_DELAY_MS));
    // Only the answer may have been lost: a registry may need longer to store a large blob than a proxy waits.
    if (sent === descriptor.size && (await hasBlob(destination, descriptor))) return;
    transfer.onBytes(-sent);
  }
}

type Attempt =
  | { readonly outcome: 'stored' }
  | { readonly outcome: 'lost'; readonly cause?: unknown };

const LOST: Attempt = { outcome: 'lost' };
const STORED: Attempt = { outcome: 'stored' };

function isDifferent(error: unknown): boolean {
  return error instanceof Failure && error.code === 'BLOB_DIFFERS';
}

/** Opening either side is repeated by the client already; only what happened to the stream is given back. */
async function attemptTransfer(
  transfer: Transfer,
  session: UploadSession | undefined,
): Promise<Attempt> {
  const { source, destination, descriptor, ready } = transfer;
  const { traits } = destination.registry;
  const isInOneRequest = () => session === undefined && traits.oneRequestUploads === 'works';
  const [download, upload] = await Promise.allSettled([
    openBlob(source, descriptor),
    Promise.resolve(ready).then(() =>
      isInOneRequest() ? undefined : (session ?? openUpload(destination)),
    ),
  ]);
  if (download.status === 'fulfilled' && upload.status === 'fulfilled') {
    const opened = upload.value;
    const body = streamedBody(transfer, download.value);
    return lostWhereItMayPass(async () => {
      if (opened !== undefined) return finishUpload(destination, opened, descriptor, body);
      const { outcome } = await uploadInOneRequest(destination, descriptor, body);
      if (outcome !== 'stored') traits.oneRequestUploads = 'fails';
      return outcome === 'stored';
    });
  }
  if (download.status === 'fulfilled') await abandon(download.value);
  if (upload.status === 'fulfilled' && upload.value !== undefined) {
    await cancelUpload(destination, upload.value);
  }
  throw [download, upload].find((side) => side.status === 'rejected')?.reason;
}

/** Corruption on the way may pass, as a lost connection does; a refusal does not. */
async function lostWhereItMayPass(send: () => Promise<boolean>): Promise<Attempt> {
  try {
    return (await send()) ? STORED : LOST;
  } catch (cause) {
    const isUnreachable = cause instanceof Failure && cause.code === 'UNREACHABLE';
    if (isUnreachable || isDifferent(cause)) return { outcome: 'lost', cause };
    throw cause;
  }
}

function streamedBody(
  { source, descriptor, clock, onBytes }: Transfer,
  download: Awaited<ReturnType<typeof openBlob>>,
) {
  return {
    lengthBytes: descriptor.size,
    chunks: verifiedStream(source, descriptor, download, clock, onBytes),
  };
}

/** What others wait for; each is called as soon as it is so, and not where it never is. */
export interface TrialProgress {
  /** The blob is here. */
  readonly onRead: () => void;
  /** The answer told, and the blob may not be stored yet. */
  readonly onLearned: () => void;
}

/**
 * Sends a small blob in one request, which shows whether this registry takes such uploads; where it does
 * not, its answer is the session that the blob needed anyway.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#single-post
 */
export async function tryOneRequestUpload(
  transfer: Transfer,
  { onRead, onLearned }: TrialProgress,
): Promise<void> {
  const { destination, descriptor } = transfer;
  const { traits } = destination.registry;
  const { outcome } = await lostWhereItMayPass(async () => {
    const body = await readWhole({ ...transfer, onBytes: () => {} });
    onRead();
    const upload = await uploadInOneRequest(destination, descriptor, body);
    traits.oneRequestUploads = upload.outcome === 'stored' ? 'works' : 'fails';
    onLearned();
    if (upload.outcome !== 'open') return upload.outcome === 'stored';
    return finishUpload(destination, upload.session, descriptor, body);
  });
  if (outcome === 'lost') await transferBlob(transfer);
  else transfer.onBytes(descriptor.size);
}

async function readWhole(transfer: Transfer): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const download = await openBlob(transfer.source, transfer.descriptor);
  for await (const part of streamedBody(transfer, download).chunks) parts.push(part);
  return Buffer.concat(parts);
}
