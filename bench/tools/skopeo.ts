import { peer } from './peer.ts';

export const skopeo = peer({
  name: 'skopeo',
  version: ['skopeo', '--version'],
  copy: ({ from, to }) => [
    ...['skopeo', 'copy', '--all', '--preserve-digests'],
    ...['--src-tls-verify=false', '--dest-tls-verify=false'],
    ...[`docker://${from}`, `docker://${to}`],
  ],
});
