import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { describeWith, type Part, partPath } from '../support/parts.ts';

const PATH = 'resources/promote-image/engine.cjs';
const ROOT = resolve(import.meta.dirname, '../..');
const bundle = await readFile(join(ROOT, PATH), 'utf8');

describe('the committed bundle', () => {
  it('is what its sources build, every time and in another folder', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'bundle-'));
    onTestFinished(() => rm(copy, { recursive: true }));
    for (const part of ['engine', 'scripts', 'resources', 'package.json', 'tsconfig.json']) {
      await cp(join(ROOT, part), join(copy, part), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));

    const check = await execa('node', ['scripts/build.mjs', '--check'], {
      cwd: copy,
      all: true,
      reject: false,
    });

    expect(check.all).toBe('The committed build is what the sources build.');
  });

  it('is under 1.5 MiB, since Jenkins writes it into every build', () => {
    expect(Buffer.byteLength(bundle)).toBeLessThan(1.5 * 1024 * 1024);
  });

  it('carries a notice for every package inside', async () => {
    const { metafile } = await build({
      entryPoints: [join(ROOT, 'engine/main.ts')],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs).join('\n');
    const inside = [...inputs.matchAll(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(
      ([, name]) => name,
    );

    const notices = bundle.slice(bundle.lastIndexOf('/*\nThird-party packages'));
    const noticed = [...notices.matchAll(/^=== (\S+) \S+ \(\S+\) ===\n\S/gm)].map(
      ([, name]) => name,
    );

    expect(noticed).toContain('undici');
    expect(new Set(noticed)).toEqual(new Set(inside));
  });

  it('names no folder of the machine that built it', () => {
    expect(bundle.includes(ROOT)).toBe(false);
  });

  it('loads no HTTP client to tell its version', async () => {
    const listModules = `process.on('exit', () => console.log(process.moduleLoadList.join('\\n')))`;

    const { stdout } = await execa(
      'node',
      ['--import', `data:text/javascript,${encodeURIComponent(listModules)}`, PATH, '--version'],
      { cwd: ROOT },
    );
    const loaded = stdout.split('\n');

    expect(loaded).toContain(packageJson.version);
    expect(loaded).toContain('NativeModule fs');
    expect(loaded).not.toContain('NativeModule tls');
  });
});

describe.each<Part>(['node-20.18.1', 'node-24'])('%s', (node) => {
  describeWith([node], 'runs the bundle', () => {
    it('and gets its version', async () => {
      const { stdout, stderr } = await execa(partPath(node), [PATH, '--version'], { cwd: ROOT });

      expect({ stdout, stderr }).toEqual({ stdout: packageJson.version, stderr: '' });
    });
  });
});
