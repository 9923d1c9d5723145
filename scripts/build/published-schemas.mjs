import { importSource } from './import-source.mjs';

/** The JSON Schemas that the project publishes besides that of promotion.yaml: one file each, from one source. */
const PUBLISHED = [
  { source: 'engine/evidence/record-schemas.ts', member: 'recordSchemas', folder: 'records' },
  { source: 'engine/answers/answer-schemas.ts', member: 'answerSchemas', folder: 'answers' },
];

export async function buildPublishedSchemas(root) {
  const files = new Map();
  for (const { source, member, folder } of PUBLISHED) {
    const { [member]: schemas } = await importSource(root, `export * from './${source}';`);
    for (const [name, schema] of Object.entries(schemas)) {
      const text = `${JSON.stringify(schema, null, 2)}\n`;
      files.set(`resources/promote-image/${folder}/${name}.schema.json`, text);
    }
  }
  return files;
}
