import { type Fault, isRead } from './fault.ts';

/** Docker-Content-Digest names other content than the body. */
export const wrongDigestHeader = (digest = `sha256:${'0'.repeat(64)}`): Fault => ({
  name: 'wrong-digest-header',
  concerns: isRead,
  play: async ({ forward, relay }) =>
    relay(await forward(), {
      headers: (headers) => ({ ...headers, 'docker-content-digest': digest }),
    }),
});
