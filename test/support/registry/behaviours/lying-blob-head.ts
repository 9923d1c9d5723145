import type { Behaviour } from './behaviour.ts';

/**
 * HEAD says that every blob is there; GET and manifest pushes tell the truth.
 * https://github.com/sonatype/nexus-public/issues/264
 * @param sizeOf the `Content-Length` to pretend; none when left out
 */
export function lyingBlobHead(sizeOf?: (digest: string) => number): Behaviour {
  return {
    alter({ method, route }, { status }) {
      if (method !== 'HEAD' || route.kind !== 'blob' || status !== 404) return undefined;
      return {
        status: 200,
        headers: {
          'Content-Type': 'application/octet-stream',
          'Docker-Content-Digest': route.digest,
          ...(sizeOf && { 'Content-Length': `${sizeOf(route.digest)}` }),
        },
      };
    },
  };
}
