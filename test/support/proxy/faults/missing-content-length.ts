import { type Fault, isRead } from './fault.ts';

/** The body comes in chunks of unsaid total length. */
export const missingContentLength = (): Fault => ({
  name: 'missing-content-length',
  concerns: isRead,
  play: async ({ forward, relay }) =>
    relay(await forward(), {
      headers: ({ 'content-length': dropped, ...headers }) => headers,
    }),
});
