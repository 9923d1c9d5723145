import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a service answers; a string is sent as it is, anything else as JSON. */
export interface ServiceAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What goes wrong with every request from now on. */
export type Fault =
  | { readonly status: number }
  | { readonly redirectTo: string }
  | 'sign-in page'
  | 'no JSON'
  | 'nothing'
  | 'silence'
  | 'endless';

export interface ServiceRequest {
  /** Path and query as they came, still encoded. */
  readonly path: string;
  readonly authorization?: string;
}

/** What an answer may depend on besides the address. */
export interface Asked {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Service {
  readonly url: URL;
  readonly requests: readonly ServiceRequest[];
  /** Undefined makes it well again; the requests so far are forgotten either way. */
  fail(fault: Fault | undefined): void;
  close(): Promise<void>;
}

/** `Basic …` or `Bearer …` that a service asks for; none lets everybody in. */
export type Account = string | undefined;

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** A service over real HTTP on a free loopback port; what has no answer is 404. */
export async function startService(
  answer: (url: URL, asked: Asked) => ServiceAnswer | undefined,
  account?: Account,
): Promise<Service> {
  const requests: ServiceRequest[] = [];
  let fault: Fault | undefined;
  const server = createServer(async (incoming, response) => {
    const { url: path = '', method = '', headers } = incoming;
    const body = await text(incoming);
    const { authorization } = headers;
    requests.push({ path, ...(authorization !== undefined && { authorization }) });
    if (fault !== undefined) {
      breakDown(response, fault);
    } else if (account !== undefined && authorization !== account) {
      send(response, { status: authorization === undefined ? 403 : 401, body: '' });
    } else {
      const found = answer(new URL(path, 'http://service'), { method, headers, body });
      send(response, found ?? { status: 404, body: '' });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    requests,
    fail(next) {
      fault = next;
      requests.length = 0;
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function breakDown(response: ServerResponse, fault: Fault): void {
  if (fault === 'endless') endless(response);
  else if (fault !== 'silence') send(response, brokenAnswer(fault));
}

function brokenAnswer(fault: Exclude<Fault, 'silence' | 'endless'>): ServiceAnswer {
  if (fault === 'sign-in page') {
    return { type: 'text/html; charset=utf-8', body: '<html>Sign in</html>' };
  }
  if (fault === 'no JSON') return { body: '{"result":' };
  if (fault === 'nothing') return { body: '' };
  if ('redirectTo' in fault) {
    return { status: 302, headers: { location: fault.redirectTo }, body: '' };
  }
  return { status: fault.status, type: 'text/plain', body: 'it is broken' };
}

function endless(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
  };
  response.on('drain', more);
  more();
}

function send(
  response: ServerResponse,
  { status = 200, type = 'application/json', headers = {}, body }: ServiceAnswer,
): void {
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(
    typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  );
}
