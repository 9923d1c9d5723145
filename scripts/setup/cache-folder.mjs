import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where fetched parts are kept between runs and checkouts. */
export const cacheFolder = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'promote-image',
);
