import { once } from 'node:events';
import { createServer, request as plainRequest } from 'node:http';
import { type AddressInfo, connect as connectTo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createCertificateAuthority } from '../support/certificates.ts';
import { describeWith } from '../support/parts.ts';
import { connect } from './connected.ts';
import { startPeer } from './peer.ts';

describeWith(['openssl'], 'a request through a proxy', () => {
  it('in plain HTTP is handed to it whole, as http_proxy says', async () => {
    const [peer, proxy] = [await startPeer(() => ({ body: 'ok' })), await startForwardProxy()];
    const { sender } = connect({ http_proxy: proxy.url });

    const response = await sender.send({ method: 'GET', url: new URL('/v2/', peer.url) });

    expect(response.status).toBe(200);
    expect(proxy.log).toEqual([`GET ${peer.url.origin}/v2/`]);
  });

  it('with https goes through a tunnel, as HTTPS_PROXY says', async () => {
    const authority = await createCertificateAuthority();
    onTestFinished(authority.close);
    const peer = await startPeer(() => ({ body: 'ok' }), await authority.issue());
    const proxy = await startForwardProxy();
    const { sender } = connect({ HTTPS_PROXY: proxy.url }, authority.certFile);

    const response = await sender.send({ method: 'GET', url: peer.url });

    expect(response.status).toBe(200);
    expect(proxy.log).toEqual([`CONNECT ${peer.url.host}`]);
  });

  it('with https goes by itself where only http_proxy is set', async () => {
    const authority = await createCertificateAuthority();
    onTestFinished(authority.close);
    const peer = await startPeer(() => ({}), await authority.issue());
    const proxy = await startForwardProxy();
    const { sender } = connect({ http_proxy: proxy.url }, authority.certFile);

    await sender.send({ method: 'GET', url: peer.url });

    expect([peer.requests.length, proxy.log]).toEqual([1, []]);
  });

  it.each(['127.0.0.1', '*', 'example.com, 127.0.0.1:PORT'])(
    'goes by itself to what NO_PROXY names: %s',
    async (names) => {
      const [peer, proxy] = [await startPeer(() => ({})), await startForwardProxy()];
      const { sender } = connect({
        HTTP_PROXY: proxy.url,
        NO_PROXY: names.replace('PORT', peer.url.port),
      });

      await sender.send({ method: 'GET', url: peer.url });

      expect([peer.requests.length, proxy.log]).toEqual([1, []]);
    },
  );

  it('with a body arrives whole', async () => {
    const [peer, proxy] = [await startPeer(() => ({ status: 201 })), await startForwardProxy()];
    const { sender } = connect({ http_proxy: proxy.url });
    const chunks = (async function* () {
      yield Buffer.from('two ');
      yield Buffer.from('parts');
    })();

    const response = await sender.send({
      method: 'PUT',
      url: peer.url,
      body: { lengthBytes: 9, chunks },
    });

    expect([response.status, peer.requests[0]?.body]).toEqual([201, 'two parts']);
  });

  it('finds a proxy that is named without a scheme', async () => {
    const [peer, proxy] = [await startPeer(() => ({})), await startForwardProxy()];
    const { sender } = connect({ http_proxy: new URL(proxy.url).host });

    await sender.send({ method: 'GET', url: peer.url });

    expect(proxy.log.length).toBe(1);
  });

  it('says that the proxy refuses, and which host it has to allow', async () => {
    const proxy = await startForwardProxy(407);
    const { sender } = connect({ https_proxy: proxy.url });

    await expect(
      sender.send({ method: 'GET', url: new URL('https://nexus.example.com:8082') }),
    ).rejects.toMatchObject({
      code: 'PROXY_REFUSED',
      message: 'The proxy of this agent does not connect us to nexus.example.com:8082 (HTTP 407).',
      remedy:
        'Have it allow nexus.example.com:8082, or add nexus.example.com to NO_PROXY on the agent; HTTPS_PROXY may hold its user and password.',
    });
  });

  it.each(['http://', 'http://[x'])('refuses %j as the address of a proxy', (address) => {
    expect(() => connect({ https_proxy: address })).toThrow(
      expect.objectContaining({
        code: 'PROXY_INVALID',
        message: 'The environment variable https_proxy is no address of a proxy.',
      }),
    );
  });
});

/** A proxy as agents have them: absolute URLs for plain HTTP, tunnels for the rest. */
async function startForwardProxy(
  refusal?: number,
): Promise<{ readonly url: string; readonly log: readonly string[] }> {
  const log: string[] = [];
  const server = createServer((incoming, response) => {
    log.push(`${incoming.method} ${incoming.url}`);
    const { method, headers } = incoming;
    const outgoing = plainRequest(incoming.url ?? '', { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing);
  });
  server.on('connect', (incoming, socket) => {
    log.push(`CONNECT ${incoming.url}`);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = (incoming.url ?? '').split(':');
    const upstream = connectTo(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, log };
}
