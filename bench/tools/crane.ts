import { goBinary } from '../../test/support/servers/go-binary.ts';
import { peer } from './peer.ts';

const program = goBinary('crane');

export const crane = peer({
  name: 'crane',
  version: [program, 'version'],
  copy: ({ from, to }) => [program, 'copy', from, to],
});
