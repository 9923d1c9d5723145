import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const SOURCE = 'engine/answers/answer-schemas.ts';
const FOLDER = 'resources/promote-image/answers';

/** The JSON Schema of what each answer prints as JSON, one file an answer. */
export async function buildAnswerSchemas(root) {
  if (!existsSync(join(root, SOURCE))) {
    return { files: new Map(), skipped: `the schemas of answers; there is no ${SOURCE}.` };
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
  const { answerSchemas } = await import(`data:text/javascript;base64,${code}`);
  const files = Object.entries(answerSchemas).map(([name, schema]) => [
    `${FOLDER}/${name}.schema.json`,
    `${JSON.stringify(schema, null, 2)}\n`,
  ]);
  return { files: new Map(files) };
}
