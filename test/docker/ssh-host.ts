import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { SshAccess } from '../../engine/docker/access.ts';
import { openDockerEngine } from '../../engine/docker/connect.ts';
import { type RunningProgram, startProgram } from '../../engine/docker/start-program.ts';
import type { EngineTools } from '../../engine/docker/tools.ts';
import { tools } from './engine-tools.ts';

/** An ssh as it was started. */
interface StartedSsh extends RunningProgram {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Opens an engine by a real ssh, and keeps what was started for it. */
export async function openBySsh(
  port: number,
  ssh: SshAccess,
  env: EngineTools['env'] = process.env,
) {
  const started: StartedSsh[] = [];
  const engine = await openDockerEngine(
    'qa',
    { kind: 'ssh', host: '127.0.0.1', port },
    { ssh },
    {
      ...{ ...tools, env },
      async startProgram(file, args, environment) {
        const program = await startProgram(file, args, environment);
        started.push({ ...program, args, env: environment });
        return program;
      },
    },
  );
  onTestFinished(engine.close);
  return { engine, started };
}

/** What lies between an agent and a host, and can break. */
export interface Network {
  readonly port: number;
  /** How many connections came through, broken ones too. */
  connections(): number;
  /** Bytes that the host has sent. */
  received(): number;
  /** Breaks the connections that are there. */
  cut(): void;
}

/** @param isUp false for one that breaks each connection at the first word */
export async function startNetwork(to: number, { isUp } = { isUp: true }): Promise<Network> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let received = 0;
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = createServer((near) => {
    connections += 1;
    if (!isUp) {
      near.once('data', () => near.resetAndDestroy());
      return;
    }
    const far = connect(to, '127.0.0.1');
    far.on('data', (chunk: Uint8Array) => {
      received += chunk.length;
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    cut();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, cut, connections: () => connections, received: () => received };
}
