import { goPrograms } from './go-install.mjs';

// A part of its own: it takes as long to build as all the others.
export const name = 'cosign';

export const { isThere, install, howTo } = goPrograms([
  {
    program: 'cosign',
    module: 'github.com/sigstore/cosign/v2',
    command: 'cmd/cosign',
    version: 'v2.6.5',
  },
]);
