import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Origin {
  readonly url: string;
  /** The bodies of the uploads that arrived whole. */
  readonly uploads: readonly string[];
  close(): Promise<void>;
}

/** Something to put the proxy in front of: answers any GET with `body`, takes any upload, sends POST elsewhere on itself. */
export async function startOrigin(body: string): Promise<Origin> {
  const uploads: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    if (request.method === 'POST') {
      const { port } = server.address() as AddressInfo;
      response.setHeader('location', `http://127.0.0.1:${port}/v2/app/blobs/uploads/1?state=a`);
      response.writeHead(202).end();
      return;
    }
    if (request.method === 'PUT') {
      uploads.push(Buffer.concat(chunks).toString());
      response.writeHead(201, { 'x-host': request.headers.host }).end();
      return;
    }
    const headers = { 'content-type': 'application/octet-stream', 'content-length': body.length };
    response.writeHead(200, headers).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uploads,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
