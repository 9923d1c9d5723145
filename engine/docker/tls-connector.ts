import { isIP } from 'node:net';
import { connect, type SecureContext } from 'node:tls';
import type { Connector } from './line.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Connections to an engine that proves who it is. undici's own would not do: in TLS 1.3 our certificate is refused
 * after the handshake, and undici takes the end of the connection, which follows, for the reason.
 */
export function tlsConnector(
  { host, port }: { readonly host: string; readonly port: number },
  secureContext: SecureContext,
): Connector {
  // RFC 6066, section 3: no IP address is a server name.
  const servername = isIP(host) === 0 ? host : '';

  return (_, answer) => {
    const socket = connect({ host, port, servername, secureContext, ALPNProtocols: ['http/1.1'] });
    const fail = (error: Error) => answer(error, null);
    socket.once('error', fail);
    socket.on('error', (error) => socket.destroy(error));
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('no TLS within 10 s')));
    socket.once('secureConnect', () => {
      socket.off('error', fail);
      socket.setTimeout(0);
      answer(null, socket);
    });
  };
}
