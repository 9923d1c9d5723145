import { goBinary } from '../../test/support/servers/go-binary.ts';
import { peer } from './peer.ts';
import type { Journey } from './tool.ts';

const program = goBinary('regctl');

export const regctl = peer({
  name: 'regctl',
  version: [program, 'version'],
  copy: (journey) => [program, ...plainHttp(journey), 'image', 'copy', journey.from, journey.to],
});

function plainHttp({ from, to }: Journey): string[] {
  const hosts = new Set([from, to].map((reference) => reference.split('/')[0]));
  return [...hosts].flatMap((host) => ['--host', `reg=${host},tls=disabled`]);
}
