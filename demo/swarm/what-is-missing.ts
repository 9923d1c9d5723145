import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startDockerEngine } from '../../test/support/docker-engine.ts';
import parts from '../../test/support/parts.json' with { type: 'json' };

const NEEDED = ['dockerd', 'docker-registry', 'htpasswd', 'umoci', 'busybox'] as const;

/** Why no engine can be started here, in sentences; undefined where one can. */
export async function whatIsMissing(path: string, userId: number): Promise<string | undefined> {
  const folders = ['/usr/sbin', ...path.split(delimiter)];
  const absent = NEEDED.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (absent.length > 0) {
    const packages = absent.map((name) => parts[name].debian).join(' ');
    return `There is no ${absent.join(', ')} here: on Debian, \`apt-get install ${packages}\`.`;
  }
  if (userId !== 0) return 'Only root can start an engine.';
  try {
    const engine = await startDockerEngine();
    await engine.close();
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return `It did not start:\n${words.slice(-1000)}`;
  }
}
