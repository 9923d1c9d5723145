import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const SOURCE = 'engine/evidence/record-schemas.ts';
const FOLDER = 'resources/promote-image/records';

/** The JSON Schema of what each kind of record says, one file a kind. */
export async function buildRecordSchemas(root) {
  if (!existsSync(join(root, SOURCE))) {
    return { files: new Map(), skipped: `the schemas of records; there is no ${SOURCE}.` };
  }
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { recordSchemas } = await import(`data:text/javascript;base64,${code}`);
  const files = Object.entries(recordSchemas).map(([kind, schema]) => [
    `${FOLDER}/${kind}.schema.json`,
    `${JSON.stringify(schema, null, 2)}\n`,
  ]);
  return { files: new Map(files) };
}
