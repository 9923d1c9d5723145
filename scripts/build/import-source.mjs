import { build } from 'esbuild';

/** What a TypeScript file, or several lines of them, exports now; Node 20 does not run TypeScript. */
export async function importSource(root, contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
