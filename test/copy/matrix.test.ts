import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pushImage } from '../support/images/push-image.ts';
import { describeWith } from '../support/parts.ts';
import { goBinary } from '../support/servers/go-binary.ts';
import { type Server, serverKinds } from '../support/servers/server-kinds.ts';
import { digestsOf, readAll } from './contents.ts';
import { copy, copyAndTag, openServer } from './copying.ts';
import { imageKinds } from './image-kinds.ts';

const run = promisify(execFile);
const kinds = Object.entries(imageKinds);
const servers = new Map<string, Server>();

describeWith(
  ['docker-registry', 'distribution-registry', 'crane', 'skopeo'],
  'copies between registries of several kinds',
  () => {
    beforeAll(async () => {
      for (const kind of serverKinds) servers.set(kind.name, await kind.start());
      await Promise.all(
        [...servers.values()].flatMap(({ url }) =>
          kinds.map(([, image], i) => pushImage({ url, repository: `kind-${i}` }, image)),
        ),
      );
    });

    afterAll(() => Promise.all([...servers.values()].map((server) => server.close())));

    function urlOf(name: string): string {
      const url = servers.get(name)?.url;
      if (url === undefined) throw new Error(`${name} was not started`);
      return url;
    }

    const pairs = serverKinds.flatMap(({ name: from }) =>
      serverKinds.map(({ name: to }) => ({ from, to })),
    );

    describe.each(pairs)('a copy from $from to $to', ({ from, to }) => {
      const suffix = serverKinds.findIndex(({ name }) => name === from);

      it('has every kind of image whole at the destination, byte for byte', async () => {
        const source = openServer(urlOf(from));
        const destination = from === to ? source : openServer(urlOf(to));

        for (const [i, [, image]] of kinds.entries()) {
          const { digest } = image.root;
          await copy({
            source: source(`kind-${i}`),
            destination: destination(`copy-${i}-from-${suffix}`),
            digest,
          });
        }

        for (const [i, [name, image]] of kinds.entries()) {
          const target = { url: urlOf(to), repository: `copy-${i}-from-${suffix}` };
          const found = await readAll(target, image.root.digest);
          expect(found, name).toEqual(digestsOf(image));
        }
      });
    });

    describe.each(serverKinds)('two copies at once into $name', ({ name }) => {
      const [first = '', second = ''] = ['an index', 'a nested index'].map(
        (kind) => imageKinds[kind]?.root.digest,
      );
      const start = (digest: string, repository: string, tag: string) => {
        const kind = kinds.findIndex(([, image]) => image.root.digest === digest);
        const source = openServer(urlOf('distribution 2.8'))(`kind-${kind}`);
        return copyAndTag(
          { source, destination: openServer(urlOf(name))(repository), digest },
          tag,
        );
      };

      it('of one image both succeed', async () => {
        const target = { url: urlOf(name), repository: 'at-once' };

        await Promise.all([start(first, 'at-once', 'a'), start(first, 'at-once', 'b')]);

        const whole = await readAll(target, first);
        expect(await readAll(target, 'a')).toEqual(whole);
        expect(await readAll(target, 'b')).toEqual(whole);
      });

      it('of two images under tags of their own both are whole', async () => {
        const target = { url: urlOf(name), repository: 'side-by-side' };

        await Promise.all([start(first, 'side-by-side', 'a'), start(second, 'side-by-side', 'b')]);

        expect(await readAll(target, 'a')).toEqual(await readAll(target, first));
        expect(await readAll(target, 'b')).toEqual(await readAll(target, second));
      });
    });

    describe('other clients', () => {
      it.each(serverKinds.map(({ name }) => name))('read from %s what was built', async (to) => {
        const image = imageKinds['a nested index'];
        if (image === undefined) throw new Error('no such kind');
        const repository = 'read-by-others';
        const index = kinds.findIndex(([name]) => name === 'a nested index');
        const source = openServer(urlOf('distribution 2.8'))(`kind-${index}`);
        const destination = openServer(urlOf(to))(repository);

        await copyAndTag({ source, destination, digest: image.root.digest }, '1');
        const reference = `${new URL(urlOf(to)).host}/${repository}:1`;
        const [skopeo, crane] = await Promise.all([
          run('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${reference}`]),
          run(goBinary('crane'), ['manifest', '--insecure', reference]),
        ]);

        expect(skopeo.stdout).toBe(image.root.bytes.toString());
        expect(crane.stdout).toBe(image.root.bytes.toString());
      });
    });
  },
);
