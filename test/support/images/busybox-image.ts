import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseDigest } from '../../../engine/oci/digest.ts';
import { contentsOf, parseManifest } from '../../../engine/oci/manifest.ts';
import { buildIndex } from './build-index.ts';
import { type BuiltImage, type BuiltManifest, builtImage } from './built-image.ts';

const run = promisify(execFile);
const BUSYBOX = '/bin/busybox';

export interface BusyboxImageOptions {
  /** The first one runs on an amd64 engine; others hold the same file system under another name. */
  readonly platforms?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}

/** True where Debian's umoci and busybox-static are installed. */
export function hasBusyboxTools(): Promise<boolean> {
  return Promise.all([run('umoci', ['--version']), access(BUSYBOX)]).then(
    () => true,
    () => false,
  );
}

/** An image with a real root file system that an engine can run, made by `umoci`. */
export async function buildBusyboxImage(options: BusyboxImageOptions = {}): Promise<BuiltImage> {
  const { platforms = ['linux/amd64', 'linux/arm64'] } = options;
  const folder = await mkdtemp(join(tmpdir(), 'busybox-image-'));
  try {
    const layout = join(folder, 'layout');
    await makeRootFileSystem(join(folder, 'rootfs'));
    await run('umoci', ['init', '--layout', layout]);
    const images: BuiltImage[] = [];
    for (const [i, platform] of platforms.entries()) {
      const reference = `${layout}:platform-${i}`;
      await run('umoci', ['new', '--image', reference]);
      await run('umoci', [
        'insert',
        '--rootless',
        '--image',
        reference,
        join(folder, 'rootfs'),
        '/',
      ]);
      await configure(reference, platform, options);
      images.push(await readLayout(layout, `platform-${i}`));
    }
    const [only] = images;
    if (only !== undefined && images.length === 1) return only;
    return buildIndex(images.map((image, i) => ({ image, platform: platforms[i] ?? '' })));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeRootFileSystem(rootfs: string): Promise<void> {
  for (const name of ['bin', 'tmp', 'etc']) await mkdir(join(rootfs, name), { recursive: true });
  await copyFile(BUSYBOX, join(rootfs, 'bin/busybox'));
  for (const applet of ['sh', 'sleep', 'echo', 'cat', 'httpd', 'wget', 'true']) {
    await symlink('busybox', join(rootfs, 'bin', applet));
  }
}

async function configure(
  reference: string,
  platform: string,
  { labels = {}, command = ['/bin/sleep', '3600'] }: BusyboxImageOptions,
): Promise<void> {
  const [os = '', architecture = ''] = platform.split('/');
  const more = [
    ...Object.entries(labels).flatMap(([name, value]) => ['--config.label', `${name}=${value}`]),
    ...command.flatMap((word) => ['--config.cmd', word]),
  ];
  await run('umoci', [
    'config',
    '--image',
    reference,
    '--os',
    os,
    '--architecture',
    architecture,
    ...more,
  ]);
}

/** @see https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md */
async function readLayout(layout: string, name: string): Promise<BuiltImage> {
  const blob = (digest: string) => readFile(join(layout, 'blobs', digest.replace(':', '/')));
  const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
    manifests: { mediaType: string; digest: string; annotations: Record<string, string> }[];
  };
  const entry = index.manifests.find(
    ({ annotations }) => annotations['org.opencontainers.image.ref.name'] === name,
  );
  if (entry === undefined) throw new Error(`umoci made no image ${name}.`);
  const digest = parseDigest(entry.digest);
  const bytes = await blob(digest);
  const manifest = parseManifest(bytes, entry.mediaType, digest);
  const contents = contentsOf(manifest).map(
    async (content) => [content.digest, await blob(content.digest)] as const,
  );
  const { descriptor } = manifest;
  const root: BuiltManifest = { mediaType: descriptor.mediaType, digest, bytes, descriptor };
  return builtImage(root, [], new Map(await Promise.all(contents)));
}
