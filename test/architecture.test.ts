import { describe, expect, it } from 'vitest';
import {
  againstLayers,
  importCycles,
  longFiles,
  printers,
  processReaders,
  usersOfAny,
  vagueNames,
} from './house/rules.ts';
import { readSources, type Sources } from './house/sources.ts';

const engine = readSources('engine', ['.ts']);
const everything = new Map([
  ...[...engine].map(([path, text]) => [`engine/${path}`, text] as const),
  ...['test', 'scripts', 'vars'].flatMap((folder) =>
    [...readSources(folder, ['.ts', '.mjs', '.groovy', '.java'])].map(
      ([path, text]) => [`${folder}/${path}`, text] as const,
    ),
  ),
]);

const files = (texts: Readonly<Record<string, string>>): Sources => new Map(Object.entries(texts));

describe('the engine', () => {
  it('is what these rules read', () => {
    expect([...engine.keys()]).toContain('oci/digest.ts');
  });

  it('has imports that point down the layers only', () => {
    expect(againstLayers(engine)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(importCycles(engine)).toEqual([]);
  });

  it('reads the process in main.ts alone', () => {
    expect(processReaders(engine)).toEqual([]);
  });

  it('prints in cli/ and main.ts alone', () => {
    expect(printers(engine)).toEqual([]);
  });

  it('has names that say what a file is for', () => {
    expect(vagueNames(engine)).toEqual([]);
  });

  it('does without any', () => {
    expect(usersOfAny(engine)).toEqual([]);
  });
});

describe('every source', () => {
  it('has at most 250 lines', () => {
    expect(longFiles(everything)).toEqual([]);
  });
});

describe('the rules', () => {
  it('find an import that points up, sideways, or out of a file for all', () => {
    const sources = files({
      'oci/digest.ts': "import { get } from '../http/client.ts';",
      'gates/soak.ts': "import type {\n  Policy,\n} from '../config/policy.ts';",
      'failures.ts': "export { digest } from './oci/digest.ts';",
      'cli/run.ts': "await import('../main.ts');",
      'commands/plan.ts':
        "import '../promotion/plan.ts';\nimport { Failure } from '../failures.ts';",
      'shared/text.ts': '',
    });

    expect(againstLayers(sources)).toEqual([
      'oci/digest.ts imports http/client.ts',
      'gates/soak.ts imports config/policy.ts',
      'failures.ts imports oci/digest.ts',
      'cli/run.ts imports main.ts',
      'shared/text.ts is in no layer',
    ]);
  });

  it('find a cycle of two files and of one', () => {
    const sources = files({
      'oci/a.ts': "import { b } from './b.ts';",
      'oci/b.ts': "import type { A } from './a.ts';",
      'oci/c.ts': "import { c } from './c.ts';",
    });

    expect(importCycles(sources)).toEqual([
      'oci/a.ts → oci/b.ts → oci/a.ts',
      'oci/c.ts → oci/c.ts',
    ]);
  });

  it('find a reader of the process, and no property of that name', () => {
    const sources = files({
      'main.ts': 'process.exitCode = 1;',
      'cli/env.ts': "export const home = process.env['HOME'];",
      'cli/exit.ts': "import { exit } from 'node:process';\nexit();",
      'http/global.ts': 'globalThis.process.exit();',
      'http/fine.ts': '// process.env\nexport const f = (job: Job) => job.process.name;',
    });

    expect(processReaders(sources)).toEqual(['cli/env.ts', 'cli/exit.ts', 'http/global.ts']);
  });

  it('find a printer outside of cli/', () => {
    const sources = files({
      'cli/printer.ts': "console.log('fine');",
      'http/log.ts': "console.error('no');",
      'oci/out.ts': "import process from 'node:process';\nprocess.stdout.write('no');",
      'oci/fine.ts': "export const text = 'console.log and process.stdout';",
    });

    expect(printers(sources)).toEqual(['http/log.ts', 'oci/out.ts']);
  });

  it('find the first line too many', () => {
    const sources = files({ 'a.ts': 'x;\n'.repeat(250), 'b.ts': 'x;\n'.repeat(251) });

    expect(longFiles(sources)).toEqual(['b.ts has 251 lines']);
  });

  it('find names that say nothing, and a barrel', () => {
    const sources = files({
      'oci/utils.ts': '',
      'http/helpers/retry.ts': '',
      'oci/index.ts': "export * from './digest.ts';",
      'deploy/index.ts': 'export const find = () => [];',
      'gates/index.ts':
        "/** All. */\nimport { soak } from './soak.ts';\n\nexport const gates: readonly Gate[] = [\n  soak,\n];\n",
      'records/index.ts': 'export const forms: Forms = {\n  build: buildForm,\n};',
      'oci/media-types.ts': '',
    });

    expect(vagueNames(sources)).toEqual([
      'oci/utils.ts',
      'http/helpers/retry.ts',
      'oci/index.ts',
      'deploy/index.ts',
    ]);
  });

  it('find any where it is a type, and not where it is a word', () => {
    const sources = files({
      'a.ts': 'const a: any = 1;',
      'b.ts': 'f(x as any);',
      'c.ts': 'type C = Record<string, any>;',
      'd.ts': 'let d: string | any[];',
      'e.ts': "// this: any, or more\nconst e = 'of: any;';\nconst any = 1;",
    });

    expect(usersOfAny(sources)).toEqual(['a.ts', 'b.ts', 'c.ts', 'd.ts']);
  });
});
