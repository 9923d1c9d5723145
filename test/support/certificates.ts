import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PEM texts for one side of TLS, and the files that hold them. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
  readonly keyFile: string;
  readonly certFile: string;
}

/** A certificate authority that lives in a temporary folder. */
export interface CertificateAuthority {
  /** The authority's certificate, PEM. */
  readonly cert: string;
  readonly certFile: string;
  /**
   * @param hosts DNS names and IP addresses; `localhost` and `127.0.0.1` when left out
   * @param days from now until it ends, 2 when left out; a negative number for one that has expired
   */
  issue(hosts?: readonly string[], days?: number): Promise<ServerCertificate>;
  close(): Promise<void>;
}

/** Makes a throw-away authority with the `openssl` program. */
export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  const at = (name: string) => join(folder, name);
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-days', '2', '-subj', '/CN=promote-image test authority'],
    ...['-keyout', at('ca.key'), '-out', at('ca.crt')],
  ]);
  let issued = 0;

  return {
    cert: await readFile(at('ca.crt'), 'utf8'),
    certFile: at('ca.crt'),

    async issue(hosts = ['localhost', '127.0.0.1'], days = 2) {
      issued += 1;
      const [keyFile, request, extensions, certFile] = ['key', 'csr', 'ext', 'crt'].map((suffix) =>
        at(`server-${issued}.${suffix}`),
      ) as [string, string, string, string];
      await writeFile(extensions, `subjectAltName=${hosts.map(alternativeName).join(',')}\n`);
      await run('openssl', [
        ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
        ...['-subj', `/CN=${hosts[0]}`, '-keyout', keyFile, '-out', request],
      ]);
      await run('openssl', [
        ...['x509', '-req', '-in', request, '-CA', at('ca.crt'), '-CAkey', at('ca.key')],
        ...['-set_serial', String(issued), '-days', String(days)],
        ...['-extfile', extensions, '-out', certFile],
      ]);
      const [key, cert] = await Promise.all([
        readFile(keyFile, 'utf8'),
        readFile(certFile, 'utf8'),
      ]);
      return { key, cert, keyFile, certFile };
    },

    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function alternativeName(host: string): string {
  return /^[0-9.]+$|:/.test(host) ? `IP:${host}` : `DNS:${host}`;
}
