import type { EngineAccess } from './access.ts';
import { describeAddress, type EngineAddress, isLoopback } from './address.ts';
import { readCertificates } from './certificates.ts';
import { engineInsecure } from './failures.ts';
import type { Line } from './line.ts';
import { socketFailure } from './socket-failures.ts';
import { openSshLine } from './ssh-line.ts';
import { tlsConnector } from './tls-connector.ts';
import { tlsFailure } from './tls-failures.ts';
import type { EngineTools } from './tools.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS = 4;
/** Where the transport needs none. */
const ORIGIN = 'http://docker';

/** @throws Failure ENGINE_INSECURE, ENGINE_KEYS_UNREADABLE */
export async function openLine(
  name: string,
  address: EngineAddress,
  access: EngineAccess,
  tools: EngineTools,
): Promise<Line> {
  const engine = { name, address: describeAddress(address) };
  const line = { ...engine, connections: CONNECTIONS, close: async () => {} };
  switch (address.kind) {
    case 'unix': {
      const connect = { socketPath: address.path, timeout: CONNECT_TIMEOUT_MS };
      return { ...line, origin: ORIGIN, connect, explain: socketFailure };
    }
    case 'tcp': {
      const authority = engine.address.replace('tcp://', '');
      if (access.tls !== undefined) {
        const certificates = await readCertificates(engine, access.tls);
        const connect = tlsConnector(address, certificates);
        return { ...line, origin: `https://${authority}`, connect, explain: tlsFailure };
      }
      if (!isLoopback(address.host) && access.isInsecure !== true) throw engineInsecure(engine);
      const connect = { timeout: CONNECT_TIMEOUT_MS };
      return { ...line, origin: `http://${authority}`, connect, explain: tlsFailure };
    }
    case 'ssh': {
      const ssh = await openSshLine(address, access.ssh ?? {}, tools);
      return { ...line, origin: ORIGIN, ...ssh };
    }
  }
}
