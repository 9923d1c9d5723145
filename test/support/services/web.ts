import type { DeploySources } from '../../../engine/deploy/target.ts';
import type { GateSources } from '../../../engine/gates/gate.ts';
import { createClient, DEFAULT_PATIENCE } from '../../../engine/http/client.ts';
import { createDispatcher } from '../../../engine/http/dispatcher.ts';
import { createLimiter } from '../../../engine/http/limiter.ts';
import { visit } from '../../../engine/http/visit.ts';
import { createTestClock } from '../../http/clock.ts';

export interface Web {
  readonly get: GateSources['get'];
  readonly send: DeploySources['send'];
  close(): Promise<void>;
}

/** The engine's own way to a server; `accounts` holds the authorization of each Jenkins credential. */
export function openWeb(accounts: Readonly<Record<string, string>> = {}): Web {
  const clock = createTestClock();
  const dispatcher = createDispatcher({}, undefined);
  const patience = { ...DEFAULT_PATIENCE, attempts: 2, firstByteMs: 300, betweenBytesMs: 300 };
  const sender = createClient(dispatcher, createLimiter(clock.sleep), clock, patience);
  const withAccount = (headers: Readonly<Record<string, string>>, credential?: string) => {
    const authorization = credential === undefined ? undefined : accounts[credential];
    return { ...headers, ...(authorization !== undefined && { authorization }) };
  };
  return {
    async get(url, { credential, headers = {}, ...how } = {}) {
      return visit(sender, {
        method: 'GET',
        url,
        headers: withAccount(headers, credential),
        ...how,
      });
    },
    async send({ credential, headers = {}, body, ...request }) {
      const whole = {
        ...request,
        headers: withAccount(headers, credential),
        ...(body !== undefined && { body: Buffer.from(body, 'utf8') }),
      };
      return request.method === 'GET' ? visit(sender, whole) : sender.send(whole);
    },
    close: () => dispatcher.destroy(),
  };
}
