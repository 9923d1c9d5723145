import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../engine/config/parse-configuration.ts';
import { Failure } from '../../engine/failures.ts';
import { changed, refusalOf, VALID } from './support.ts';

describe('YAML that is broken', () => {
  it.each([
    [
      'a tab',
      changed('    from: dev', '\tfrom: dev'),
      'line 10, column 1: A tab stands where the line is indented; YAML takes only spaces there.',
    ],
    [
      'other indentation',
      changed('    from: dev', '     from: dev'),
      'line 11, column 1: The line starts at another column than its neighbours; give entries of one level the same indentation.',
    ],
    [
      'an open quote',
      changed("'https://nexus.example.com'", "'https://nexus.example.com"),
      'line 4, column 96: A text in quotes has not ended before this place.',
    ],
    [
      'an open bracket',
      changed('[uat-leads]', '[uat-leads'),
      'A `[` or `{` is not closed before this place.',
    ],
    [
      'a bare placeholder',
      changed("'{build}-uat'", '{build}-uat'),
      "line 18, column 19: A placeholder at the start of a value, or inside `[…]` or `{…}`, needs quotes around the whole text: `'{build}-uat'`.",
    ],
    [
      'text that starts with @',
      changed('from: qa', 'from: @qa'),
      'line 16, column 11: Text cannot start with `@`; put it in quotes.',
    ],
    [
      'a colon too many',
      changed('from: qa', 'from: qa: dev'),
      'A second `name:` begins inside a value; start a line of its own, or put text with `: ` in quotes.',
    ],
    [
      'no colon',
      changed('from: qa', 'from qa'),
      'line 16, column 5: The line is no `name: value`; a colon, or the space after it, is missing.',
    ],
    [
      'an escape',
      changed("'{build}-uat'", '"\\d"'),
      'Text in double quotes holds an unknown `\\` escape; use single quotes.',
    ],
    [
      'a tag',
      changed('from: qa', 'from: !env qa'),
      'line 16, column 11: YAML tags such as `!name` are not taken; leave it out, or put the text in quotes.',
    ],
    [
      'a second document',
      `${VALID}---\nimage: x\n`,
      'A second document starts here (`---`); the file may hold one only.',
    ],
    [
      'YAML 1.1',
      `%YAML 1.1\n---\n${VALID}`,
      'line 1, column 1: The file asks for YAML 1.1, where `no` and `on` are not text; leave the `%YAML` line out.',
    ],
    [
      'a directive',
      `%FOO\n---\n${VALID}`,
      'Lines that start with `%` are not taken; leave it out.',
    ],
    [
      'a list as name',
      `${VALID}? [a]\n: b\n`,
      'A name has to be plain text; it cannot be a list, a mapping or an alias.',
    ],
    [
      'a name twice',
      `${VALID}image: other\n`,
      'line 23, column 1: The name `image` stands here a second time; only one can count.',
    ],
    [
      'a merge key',
      changed('from: qa', '<<: { from: qa }'),
      'line 16, column 5: YAML 1.2 has no merge key `<<`; write the settings out, or use an alias for a whole value.',
    ],
    [
      'an alias of nothing',
      changed('from: qa', 'from: *qa'),
      'line 16, column 11: `*qa` has no anchor `&qa` before it.',
    ],
    [
      'an alias in a circle',
      changed('from: qa', 'from: &qa [*qa]'),
      'line 16, column 16: `*qa` stands inside its own anchor, so it would never end.',
    ],
  ])('is explained: %s', (_, text, sentence) => {
    const refusal = refusalOf(text);

    expect(refusal).toContain(sentence);
    expect(refusal).not.toMatch(/\^|\bat .*\.js|YAMLParseError/);
  });

  it('is told together with what else is wrong where the text is sure', () => {
    expect(refusalOf(changed('from: qa', 'from: aq\n    from: qa'))).toMatchInlineSnapshot(`
      "promotion.yaml has 2 problems:
        line 16, column 11: environments.uat.from: Unknown environment \`aq\`; did you mean \`qa\`?
        line 17, column 5: The name \`from\` stands here a second time; only one can count."
    `);
  });
});

describe('a file that is no text', () => {
  it.each([
    ['nothing', '', 'promotion.yaml is empty.'],
    ['spaces', ' \n\n', 'promotion.yaml is empty.'],
    ['comments', '# image: x\n', 'promotion.yaml holds no settings, only comments at most.'],
    [
      'a list',
      '- a\n',
      'promotion.yaml has a problem:\n  line 1, column 1: A list stands where a mapping must be.',
    ],
    [
      'UTF-16',
      Buffer.from('\ufeffimage: x', 'utf16le'),
      'promotion.yaml is UTF-16 (it starts with that byte order mark); save it as UTF-8.',
    ],
    [
      'Latin-1',
      Buffer.from('# für\nimage: x', 'latin1'),
      'promotion.yaml is not UTF-8: the character at byte offset 3 is broken; save it as UTF-8.',
    ],
    [
      'half a character',
      Buffer.from('# €', 'utf8').subarray(0, 4),
      'promotion.yaml is not UTF-8: the character at byte offset 2 is broken; save it as UTF-8.',
    ],
    [
      'too much',
      'x'.repeat(1024 * 1024 + 1),
      'promotion.yaml is larger than 1 MiB, which no configuration needs.',
    ],
  ])('is refused: %s', (_, bytes, sentence) => {
    expect(refusalOf(bytes)).toBe(sentence);
  });

  it('may start with the byte order mark of UTF-8, and end its lines as Windows does', () => {
    const bytes = Buffer.from(`\ufeff${VALID.replaceAll('\n', '\r\n')}`);

    expect(parseConfiguration({ file: 'x', bytes }).application.images).toEqual(['shop/checkout']);
  });
});

describe('hostile YAML', () => {
  it('is refused when a few aliases stand for very many values', () => {
    const tens = Array.from({ length: 9 }, (_, level) => {
      const aliases = Array.from({ length: 10 }, () => `*a${level}`).join(', ');
      return `a${level + 1}: &a${level + 1} [${aliases}]`;
    });

    const refusal = refusalOf(['a0: &a0 [x, x, x]', ...tens].join('\n'));

    expect(refusal).toMatchInlineSnapshot(`
      "promotion.yaml has a problem:
        line 4, column 50: The aliases of the file stand for more than 5000 values; write out what is needed."
    `);
  });

  it.each([
    ['depth', '['.repeat(20_000), 'Lists and mappings are nested too deeply.'],
    [
      'names',
      Array.from({ length: 20_000 }, (_, number) => `k${number}: x`).join('\n'),
      'The file holds more than 5000 values; no configuration needs as many.',
    ],
    [
      'slashes',
      `a: ${'/'.repeat(500_000)}x`,
      'line 1, column 4: A text is longer than 1000 characters.',
    ],
  ])('is refused for its %s', (_, text, sentence) => {
    expect(refusalOf(text)).toContain(sentence);
  });

  it('keeps to what the prototype of objects cannot reach', () => {
    expect(refusalOf(`${VALID}__proto__: { image: x }\n`)).toContain('Unknown setting `__proto__`');
    expect(refusalOf(changed('from: qa', 'from: constructor'))).toContain(
      'Unknown environment `constructor`',
    );
  });

  it('shows no control characters', () => {
    expect(refusalOf(changed('from: qa', 'from: "\\e[31m\\nq\\u202e"'))).toContain(
      'Unknown environment `\\u001b[31m\\u000aq\\u202e`',
    );
  });

  it('is accepted or refused, and nothing else, whatever is in it', () => {
    const pieces = [
      ...VALID.split(/(?<=[\s:,{}[\]'])/),
      '*a ',
      '&a ',
      '- ',
      '? ',
      '| ',
      '---\n',
      '!!int ',
      '\t',
    ];
    const yamlish = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 });
    const mutated = fc
      .tuple(fc.nat(VALID.length), fc.nat(20), fc.oneof(fc.constantFrom(...pieces), fc.string()))
      .map(([at, length, text]) => VALID.slice(0, at) + text + VALID.slice(at + length));
    const texts = fc.oneof(
      yamlish.map((parts) => parts.join('')),
      mutated,
    );

    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(parseConfiguration({ file: 'x', bytes: Buffer.from(text) }).file).toBe('x');
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION' });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
