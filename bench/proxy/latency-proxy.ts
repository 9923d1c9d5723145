import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Built by scripts/bench.mjs from latency-proxy.go. */
const PROGRAM = 'build/latency-proxy';

/** What went through a proxy. */
export interface Traffic {
  readonly requests: number;
  /** MiB of bodies, in both directions. */
  readonly movedMib: number;
}

export interface LatencyProxy {
  readonly url: string;
  /** So far. */
  traffic(): Promise<Traffic>;
  close(): Promise<void>;
}

/** Starts a proxy before the registry at `target` that adds `latencyMs` to each request. */
export async function startLatencyProxy(target: string, latencyMs: number): Promise<LatencyProxy> {
  const proxy = spawn(PROGRAM, [new URL(target).host, String(latencyMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(proxy, 'spawn');
  const lines = createInterface({ input: proxy.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const line = await lines.next();
    if (line.done === true) throw new Error('the proxy ended');
    return line.value;
  };
  return {
    url: `http://${await nextLine()}`,
    async traffic() {
      proxy.stdin.write('\n');
      const [requests = 0, up = 0, down = 0] = (await nextLine()).split(' ').map(Number);
      return { requests, movedMib: (up + down) / 2 ** 20 };
    },
    async close() {
      proxy.stdin.end();
      if (proxy.exitCode === null) await once(proxy, 'exit');
    },
  };
}

export function addTraffic(parts: readonly Traffic[]): Traffic {
  const sum = (count: (part: Traffic) => number) =>
    parts.reduce((total, part) => total + count(part), 0);
  return { requests: sum((part) => part.requests), movedMib: sum((part) => part.movedMib) };
}
