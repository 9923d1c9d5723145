/** Names of the environment variables that hold one credential. */
export interface CredentialVariables {
  readonly username: string;
  readonly password: string;
}

/** What a credential's id may hold; the same rule is in the schema. */
export const CREDENTIAL_ID = '^[A-Za-z0-9._-]+$';

/** Names of the environment variables that hold one secret: its text, or the path of its file. */
export interface SecretVariables {
  readonly text: string;
  readonly file: string;
}

/** Where Jenkins puts the credential `id`: `nexus-dev` is in `PROMOTE_IMAGE_NEXUS_DEV_USERNAME` and `…_PASSWORD`. */
export function credentialVariables(id: string): CredentialVariables {
  return { username: `${variable(id)}_USERNAME`, password: `${variable(id)}_PASSWORD` };
}

/** Where Jenkins puts a secret text or file: `signing-key` is in `PROMOTE_IMAGE_SIGNING_KEY_TOKEN` or `…_FILE`. */
export function secretVariables(id: string): SecretVariables {
  return { text: `${variable(id)}_TOKEN`, file: `${variable(id)}_FILE` };
}

/** Names of the environment variables with which somebody signs in to a Docker engine. */
export interface HostVariables {
  /** Path of a private key, with who it is for, and its passphrase. */
  readonly keyFile: string;
  readonly username: string;
  readonly passphrase: string;
  /** Path of a folder with ca.pem, cert.pem and key.pem. */
  readonly certificates: string;
}

/** Where Jenkins puts a private key, or a Docker client certificate. */
export function hostVariables(id: string): HostVariables {
  return {
    keyFile: `${variable(id)}_FILE`,
    username: `${variable(id)}_USERNAME`,
    passphrase: `${variable(id)}_PASSPHRASE`,
    certificates: `${variable(id)}_CERTS`,
  };
}

function variable(id: string): string {
  return `PROMOTE_IMAGE_${id.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}
