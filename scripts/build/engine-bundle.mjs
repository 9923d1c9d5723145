import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { slimUndici } from './slim-undici.mjs';
import { noticesOf } from './third-party-notices.mjs';

const ENTRY = 'engine/main.ts';
const BUNDLE = 'resources/promote-image/engine.cjs';

/** The engine as one file that any Node from 20.18.1 on runs as it is. */
export async function buildEngineFiles(root) {
  if (!existsSync(join(root, ENTRY))) {
    return { files: new Map(), skipped: `the bundle; there is no ${ENTRY}.` };
  }
  const { version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { outputFiles, metafile } = await build({
    entryPoints: [ENTRY],
    absWorkingDir: root,
    bundle: true,
    write: false,
    outfile: BUNDLE,
    metafile: true,
    platform: 'node',
    target: 'node20.18',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    define: { PROMOTE_IMAGE_VERSION: JSON.stringify(version) },
    banner: {
      js: `#!/usr/bin/env node\n// promote-image ${version}, ${license}. Built from engine/; the notices of the packages inside are at the end.`,
    },
    plugins: [slimUndici],
    logLevel: 'warning',
  });
  const notices = await noticesOf(metafile, root);
  return { files: new Map([[BUNDLE, `${outputFiles[0].text}${notices}`]]) };
}
