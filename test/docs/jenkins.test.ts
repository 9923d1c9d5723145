import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(CHECKOUT, 'docs', 'jenkins.md'), 'utf8');
const vars = readdirSync(join(CHECKOUT, 'vars')).filter((file) => file.endsWith('.groovy'));
const sources = vars.map((file) => readFileSync(join(CHECKOUT, 'vars', file), 'utf8')).join('\n');
const rows = [...page.matchAll(/^\| `([\w-]+)` \|([^|]*)\| ([^|]*) \|$/gm)].map(
  ([, plugin, steps = '', use = '']) => ({
    plugin,
    steps: [...steps.matchAll(/`(\w+)`/g)].map(([, step]) => step),
    use,
  }),
);

describe('the page on Jenkins', () => {
  it('installs the library, by its name, in Configuration as Code', () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];

    const { unclassified } = parse(yaml);

    expect(unclassified.globalLibraries.libraries).toMatchObject([
      {
        name: 'promote-image',
        implicit: false,
        retriever: { modernSCM: { scm: { git: { remote: expect.stringMatching(/^https:/) } } } },
      },
    ]);
  });

  it('names a plug-in for every step that the library calls, and for no other', () => {
    expect(rows.flatMap(({ steps }) => steps).sort()).toEqual(calledSteps());
  });

  it('calls optional exactly the plug-ins that the steps can do without', () => {
    const optional = [
      ...sources.matchAll(/withPlugin\('promoteImage\(\w+: …\)', [\w']+, '([\w-]+)'\)/g),
    ];

    const said = rows.filter(({ use }) => use.startsWith('for `')).map(({ plugin }) => plugin);
    expect(said.sort()).toEqual([...new Set(optional.map(([, plugin]) => plugin))].sort());
  });
});

/** What is called and neither defined here, nor a word of the language, nor a method of a value. */
function calledSteps(): readonly string[] {
  const code = sources.replace(/\/\*[\s\S]*?\*\//g, '').replace(/"[^"\n]*"|'[^'\n]*'/g, "''");
  const defined = [...code.matchAll(/\b(?:void|boolean|int|String|List|Map|Object) (\w+)\(/g)];
  const known = new Set([
    ...defined.map(([, name]) => name),
    ...vars.map((file) => file.replace('.groovy', '')),
    ...['if', 'for', 'while', 'catch', 'body'],
  ]);
  const called = [...code.matchAll(/(?<![\w.$])([a-z]\w*)\(/g)].map(([, name]) => name ?? '');
  return [...new Set(called)].filter((name) => !known.has(name)).sort();
}
