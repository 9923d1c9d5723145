import { onTestFinished } from 'vitest';
import { createClient, DEFAULT_PATIENCE, type Patience } from '../../engine/http/client.ts';
import { createDispatcher, type NetworkEnvironment } from '../../engine/http/dispatcher.ts';
import { createLimiter } from '../../engine/http/limiter.ts';
import type { HttpSender } from '../../engine/http/request.ts';
import { openSession, type Session } from '../../engine/http/session.ts';
import { createTestClock, type TestClock } from './clock.ts';

export interface Connection {
  readonly sender: HttpSender;
  readonly clock: TestClock;
}

/** The engine's own client, on real connections that end with the test. */
export function connect(
  env: NetworkEnvironment = {},
  caFile?: string,
  patience: Partial<Patience> = {},
): Connection {
  const clock = createTestClock();
  const dispatcher = createDispatcher(env, caFile);
  onTestFinished(() => dispatcher.destroy());
  const sender = createClient(dispatcher, createLimiter(clock.sleep), clock, {
    ...DEFAULT_PATIENCE,
    ...patience,
  });
  return { sender, clock };
}

export const JENKINS = { username: 'jenkins', password: 'pa:ss wörd' };
export const BASIC = `Basic ${Buffer.from('jenkins:pa:ss wörd').toString('base64')}`;

/** A session of its own, with the credentials of {@link JENKINS}. */
export function signInTo(
  url: URL,
  signInHosts: readonly string[] = [],
): Connection & { readonly session: Session } {
  const connection = connect();
  const settings = { url, credentials: JENKINS, credentialsId: 'nexus-dev', signInHosts };
  return { ...connection, session: openSession(connection.sender, connection.clock, settings) };
}

/** A session without credentials. */
export function visit(url: URL): Session {
  const { sender, clock } = connect();
  return openSession(sender, clock, { url, signInHosts: [] });
}
