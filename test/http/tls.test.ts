import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CertificateAuthority, createCertificateAuthority } from '../support/certificates.ts';
import { describeWith } from '../support/parts.ts';
import { connect } from './connected.ts';
import { startPeer } from './peer.ts';

const run = promisify(execFile);
let authority: CertificateAuthority;

describeWith(['openssl'], 'a certificate', () => {
  beforeAll(async () => {
    authority = await createCertificateAuthority();
  });
  afterAll(() => authority.close());

  it('of a private authority is trusted where `ca` names the authority', async () => {
    const peer = await startPeer(() => ({}), await authority.issue());
    const { sender } = connect({}, authority.certFile);

    const response = await sender.send({ method: 'GET', url: peer.url });

    expect(response.status).toBe(200);
  });

  it('of a private authority is trusted where NODE_EXTRA_CA_CERTS names it, beside another `ca`', async () => {
    const other = await createCertificateAuthority();
    onTestFinished(other.close);
    const peer = await startPeer(() => ({}), await authority.issue());
    const { sender } = connect({ NODE_EXTRA_CA_CERTS: authority.certFile }, other.certFile);

    const response = await sender.send({ method: 'GET', url: peer.url });

    expect(response.status).toBe(200);
  });

  it('of a private authority is trusted where Node was started with NODE_EXTRA_CA_CERTS', async () => {
    const peer = await startPeer(() => ({}), await authority.issue());
    const program = await bundledProgram(`
      import { createClient } from './engine/http/client.ts';
      import { createDispatcher } from './engine/http/dispatcher.ts';
      import { createLimiter } from './engine/http/limiter.ts';
      const clock = { now: () => new Date(), random: () => 1, sleep: async () => {} };
      const client = createClient(createDispatcher(process.env, undefined), createLimiter(clock.sleep), clock);
      const { status } = await client.send({ method: 'GET', url: new URL(process.argv[2]) });
      console.log(status);
    `);

    const { stdout } = await run(process.execPath, [program, peer.url.href], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: authority.certFile },
    });

    expect(stdout).toBe('200\n');
  });

  it('of an unknown authority is refused at once, and `ca` named', async () => {
    const peer = await startPeer(() => ({}), await authority.issue());
    const { sender, clock } = connect();

    await expect(sender.send({ method: 'GET', url: peer.url })).rejects.toMatchObject({
      code: 'UNTRUSTED_CERTIFICATE',
      message: `The certificate of ${peer.url.host} is not trusted: unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE).`,
      remedy:
        'Name the PEM file of your certificate authority as `ca` of this registry in promotion.yaml, or set NODE_EXTRA_CA_CERTS on the agent.',
    });
    expect(clock.slept).toEqual([]);
  });

  it('for another host is refused, and what to write instead is told', async () => {
    const peer = await startPeer(() => ({}), await authority.issue(['nexus.example.com']));
    const { sender } = connect({}, authority.certFile);

    await expect(sender.send({ method: 'GET', url: peer.url })).rejects.toMatchObject({
      code: 'UNTRUSTED_CERTIFICATE',
      message: expect.stringContaining('(ERR_TLS_CERT_ALTNAME_INVALID)'),
      remedy:
        'It is for other names: write one of them as `url` in promotion.yaml, or have one issued for 127.0.0.1.',
    });
  });

  it('that has expired is refused, and no other authority suggested', async () => {
    const peer = await startPeer(() => ({}), await expiredCertificate());
    const { sender } = connect({}, authority.certFile);

    await expect(sender.send({ method: 'GET', url: peer.url })).rejects.toMatchObject({
      code: 'UNTRUSTED_CERTIFICATE',
      message: `The certificate of ${peer.url.host} is not trusted: certificate has expired (CERT_HAS_EXPIRED).`,
      remedy: `Renew the certificate of ${peer.url.host}, on the registry or on the proxy before it.`,
    });
  });

  it.each([
    ['is not there', undefined, 'ENOENT'],
    ['holds none', 'nonsense', 'it holds no PEM certificate'],
    [
      'holds a damaged one',
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
      'it holds no PEM certificate',
    ],
  ])('file that %s is a fault of the configuration', async (_, text, why) => {
    const file = join(await temporaryFolder(), 'ca.pem');
    if (text !== undefined) await writeFile(file, text);

    expect(() => connect({}, file)).toThrow(
      expect.objectContaining({
        code: 'CA_UNREADABLE',
        kind: 'configuration',
        message: expect.stringContaining(why),
      }),
    );
  });
});

describe('an https URL', () => {
  it('on a port of plain HTTP is told as such, once', async () => {
    const peer = await startPeer(() => ({}));
    const { sender, clock } = connect();
    const url = new URL(peer.url.href.replace('http:', 'https:'));

    await expect(sender.send({ method: 'GET', url })).rejects.toMatchObject({
      code: 'NO_TLS',
      remedy: `If this address really speaks plain HTTP, write http://${peer.url.host} in promotion.yaml.`,
    });
    expect([peer.requests.length, clock.slept]).toEqual([0, []]);
  });
});

describe('a port', () => {
  it('that speaks no HTTP is told as such', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    });
    server.listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await expect.poll(() => server.listening).toBe(true);
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { sender } = connect();

    await expect(
      sender.send({ method: 'GET', url: new URL(`http://127.0.0.1:${port}`) }),
    ).rejects.toMatchObject({
      code: 'NO_HTTP',
      message: expect.stringContaining(`127.0.0.1:${port} did not answer in HTTP`),
    });
  });

  it('that nobody listens on is told after three attempts', async () => {
    const { sender, clock } = connect();

    await expect(
      sender.send({ method: 'GET', url: new URL('http://127.0.0.1:1') }),
    ).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: '127.0.0.1:1 did not answer: connect ECONNREFUSED 127.0.0.1:1 (ECONNREFUSED).',
    });
    expect(clock.slept).toEqual([200, 400]);
  });
});

describe('a host', () => {
  it('that no name server knows is told, with the name', async () => {
    const { sender } = connect();

    await expect(
      sender.send({ method: 'GET', url: new URL('http://no-such-host.invalid:8082') }),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/^(HOST_UNKNOWN|UNREACHABLE)$/),
      message: expect.stringMatching(/no-such-host\.invalid.*(ENOTFOUND|EAI_AGAIN)/),
    });
  });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Valid on one day in 2020, under the authority of these tests. */
async function expiredCertificate() {
  const folder = await temporaryFolder();
  const at = (name: string) => join(folder, name);
  const { keyFile } = await authority.issue();
  await run('openssl', ['req', '-new', '-key', keyFile, '-subj', '/CN=old', '-out', at('csr')]);
  await writeFile(at('index.txt'), '');
  const configuration = `[ca]\ndefault_ca=it\n[it]\ndatabase=${at('index.txt')}\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\npolicy=any\nx509_extensions=names\n[any]\ncommonName=supplied\n[names]\nsubjectAltName=IP:127.0.0.1\n`;
  await writeFile(at('ca.cnf'), configuration);
  await run('openssl', [
    ...['ca', '-batch', '-notext', '-config', at('ca.cnf'), '-in', at('csr'), '-out', at('crt')],
    ...['-cert', authority.certFile, '-keyfile', authority.certFile.replace('.crt', '.key')],
    ...['-startdate', '20200101000000Z', '-enddate', '20200102000000Z'],
  ]);
  const [key, cert] = await Promise.all([readFile(keyFile, 'utf8'), readFile(at('crt'), 'utf8')]);
  return { key, cert };
}

async function bundledProgram(contents: string): Promise<string> {
  const outfile = join(await temporaryFolder(), 'program.mjs');
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  return outfile;
}
