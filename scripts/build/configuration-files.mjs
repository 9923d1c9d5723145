import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { importSource } from './import-source.mjs';

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
  const sources = `export * from './${SOURCE}'; export * from './engine/config/schema.ts';`;
  const { configurationSchema: schema, VALIDATOR_OPTIONS } = await importSource(root, sources);
  const ajv = new Ajv({ ...VALIDATOR_OPTIONS, code: { source: true, esm: true, lines: false } });
  const code = standaloneCode(ajv, ajv.compile(schema));
  return new Map([
    [`${VALIDATOR}.js`, `// Built from ${SOURCE} by \`npm run build\`.\n${withImports(code)}\n`],
    [`${VALIDATOR}.d.ts`, `// Built by \`npm run build\`.\n${DECLARATION}`],
    ['resources/promote-image/promotion.schema.json', `${JSON.stringify(schema, null, 2)}\n`],
  ]);
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
