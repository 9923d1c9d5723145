import { answerInstead } from '../exchange.ts';
import type { Fault } from './fault.ts';

/** What distribution answers for a manifest while somebody else stores the same content, without the names that it adds. */
export const calledUnknown = (): Fault => ({
  name: 'called-unknown',
  concerns: ({ method, path }) => method === 'PUT' && path.includes('/manifests/'),
  play: (exchange) =>
    answerInstead(
      exchange,
      400,
      { 'content-type': 'application/json' },
      '{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown to registry"}]}\n',
    ),
});
