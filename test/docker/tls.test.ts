import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { EngineCertificates } from '../../engine/docker/access.ts';
import { openDockerEngine } from '../../engine/docker/connect.ts';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type ServerCertificate,
} from '../support/certificates.ts';
import { hasDockerEngine, startDockerEngine } from '../support/docker-engine.ts';
import { findFreePort } from '../support/free-port.ts';
import { describeWith } from '../support/parts.ts';
import { refusalOf, tools } from './engine-tools.ts';

let authority: CertificateAuthority;
let client: ServerCertificate;

beforeAll(async () => {
  authority = await createCertificateAuthority();
  client = await authority.issue(['jenkins']);
});
afterAll(() => authority.close());

describe.skipIf(!(await hasDockerEngine()))('an engine that asks for certificates', () => {
  let port: number;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const server = await authority.issue();
    port = await findFreePort();
    ({ close } = await startDockerEngine({
      flags: [
        ...['--host', `tcp://127.0.0.1:${port}`, '--tlsverify', '--tlscacert', authority.certFile],
        ...['--tlscert', server.certFile, '--tlskey', server.keyFile],
      ],
    }));
  });
  afterAll(() => close());

  it('lets in whom its authority knows', async () => {
    const engine = await open(port, { ca: authority.cert, ...client });

    const { status } = await engine.send({ method: 'GET', path: '/info' });

    expect(status).toBe(200);
  });

  it('takes a folder as docker and Jenkins make it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await copyFile(authority.certFile, join(folder, 'ca.pem'));
    await copyFile(client.certFile, join(folder, 'cert.pem'));
    await copyFile(client.keyFile, join(folder, 'key.pem'));

    const engine = await open(port, { folder });

    expect((await engine.send({ method: 'GET', path: '/info' })).status).toBe(200);
  });

  it('refuses a client of another authority', async () => {
    const other = await createCertificateAuthority();
    onTestFinished(other.close);
    const stranger = await other.issue(['jenkins']);

    const refusal = await refusalFrom(port, { ca: authority.cert, ...stranger });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_DENIED (denied)
      The Docker engine qa (tcp://localhost:2376) refused our client certificate (ERR_SSL_…).
      Check that cert.pem of the credential has not expired and was issued for clients by the authority in the engine's \`--tlscacert\`."
    `);
  });

  it('refuses a client whose certificate has expired', async () => {
    const late = await authority.issue(['jenkins'], -1);

    const refusal = await refusalFrom(port, { ca: authority.cert, ...late });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_DENIED (denied)
      The Docker engine qa (tcp://localhost:2376) refused our client certificate (ERR_SSL_…).
      Check that cert.pem of the credential has not expired and was issued for clients by the authority in the engine's \`--tlscacert\`."
    `);
  });

  it('is no engine to who speaks without TLS', async () => {
    const opening = openDockerEngine('qa', { kind: 'tcp', host: '127.0.0.1', port }, {}, tools);

    expect(await refusalOf(opening, { [`:${port}`]: ':2376' })).toMatchInlineSnapshot(`
      "ENGINE_UNREACHABLE (unavailable)
      What answers at qa (tcp://127.0.0.1:2376) is no Docker engine (HTTP 400: Client sent an HTTP request to an HTTPS server.).
      Check the address of the host in promotion.yaml; an engine that asks for TLS needs a credential with client certificates."
    `);
  });
});

describeWith(['openssl'], 'the certificate of an engine', () => {
  it('is not trusted when it has expired', async () => {
    const port = await present(await authority.issue(['localhost'], -1));

    const refusal = await refusalFrom(port, { ca: authority.cert, ...client });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNTRUSTED (unavailable)
      The certificate of the Docker engine qa (tcp://localhost:2376) is not trusted: certificate has expired (CERT_HAS_EXPIRED).
      Renew the certificate that the engine presents (its \`--tlscert\`)."
    `);
  });

  it('is not trusted when it is for another host', async () => {
    const port = await present(await authority.issue(['swarm-uat.example.com']));

    const refusal = await refusalFrom(port, { ca: authority.cert, ...client });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNTRUSTED (unavailable)
      The certificate of the Docker engine qa (tcp://localhost:2376) is not trusted: Hostname/IP does not match certificate's altnames: Host: localhost. is not in the cert's altnames: DNS:swarm-uat.example.com (ERR_TLS_CERT_ALTNAME_INVALID).
      Write one of those names as the host's address, or have a certificate issued for the one in tcp://localhost:2376."
    `);
  });

  it('is not trusted when another authority issued it', async () => {
    const other = await createCertificateAuthority();
    onTestFinished(other.close);
    const port = await present(await other.issue());

    const refusal = await refusalFrom(port, { ca: authority.cert, ...client });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_UNTRUSTED (unavailable)
      The certificate of the Docker engine qa (tcp://localhost:2376) is not trusted: unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE).
      The ca.pem of the credential has to be the authority that issued the certificate of this engine. If it is, somebody else answers at this address."
    `);
  });
});

describeWith(['openssl'], 'our certificate', () => {
  it('is refused when its files are not there', async () => {
    const refusal = await refusalFrom(2376, { folder: '/no-such-folder' });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_KEYS_UNREADABLE (configuration)
      The client certificate for the Docker engine qa (tcp://localhost:2376) cannot be used: ENOENT: no such file or directory, open '/no-such-folder/ca.pem'.
      The credential holds three PEM files: ca.pem, cert.pem, and key.pem without a passphrase, as \`docker\` takes them from DOCKER_CERT_PATH."
    `);
  });

  it('is refused when it is none', async () => {
    const refusal = await refusalFrom(2376, { cert: 'a certificate', key: client.key });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_KEYS_UNREADABLE (configuration)
      The client certificate for the Docker engine qa (tcp://localhost:2376) cannot be used: error:0480006C:PEM routines::no start line.
      The credential holds three PEM files: ca.pem, cert.pem, and key.pem without a passphrase, as \`docker\` takes them from DOCKER_CERT_PATH."
    `);
  });

  it('is refused when the key is of another one', async () => {
    const { key } = await authority.issue(['jenkins']);

    const refusal = await refusalFrom(2376, { cert: client.cert, key });

    expect(refusal).toMatchInlineSnapshot(`
      "ENGINE_KEYS_UNREADABLE (configuration)
      The client certificate for the Docker engine qa (tcp://localhost:2376) cannot be used: error:05800074:x509 certificate routines::key values mismatch.
      The credential holds three PEM files: ca.pem, cert.pem, and key.pem without a passphrase, as \`docker\` takes them from DOCKER_CERT_PATH."
    `);
  });
});

async function open(port: number, tls: EngineCertificates) {
  const address = { kind: 'tcp', host: 'localhost', port } as const;
  const engine = await openDockerEngine('qa', address, { tls }, tools);
  onTestFinished(engine.close);
  return engine;
}

async function refusalFrom(port: number, tls: EngineCertificates): Promise<string> {
  const refusal = await refusalOf(open(port, tls), { [`:${port}`]: ':2376' });
  // Which alert it is changed between releases of the engine.
  return refusal.replace(/ERR_SSL_\w+_ALERT_\w+/, 'ERR_SSL_…');
}

/** A server that presents a certificate, of which no client gets further. */
async function present({ key, cert }: ServerCertificate): Promise<number> {
  const server = createServer({ key, cert }).on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
