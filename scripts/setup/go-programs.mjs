import { goPrograms } from './go-install.mjs';

// Peers and registries that Debian does not have; the names of the programs are those of parts.json.
export const name = 'crane, regctl and distribution 3';

export const { isThere, install, howTo } = goPrograms([
  {
    program: 'crane',
    module: 'github.com/google/go-containerregistry',
    command: 'cmd/crane',
    version: 'v0.22.1',
  },
  {
    program: 'regctl',
    module: 'github.com/regclient/regclient',
    command: 'cmd/regctl',
    version: 'v0.11.7',
  },
  {
    program: 'distribution-registry',
    module: 'github.com/distribution/distribution/v3',
    command: 'cmd/registry',
    version: 'v3.1.2',
  },
]);
