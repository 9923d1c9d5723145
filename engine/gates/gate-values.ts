import type { Values } from '../web/placeholders.ts';
import type { GateContext } from './gate.ts';

/** What stands in the place of each of the placeholders of a gate. */
export function gateValues({ digest, image, environment, build }: GateContext): Values {
  return {
    digest,
    image,
    environment,
    build: build.number,
    commit: build.commit,
    version: build.version,
  };
}
