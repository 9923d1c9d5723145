import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goBinary } from './go-binary.ts';
import { type RunningServer, startServerProgram } from './server-program.ts';

export interface Distribution3Options {
  /** `REGISTRY_…` variables, which override the configuration file. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts distribution 3, the successor of Debian's docker-registry, with deletes enabled. */
export async function startDistribution3({
  env,
}: Distribution3Options = {}): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'distribution-3-'));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const configuration = join(folder, 'config.yml');
  await writeFile(configuration, JSON.stringify(configure(join(folder, 'content'))));
  try {
    const server = await startServerProgram({
      file: goBinary('distribution-registry'),
      args: ['serve', configuration],
      env: { OTEL_TRACES_EXPORTER: 'none', ...env },
      announcement: /listening on 127\.0\.0\.1:(\d+)/,
    });
    return { ...server, close: () => server.close().then(removeFolder) };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

/** The file is read as YAML, which JSON is. https://distribution.github.io/distribution/about/configuration/ */
const configure = (rootdirectory: string) => ({
  version: 0.1,
  log: { level: 'info', accesslog: { disabled: true } },
  storage: { filesystem: { rootdirectory }, delete: { enabled: true } },
  http: { addr: '127.0.0.1:0' },
});
