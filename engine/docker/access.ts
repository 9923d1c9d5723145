/** With what somebody signs in to an engine; nothing of it for a socket of this machine. */
export interface EngineAccess {
  /** Of an engine at tcp://. */
  readonly tls?: EngineCertificates;
  /** Lets tcp:// do without certificates though the engine is on another machine. */
  readonly isInsecure?: boolean;
  /** Of an engine at ssh://; what ssh's own configuration says where left out. */
  readonly ssh?: SshAccess;
}

/** A folder with ca.pem, cert.pem and key.pem, as Docker and Jenkins' `dockerCert` make it, or PEM texts. */
export type EngineCertificates =
  | { readonly folder: string }
  | {
      /** The authority of the engine's certificate, when it is none that Node trusts. */
      readonly ca?: string;
      readonly cert: string;
      readonly key: string;
    };

export interface SshAccess {
  /** File of the private key; the only one that is offered. */
  readonly identityFile?: string;
  readonly passphrase?: string;
  /** Where the address names no user. */
  readonly username?: string;
  /** Hosts that are trusted; one that is not in it is refused. */
  readonly knownHostsFile?: string;
}
