import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** What a path of the distribution API names; `image` is the name inside one Nexus repository. */
export type Route =
  | { readonly kind: 'ping' | 'token' | 'unknown' }
  | { readonly kind: 'manifest'; readonly image: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly image: string; readonly digest: string }
  | { readonly kind: 'uploads' | 'tags'; readonly image: string }
  | { readonly kind: 'upload'; readonly image: string; readonly id: string }
  | { readonly kind: 'referrers'; readonly image: string; readonly digest: string };

export type RouteKind = Route['kind'];

/** One request, read as far as its headers. */
export interface RegistryRequest {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** `http://127.0.0.1:8081` as the client reached us. */
  readonly origin: string;
  /** The Nexus repository; '' for a ping that names none. */
  readonly repository: string;
  /** What stands before the image in paths: `/v2`, `/repository/<repository>/v2` or `/v2/<repository>`. */
  readonly base: string;
  readonly route: Route;
  readonly incoming: IncomingMessage;
}

/** True for the requests that change something. */
export function isWrite({ method }: RegistryRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** The whole body; for manifests. */
export async function readBody({ incoming }: RegistryRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
