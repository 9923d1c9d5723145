import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJunitReport, type TestCase } from '../../engine/gates/junit-report.ts';

const FILES = join(import.meta.dirname, 'files');

async function readCases(chunks: AsyncIterable<Uint8Array>) {
  const cases: TestCase[] = [];
  const report = await readJunitReport(chunks, (testCase) => cases.push(testCase));
  const named = (outcome: TestCase['outcome']) =>
    cases.filter((one) => one.outcome === outcome).map(({ name }) => name);
  return { ...report, passed: named('passed'), failed: named('failed'), skipped: named('skipped') };
}

/** The text in pieces of a few bytes, so that every construct is cut somewhere. */
async function* pieces(text: string, length = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const read = (text: string) => readCases(pieces(text));
const file = (name: string) => readCases(createReadStream(join(FILES, name)));

describe('a JUnit report of', () => {
  it('Vitest is read', async () => {
    expect(await file('vitest.xml')).toEqual({
      contradictions: [],
      ranAt: new Date('2026-11-21T07:32:12Z'),
      passed: ['cart.test.ts.a cart > adds up', 'tax.test.ts.is nineteen per cent'],
      failed: ['cart.test.ts.a cart > says < & > "quoted"'],
      skipped: ['cart.test.ts.a cart > rounds', 'cart.test.ts.a cart > ships'],
    });
  });

  it('pytest is read, an error after the test and an expected failure too', async () => {
    expect(await file('pytest.xml')).toEqual({
      contradictions: [],
      ranAt: new Date('2026-11-21T07:32:13Z'),
      passed: [
        'test_cart.test_adds_up',
        'test_cart.TestTax.test_rate[7]',
        'test_cart.TestTax.test_rate[19]',
      ],
      failed: ['test_cart.test_total_is_wrong', 'test_cart.test_closes'],
      skipped: ['test_cart.test_rounds', 'test_cart.test_known_bug'],
    });
  });

  it('Go is read, subtests too', async () => {
    const { passed, failed, skipped, contradictions } = await file('go-junit-report.xml');

    expect(contradictions).toEqual([]);
    expect(passed).toEqual(['shop.TestAddsUp', 'shop.TestTax/seven']);
    expect(failed).toEqual(['shop.TestTax', 'shop.TestTax/nineteen']);
    expect(skipped).toEqual(['shop.TestRounds']);
  });

  it('Surefire is read; a test that passed when it was run again has passed', async () => {
    expect(await file('surefire.xml')).toEqual({
      contradictions: [],
      passed: ['shop.CartTest.addsUp', 'shop.CartTest.succeedsAtLast'],
      failed: ['shop.CartTest.totalIsWrong', 'shop.CartTest.breaks'],
      skipped: ['shop.CartTest.rounds'],
    });
  });
});

describe('a JUnit report', () => {
  it('counts cases of suites in suites, and those right below testsuites', async () => {
    const { passed, skipped, contradictions } = await read(
      `<testsuites tests="4"><testcase name="alone"/>
        <testsuite name="outer" tests="3"><testcase classname="o" name="one"/>
          <testsuite name="inner" tests="2"><testcase classname="i" name="two" status="notrun"/>
            <testcase classname="i" name="three"/></testsuite></testsuite></testsuites>`,
    );

    expect(passed).toEqual(['alone', 'o.one', 'i.three']);
    expect(skipped).toEqual(['i.two']);
    expect(contradictions).toEqual([]);
  });

  it('counts a suite that could not begin as a failed test', async () => {
    const { failed } = await read(
      '<testsuite name="shop" errors="1"><error>no JVM</error></testsuite>',
    );

    expect(failed).toEqual(['shop']);
  });

  it('takes what only looks like a failure for text', async () => {
    const { passed, failed } = await read(
      `<testsuite><properties><failure/></properties><!-- <testcase><failure/></testcase> -->
        <testcase name="a"><system-out><![CDATA[</testcase><failure/>]]></system-out></testcase>
        <testcase name="b"><system-out><x><failure/></x></system-out></testcase></testsuite>`,
    );

    expect([passed, failed]).toEqual([['a', 'b'], []]);
  });

  it('keeps a failure, whatever follows in the same case', async () => {
    const { failed } = await read(
      '<testsuite><testcase name="a"><failure/><skipped/></testcase></testsuite>',
    );

    expect(failed).toEqual(['a']);
  });

  it('names each suite that promises more than it holds', async () => {
    const { contradictions } = await read(
      `<testsuites tests="12"><testsuite name="shop" tests="10" failures="1"><testcase name="a"/>
        <testcase name="b"/><testcase name="c"/></testsuite></testsuites>`,
    );

    expect(contradictions).toEqual([
      'testsuite shop says 10 tests, and 3 follow',
      'testsuite shop says 1 failed, and 0 follow',
      'testsuites says 12 tests, and 3 follow',
    ]);
  });

  it('reads dates of suites: the oldest, and one without a zone as the latest that it may mean', async () => {
    const suites = (...dates: string[]) =>
      read(
        `<testsuites>${dates.map((at) => `<testsuite timestamp="${at}"/>`).join('')}</testsuites>`,
      );

    expect((await suites('2026-11-21T10:00:00', 'soon')).ranAt).toEqual(
      new Date('2026-11-21T22:00:00Z'),
    );
    expect((await suites('2026-11-21T10:00:00.123Z', '2026-11-21T10:00:00+02:00')).ranAt).toEqual(
      new Date('2026-11-21T08:00:00Z'),
    );
  });

  it('is harmless under names of prototypes', async () => {
    const { passed } = await read(
      '<testsuite><testcase __proto__="x" constructor="y" name="__proto__" classname="toString"/></testsuite>',
    );

    expect(passed).toEqual(['toString.__proto__']);
  });

  it('may hold a message of a megabyte, and output that has no end', async () => {
    async function* long(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`<testsuite><testcase name="a"><failure message="`);
      for (let at = 0; at < 16; at += 1) yield Buffer.alloc(65_536, 'x');
      yield Buffer.from(`"/><system-out><![CDATA[`);
      for (let at = 0; at < 320; at += 1) yield Buffer.alloc(65_536, 'y');
      yield Buffer.from(']]></system-out></testcase></testsuite>');
    }

    expect((await readCases(long())).failed).toEqual(['a']);
  });

  it.each([
    ['nothing', '', 'it is empty'],
    ['blanks', ' \n ', 'it is empty'],
    ['half a report', '<testsuite tests="2"><testcase name="a"/>', 'it is not well-formed XML'],
    ['half an element', '<testsuite><testcase nam', 'it is not well-formed XML'],
    [
      'crossed elements',
      '<testsuite><testcase></testsuite></testcase>',
      'it is not well-formed XML',
    ],
    ['text after the end', '<testsuite/>oh', 'it is not well-formed XML'],
    ['a page', '<html><body/></html>', 'it is no JUnit report: its outermost element is html'],
    ['JSON', '{"tests": 3}', 'it is not well-formed XML'],
    [
      'an entity of its own',
      '<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><testsuite name="&b;"/>',
      'it is not well-formed XML',
    ],
    ['deep nesting', '<testsuite>'.repeat(101), 'its elements are nested too deeply'],
    [
      'an element of attributes',
      `<testsuite ${Array.from({ length: 201 }, (_, at) => `a${at}=""`).join(' ')}/>`,
      'an element has too many attributes',
    ],
  ])('is refused when it is %s', async (_, text, why) => {
    await expect(read(text)).rejects.toThrow(why);
  });

  it.each([1, 2, 3, 5, 64])('means the same in pieces of %i bytes', async (length) => {
    const text =
      '<?xml version="1.0"?><testsuite name="ü"><testcase name="a &amp; ü"><failure/></testcase></testsuite>';

    expect((await readCases(pieces(text, length))).failed).toEqual(['a & ü']);
  });
});
