import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '../../../engine/oci/digest.ts';
import type { BuiltImage } from './built-image.ts';

/** Where to push; `registry.target(…)` gives one. */
export interface PushTarget {
  /** Origin, with a path where the registry is served below one. */
  readonly url: string;
  readonly prefix?: string;
  readonly repository: string;
  readonly credentials?: { readonly username: string; readonly password: string };
  /** A certificate authority to trust, PEM. */
  readonly ca?: string;
}

interface Content {
  readonly size: number;
  readonly body: Buffer | (() => Readable);
}

const IN_FLIGHT = 8;

/**
 * Pushes an image through the HTTP API: missing blobs, children by digest, then the root under its tags, or
 * by digest where there are none.
 * @throws Error at the first answer that is not the expected one
 */
export async function pushImage(
  target: PushTarget,
  image: BuiltImage,
  tags: readonly string[] = [],
): Promise<Digest> {
  const { call, close } = connect(target);
  try {
    const blobs: [Digest, Content][] = [
      ...[...image.blobs].map(([digest, bytes]): [Digest, Content] => [
        digest,
        { size: bytes.length, body: bytes },
      ]),
      ...[...image.bigBlobs].map(([digest, { size, open }]): [Digest, Content] => [
        digest,
        { size, body: open },
      ]),
    ];
    const workers = Array.from({ length: IN_FLIGHT }, async () => {
      for (let next = blobs.pop(); next !== undefined; next = blobs.pop())
        await pushBlob(call, ...next);
    });
    await Promise.all(workers);
    for (const { digest, bytes, mediaType } of image.manifests) {
      const isRoot = digest === image.root.digest;
      for (const reference of isRoot && tags.length > 0 ? tags : [digest]) {
        const content = { size: bytes.length, body: bytes };
        await call('PUT', `manifests/${reference}`, [201], content, mediaType);
      }
    }
    return image.root.digest;
  } finally {
    close();
  }
}

type Call = (
  method: string,
  path: string,
  expected: readonly number[],
  content?: Content,
  mediaType?: string,
) => Promise<IncomingMessage>;

async function pushBlob(call: Call, digest: Digest, content: Content): Promise<void> {
  const known = await call('HEAD', `blobs/${digest}`, [200, 404]);
  if (known.statusCode === 200) return;
  const session = await call('POST', 'blobs/uploads/', [202]);
  const location = session.headers.location ?? '';
  const closing = `${location}${location.includes('?') ? '&' : '?'}digest=${digest}`;
  await call('PUT', closing, [201], content, 'application/octet-stream');
}

function connect({ url, prefix, repository, credentials, ca }: PushTarget) {
  const name = [...(prefix === undefined ? [] : [prefix]), repository].join('/');
  const base = `${url}/v2/${name}/`;
  const isTls = url.startsWith('https:');
  const agent = isTls ? new TlsAgent({ keepAlive: true, ca }) : new PlainAgent({ keepAlive: true });
  const basic = credentials && Buffer.from(`${credentials.username}:${credentials.password}`);

  const call: Call = async (method, path, expected, content, mediaType) => {
    const headers = {
      'content-length': content?.size ?? 0,
      ...(mediaType !== undefined && { 'content-type': mediaType }),
      ...(basic && { authorization: `Basic ${basic.toString('base64')}` }),
    };
    const request = (isTls ? tlsRequest : plainRequest)(new URL(path, base), {
      method,
      agent,
      headers,
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve).once('error', reject);
    });
    if (typeof content?.body === 'function') await pipeline(content.body(), request);
    else request.end(content?.body);
    const response = await answered;
    const text = await textOf(response);
    if (expected.includes(response.statusCode ?? 0)) return response;
    throw new Error(`${method} ${path} was answered ${response.statusCode}: ${text}`);
  };
  return { call, close: () => agent.destroy() };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
