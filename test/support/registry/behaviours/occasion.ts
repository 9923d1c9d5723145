import type { RegistryRequest } from '../request.ts';

/** Which requests a behaviour is for; all that it fits when left out. */
export interface Occasion {
  readonly when?: (request: RegistryRequest) => boolean;
  /** Spares this many of them first. */
  readonly skip?: number;
  /** Then strikes this often; for ever when left out. */
  readonly times?: number;
}

/** A counter that is asked once for every request that a behaviour fits. */
export function strikes({ when = () => true, skip = 0, times = Infinity }: Occasion) {
  let seen = 0;
  return (request: RegistryRequest): boolean => {
    if (!when(request)) return false;
    seen += 1;
    return seen > skip && seen <= skip + times;
  };
}
