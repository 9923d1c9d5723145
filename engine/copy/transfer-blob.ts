import { Failure } from '../failures.ts';
import type { Clock } from '../http/request.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import {
  cancelUpload,
  finishUpload,
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
}

const MOST_ATTEMPTS = 8;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5_000;
const PASSING_FAULTS: readonly string[] = ['UNREACHABLE', 'BLOB_DIFFERS', 'REGISTRY_FAULT'];

/**
 * Sends one blob, from its first byte as often as it takes; a broken download alone goes on in place.
 * @param session an upload that is open already, from a mount that was not taken
 * @throws Failure BLOB_DIFFERS, BLOB_ABSENT, UPLOAD_LOST, PUSH_DENIED
 */
export async function transferBlob(transfer: Transfer, session?: UploadSession): Promise<void> {
  const { destination, descriptor, clock } = transfer;
  for (let attempt = 1; ; attempt += 1) {
    let sent = 0;
    const onBytes = (count: number) => {
      sent += count;
      transfer.onBytes(count);
    };
    const outcome = await attemptTransfer(
      { ...transfer, onBytes },
      attempt === 1 ? session : undefined,
    ).catch((error: unknown) => ({ error }));
    if (outcome === 'stored') return;
    const error = outcome === 'lost' ? undefined : outcome.error;
    if (error !== undefined && !mayPass(error)) throw error;
    if (attempt === MOST_ATTEMPTS)
      throw hasSameContentTwice(error) ?? uploadLost(destination, descriptor, error);
    transfer.onBytes(-sent);
    await clock.sleep(Math.min(LONGEST_DELAY_MS, clock.random() * FIRST_DELAY_MS * 2 ** attempt));
  }
}

/** Corruption on the way may pass, as a lost connection does; a refusal does not. */
function mayPass(error: unknown): boolean {
  return error instanceof Failure && PASSING_FAULTS.includes(error.code);
}

/** Content that is wrong each time is wrong at rest. */
function hasSameContentTwice(error: unknown): Failure | undefined {
  return error instanceof Failure && error.code === 'BLOB_DIFFERS' ? error : undefined;
}

async function attemptTransfer(
  transfer: Transfer,
  session: UploadSession | undefined,
): Promise<'stored' | 'lost'> {
  const { source, destination, descriptor } = transfer;
  if (session === undefined && destination.registry.traits.oneRequestUploads === 'works') {
    const body = streamedBody(transfer, await openBlob(source, descriptor));
    const upload = await uploadInOneRequest(destination, descriptor, body);
    if (upload.outcome === 'stored') return 'stored';
    destination.registry.traits.oneRequestUploads = 'fails';
    return 'lost';
  }

  const [download, upload] = await Promise.allSettled([
    openBlob(source, descriptor),
    session ?? openUpload(destination),
  ]);
  if (download.status === 'fulfilled' && upload.status === 'fulfilled') {
    const body = streamedBody(transfer, download.value);
    const isStored = await finishUpload(destination, upload.value, descriptor, body);
    return isStored ? 'stored' : 'lost';
  }
  if (download.status === 'fulfilled') await abandon(download.value);
  if (upload.status === 'fulfilled') await cancelUpload(destination, upload.value);
  throw [download, upload].find((side) => side.status === 'rejected')?.reason;
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

/**
 * Sends a small blob in one request, which shows whether this registry takes such uploads; where it does
 * not, its answer is the session that the blob needed anyway.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#single-post
 */
export async function tryOneRequestUpload(transfer: Transfer): Promise<void> {
  const { source, destination, descriptor } = transfer;
  const { traits } = destination.registry;
  const download = await openBlob(source, descriptor);
  const parts: Uint8Array[] = [];
  for await (const part of streamedBody(transfer, download).chunks) parts.push(part);
  const body = Buffer.concat(parts);
  const upload = await uploadInOneRequest(destination, descriptor, body);
  traits.oneRequestUploads = upload.outcome === 'stored' ? 'works' : 'fails';
  if (upload.outcome === 'stored') return;
  if (upload.outcome === 'open') {
    if (await finishUpload(destination, upload.session, descriptor, body)) return;
  }
  await transferBlob(transfer);
}
