/** Names of the environment variables that hold one credential. */
export interface CredentialVariables {
  readonly username: string;
  readonly password: string;
}

/** What a credential's id may hold; the same rule is in the schema. */
export const CREDENTIAL_ID = '^[A-Za-z0-9._-]+$';

/** Where Jenkins puts the credential `id`: `nexus-dev` is in `PROMOTE_IMAGE_NEXUS_DEV_USERNAME` and `…_PASSWORD`. */
export function credentialVariables(id: string): CredentialVariables {
  const name = `PROMOTE_IMAGE_${id.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  return { username: `${name}_USERNAME`, password: `${name}_PASSWORD` };
}
