/** Names of Docker Hub, which references leave out. */
const HUB = /^(?:index\.|registry-1\.)?docker\.io\//;

/** `host/name` of a reference without tag and digest, in one spelling; undefined of an image id. */
export function nameOfImage(reference: string): string | undefined {
  const [beforeDigest = ''] = reference.split('@', 1);
  const slash = beforeDigest.lastIndexOf('/');
  const colon = beforeDigest.lastIndexOf(':');
  const name = colon > slash ? beforeDigest.slice(0, colon) : beforeDigest;
  if (name === 'sha256' || name === '') return undefined;
  return inOneSpelling(name);
}

/** The tag of a reference, if it has one. */
export function tagOfImage(reference: string): string | undefined {
  const [beforeDigest = ''] = reference.split('@', 1);
  const colon = beforeDigest.lastIndexOf(':');
  const isTagged = colon > beforeDigest.lastIndexOf('/') && !beforeDigest.startsWith('sha256:');
  return isTagged ? beforeDigest.slice(colon + 1) : undefined;
}

/** As Docker's own rule has it: without a host it is Docker Hub, and there one part alone is an official image. */
export function inOneSpelling(name: string): string {
  const [first = ''] = name.split('/', 1);
  const hasHost = name.includes('/') && (first === 'localhost' || /[.:]/.test(first));
  const full = hasHost ? name.replace(HUB, 'docker.io/') : `docker.io/${name}`;
  return /^docker\.io\/[^/]+$/.test(full) ? full.replace('/', '/library/') : full;
}
