import { createHash, type Hash, randomUUID } from 'node:crypto';
import { type Answer, empty, failure } from './answer.ts';
import type { BlobStorage, Draft, StoredBlob } from './blob-storage.ts';
import type { RegistryRequest } from './request.ts';
import type { Store } from './store.ts';
import { type RepositoryOptions, refuseBlobUpdate } from './write-policy.ts';

const ALGORITHMS: readonly string[] = ['sha256', 'sha512'];

interface Session {
  readonly id: string;
  readonly repository: string;
  readonly draft: Draft;
  /** Chosen when the first bytes arrive. */
  hashes: Readonly<Record<string, Hash>>;
  received: number;
}

/** The uploads under way in all repositories. */
export interface Uploads {
  /** POST: opens a session, or with `digest` takes the whole blob at once; a mount is answered by a session. */
  start(request: RegistryRequest, image: string): Promise<Answer>;
  /** PATCH: takes a chunk. */
  append(request: RegistryRequest, image: string, id: string): Promise<Answer>;
  /** PUT: takes what is left and closes the session. */
  finish(request: RegistryRequest, image: string, id: string): Promise<Answer>;
  /** GET: says how much has arrived. */
  describe(request: RegistryRequest, image: string, id: string): Answer;
  /** DELETE: forgets the session. */
  cancel(request: RegistryRequest, id: string): Promise<Answer>;
  close(): Promise<void>;
}

export function createUploads(
  store: Store,
  storage: BlobStorage,
  optionsOf: (repository: string) => RepositoryOptions,
): Uploads {
  const sessions = new Map<string, Session>();

  async function open({ repository }: RegistryRequest): Promise<Session> {
    const draft = await storage.draft();
    return { id: randomUUID(), repository, draft, hashes: {}, received: 0 };
  }

  function find({ repository }: RegistryRequest, id: string): Session | undefined {
    const session = sessions.get(id);
    return session?.repository === repository ? session : undefined;
  }

  async function complete(
    request: RegistryRequest,
    image: string,
    session: Session,
    digest: string,
  ): Promise<Answer> {
    sessions.delete(session.id);
    const algorithm = digest.slice(0, digest.indexOf(':'));
    try {
      await receive(request, session, [algorithm]);
    } catch (error) {
      await session.draft.discard();
      throw error;
    }
    if (`${algorithm}:${session.hashes[algorithm]?.digest('hex')}` !== digest) {
      await session.draft.discard();
      return failure(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
    }
    const { blobs } = store.repository(request.repository);
    const isNew = await keep(blobs, digest, session.draft);
    const { writePolicy } = optionsOf(request.repository);
    if (writePolicy === 'ALLOW_ONCE' && !isNew) return refuseBlobUpdate(request, digest);
    return empty(201, {
      Location: `${request.base}/${image}/blobs/${digest}`,
      'Docker-Content-Digest': digest,
    });
  }

  return {
    async start(request, image) {
      const digest = request.query.get('digest');
      const session = await open(request);
      if (digest !== null) return complete(request, image, session, digest);
      sessions.set(session.id, session);
      return progress(202, request, image, session);
    },

    async append(request, image, id) {
      const session = find(request, id);
      if (session === undefined) return uploadUnknown(id);
      const range = /^(\d+)-\d+$/.exec(request.headers['content-range'] ?? '');
      if (range !== null && Number(range[1]) !== session.received) {
        return progress(416, request, image, session);
      }
      await receive(request, session, ALGORITHMS);
      return progress(202, request, image, session);
    },

    async finish(request, image, id) {
      const session = find(request, id);
      if (session === undefined) return uploadUnknown(id);
      return complete(request, image, session, request.query.get('digest') ?? '');
    },

    describe(request, image, id) {
      const session = find(request, id);
      return session === undefined ? uploadUnknown(id) : progress(204, request, image, session);
    },

    async cancel(request, id) {
      const session = find(request, id);
      if (session === undefined) return uploadUnknown(id);
      sessions.delete(id);
      await session.draft.discard();
      return empty(204);
    },

    async close() {
      await Promise.all([...sessions.values()].map(({ draft }) => draft.discard()));
      sessions.clear();
    },
  };
}

/** @param algorithms what to hash with, where this is the first part of the blob */
async function receive(
  { incoming }: RegistryRequest,
  session: Session,
  algorithms: readonly string[],
): Promise<void> {
  const known = algorithms.filter((name) => ALGORITHMS.includes(name));
  if (session.received === 0) {
    session.hashes = Object.fromEntries(known.map((name) => [name, createHash(name)]));
  }
  const hashes = Object.values(session.hashes);
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    for (const hash of hashes) hash.update(chunk);
    session.received += chunk.length;
    await session.draft.append(chunk);
  }
}

/** False where the same bytes are there already: then the first stay. */
async function keep(
  blobs: Map<string, StoredBlob>,
  digest: string,
  draft: Draft,
): Promise<boolean> {
  const blob = await draft.finish();
  const isNew = !blobs.has(digest);
  if (isNew) blobs.set(digest, blob);
  else await blob.remove();
  return isNew;
}

function progress(
  status: number,
  { base }: RegistryRequest,
  image: string,
  { id, received }: Session,
): Answer {
  return empty(status, {
    Location: `${base}/${image}/blobs/uploads/${id}`,
    Range: `0-${Math.max(0, received - 1)}`,
    'Docker-Upload-UUID': id,
  });
}

function uploadUnknown(id: string): Answer {
  return failure(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry', id);
}
