import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Tls {
  readonly key: string;
  readonly cert: string;
}

/** The ports of one registry. */
export interface Listeners {
  /** Opens a free loopback port and resolves to its origin, which the listener may ask for too. */
  open(listenerFor: (origin: () => string) => RequestListener): Promise<string>;
  close(): Promise<void>;
}

/** Origins are `http://127.0.0.1:<port>`, with TLS `https://…`. */
export function openListeners(tls?: Tls): Listeners {
  const servers: Server[] = [];
  const settings = { keepAliveTimeout: 120_000, requestTimeout: 0, highWaterMark: 1 << 18 };

  return {
    async open(listenerFor) {
      let origin = '';
      const listener = listenerFor(() => origin);
      const server =
        tls === undefined
          ? createServer(settings, listener)
          : createTlsServer({ ...settings, ...tls }, listener);
      servers.push(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      origin = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
      return origin;
    },

    async close() {
      await Promise.all(
        servers.map((server) => {
          const closed = once(server, 'close');
          server.close();
          server.closeAllConnections();
          return closed;
        }),
      );
    },
  };
}
