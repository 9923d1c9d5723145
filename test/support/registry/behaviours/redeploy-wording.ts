import { failure } from '../answer.ts';
import type { Behaviour } from './behaviour.ts';

/** A refusal by `ALLOW_ONCE` in the words of newer releases. */
export function redeployWording(status: 400 | 409 = 400): Behaviour {
  return {
    alter(_request, { refused }) {
      if (refused === undefined) return undefined;
      const detail = `${refused.repository}/${refused.asset} cannot be updated as asset already exists and redeploy is not allowed`;
      return failure(status, 'BLOB_UPLOAD_INVALID', 'blob upload invalid', detail);
    },
  };
}
