import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const SOURCE = 'engine/promotion/configuration-schema.ts';
const VALIDATOR = 'engine/config/promotion-validator.generated';

const DECLARATION = `import type { ErrorObject } from 'ajv';

/** Checks a promotion.yaml that was read; what it found wrong is in \`errors\` until the next call. */
declare const validate: {
  (data: unknown): boolean;
  errors?: readonly ErrorObject[] | null;
};
export { validate };
export default validate;
`;

/** The published JSON Schema of promotion.yaml, and the same as code that needs no compiler at run time. */
export async function buildConfigurationFiles(root) {
  if (!existsSync(join(root, SOURCE))) {
    return { files: new Map(), skipped: `the schema and its validator; there is no ${SOURCE}.` };
  }
  const { configurationSchema: schema, VALIDATOR_OPTIONS: options } = await importSources(root);
  const ajv = new Ajv({ ...options, code: { source: true, esm: true, lines: false } });
  const code = standaloneCode(ajv, ajv.compile(schema));
  return {
    files: new Map([
      [`${VALIDATOR}.js`, `// Built from ${SOURCE} by \`npm run build\`.\n${withImports(code)}\n`],
      [`${VALIDATOR}.d.ts`, `// Built by \`npm run build\`.\n${DECLARATION}`],
      ['resources/promote-image/promotion.schema.json', `${JSON.stringify(schema, null, 2)}\n`],
    ]),
  };
}

async function importSources(root) {
  const contents = `export * from './${SOURCE}'; export * from './engine/config/schema.ts';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
}

/** ajv asks for its run-time parts by `require`, which an ES module does not have. */
function withImports(code) {
  const imports = [];
  const body = code.replaceAll(/const (\w+) = require\("([^"]+)"\)\.default;/g, (_, name, path) => {
    imports.push(`import ${name}Module from "${path}.js";`);
    return `const ${name} = ${name}Module.default ?? ${name}Module;`;
  });
  if (body.includes('require(')) throw new Error('The validator has a require() of a new shape.');
  return [...imports, body].join('\n');
}
