import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** The JSON Schemas that the project publishes besides that of promotion.yaml: one file each, from one source. */
const PUBLISHED = [
  { source: 'engine/evidence/record-schemas.ts', member: 'recordSchemas', folder: 'records' },
  { source: 'engine/answers/answer-schemas.ts', member: 'answerSchemas', folder: 'answers' },
];

export async function buildPublishedSchemas(root) {
  const files = new Map();
  for (const { source, member, folder } of PUBLISHED) {
    if (!existsSync(join(root, source))) {
      return { files: new Map(), skipped: `the published schemas; there is no ${source}.` };
    }
    const { [member]: schemas } = await importSource(root, source);
    for (const [name, schema] of Object.entries(schemas)) {
      const text = `${JSON.stringify(schema, null, 2)}\n`;
      files.set(`resources/promote-image/${folder}/${name}.schema.json`, text);
    }
  }
  return { files };
}

async function importSource(root, source) {
  const { outputFiles } = await build({
    entryPoints: [source],
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
