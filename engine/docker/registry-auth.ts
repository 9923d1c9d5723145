/** With what an engine, or each node of a swarm, signs in to a registry. */
export interface PullCredentials {
  readonly username: string;
  readonly password: string;
  /** `host` or `host:port` of the registry. */
  readonly registry: string;
}

/** @see https://docs.docker.com/reference/api/engine/version/v1.41/#section/Authentication */
export function registryAuthHeader(
  credentials: PullCredentials | undefined,
): Readonly<Record<string, string>> {
  if (credentials === undefined) return {};
  const { username, password, registry: serveraddress } = credentials;
  const json = JSON.stringify({ username, password, serveraddress });
  return { 'x-registry-auth': Buffer.from(json).toString('base64url') };
}
