import { type Fault, isRead } from './fault.ts';

/** Content-Type names another media type than the content has. */
export const wrongContentType = (mediaType = 'text/plain'): Fault => ({
  name: 'wrong-content-type',
  concerns: isRead,
  play: async ({ forward, relay }) =>
    relay(await forward(), { headers: (headers) => ({ ...headers, 'content-type': mediaType }) }),
});
