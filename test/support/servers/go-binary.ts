import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the set-up puts a program that it builds with `go install`. */
export function goBinary(name: string): string {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'promote-image', 'bin', name);
}
