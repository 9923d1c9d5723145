import type { Readable } from 'node:stream';
import type { Connections } from './dispatcher.ts';
import { BUFFER_BYTES, type HttpRequest, type HttpResponse, SMALL_BODY_BYTES } from './request.ts';

/** How long nothing may come before an answer is given up; there is no limit on the whole. */
export interface Silence {
  readonly firstByteMs: number;
  /** The first byte of the answer to a PUT. */
  readonly commitMs: number;
  readonly betweenBytesMs: number;
}

/** One request, one answer, over one connection: no redirect, no retry, no sign-in. */
export async function exchange(
  connections: Connections,
  {
    method,
    url,
    headers = {},
    body,
    isStreamed = false,
    readBytes = SMALL_BODY_BYTES,
  }: HttpRequest,
  { firstByteMs, commitMs, betweenBytesMs }: Silence,
): Promise<HttpResponse> {
  const sendsStream = body !== undefined && !(body instanceof Uint8Array);
  const response = await connections.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    headers: {
      'user-agent': 'promote-image',
      ...headers,
      ...(sendsStream && { 'content-length': String(body.lengthBytes) }),
      ...(needsZeroLength(method, body) && { 'content-length': '0' }),
    },
    body: body === undefined ? null : sendsStream ? iterableBody(body.chunks) : Buffer.from(body),
    headersTimeout: method === 'PUT' ? commitMs : firstByteMs,
    bodyTimeout: betweenBytesMs,
    highWaterMark: BUFFER_BYTES,
  });
  const headerValues = (name: string) => {
    const value = response.headers[name];
    return value === undefined ? [] : Array.isArray(value) ? value : [value];
  };
  const leavesStream = isStreamed && response.statusCode < 300;
  return {
    status: response.statusCode,
    url,
    header: (name) => headerValues(name)[0],
    headerValues,
    body: leavesStream ? undefined : await readBody(response.body, readBytes),
    chunks: leavesStream ? response.body : nothing(),
  };
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-a-blob-in-chunks asks for it on POST. */
function needsZeroLength(method: string, body: HttpRequest['body']): boolean {
  return body === undefined && (method === 'POST' || method === 'PUT' || method === 'PATCH');
}

/** undici takes any iterable of bytes; its types name only Node's streams. */
function iterableBody(chunks: AsyncIterable<Uint8Array>): Readable {
  return chunks as unknown as Readable;
}

/** Leaving the loop early destroys the connection's body, so nothing is left unread. */
async function readBody(
  body: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
