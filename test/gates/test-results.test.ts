import { copyFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { GateOutcome } from '../../engine/gates/gate.ts';
import { testResults } from '../../engine/gates/test-results.ts';
import { startJenkins } from '../support/services/jenkins.ts';
import { openWeb } from '../support/services/web.ts';
import { gateContract, NOTHING, noSources } from './contract.ts';

const workspace = await mkdtemp(join(tmpdir(), 'tests-'));
const reports = (path: string) => join(workspace, 'reports', path);
const AN_HOUR_AGO = new Date('2026-11-21T11:00:00Z');
await mkdir(reports('real'), { recursive: true });

async function report(path: string, text: string, modifiedAt = AN_HOUR_AGO): Promise<void> {
  await writeFile(reports(path), text);
  await utimes(reports(path), modifiedAt, modifiedAt);
}

for (const name of ['vitest.xml', 'pytest.xml', 'go-junit-report.xml', 'surefire.xml']) {
  await copyFile(join(import.meta.dirname, 'files', name), reports(`real/${name}`));
  await utimes(reports(`real/${name}`), AN_HOUR_AGO, AN_HOUR_AGO);
}
const suite = (attributes: string, cases: string) =>
  `<testsuite ${attributes}>${cases}</testsuite>`;
const passing = (name: string) => `<testcase classname="shop.Cart" name="${name}"/>`;
const failing = (name: string) =>
  `<testcase classname="shop.Cart" name="${name}"><failure/></testcase>`;
const skipped = (name: string) =>
  `<testcase classname="shop.Cart" name="${name}"><skipped/></testcase>`;
await report('good.xml', suite('tests="3"', passing('a') + passing('b') + skipped('c')));
await report('bad.xml', suite('', passing('a') + failing('total')));
await report('flaky.xml', suite('', passing('a') + failing('totals')));
await report('skipped.xml', suite('tests="2" skipped="2"', skipped('a') + skipped('b')));
await report('none.xml', suite('tests="0"', ''));
await report('short.xml', suite('tests="10"', passing('a') + passing('b') + passing('c')));
await report('cut.xml', `<testsuite tests="2">${passing('a')}`);
await report('empty.xml', '');
await report('stale.xml', suite('', passing('a')), new Date('2026-11-19T12:00:00Z'));
await report('committed.xml', suite('timestamp="2026-11-19T12:00:00Z"', passing('a')));
await report(
  'many.xml',
  suite('', Array.from({ length: 20 }, (_, at) => failing(`t${at}`)).join('')),
);

const tests = (cases: object[], counts: object) => ({
  result: 'SUCCESS',
  testReport: { ...counts, suites: [{ name: 'ignored', cases }] },
});
const jenkins = await startJenkins({
  'job/shop/9': tests(
    [
      { className: 'shop.Cart', name: 'a', status: 'PASSED' },
      { className: 'shop.Cart', name: 'b', status: 'FIXED' },
      { className: 'shop.Cart', name: 'c', status: 'SKIPPED' },
    ],
    { passCount: 2, failCount: 0, skipCount: 1 },
  ),
  'job/shop/8': tests(
    [
      { className: 'shop.Cart', name: 'a', status: 'REGRESSION' },
      { className: 'shop.Cart', name: 'b', status: 'constructor' },
    ],
    { passCount: 0, failCount: 2, skipCount: 0 },
  ),
  'job/shop/7': { result: 'SUCCESS' },
  'job/shop/6': tests([{ className: 'a', name: 'b', status: 'PASSED' }], { passCount: 3 }),
  'job/shop/5': { result: 'SUCCESS', testReport: { totalCount: 9, childReports: [] } },
});
const web = openWeb();
const sources = noSources({ workspace, get: web.get });
afterAll(async () => {
  await Promise.all([jenkins.close(), web.close(), rm(workspace, { recursive: true })]);
});

const files = (...names: string[]) => ({ files: names.map((name) => `reports/${name}`) });
const flaky = (name: string, until: string) => ({ flaky: [{ name, until, owner: 'dora' }] });
const built = (number: string) => ({
  sources,
  requestedIn: { number, job: 'shop', url: jenkins.buildUrl(`job/shop/${number}`) },
});
type Settings = Parameters<typeof testResults.evaluate>[1];
const evaluate = (settings: Settings, context: object = { sources }): Promise<GateOutcome> =>
  testResults.evaluate({ ...NOTHING, ...context }, settings);
const because = async (settings: Settings, context?: object) =>
  (await evaluate(settings, context)).because;

gateContract(testResults, [
  { settings: files('good.xml'), context: { sources }, outcome: 'pass' },
  { settings: { ...files('good.xml'), atLeast: 3 }, context: { sources }, outcome: 'fail' },
  { settings: { ...files('good.xml'), mostSkipped: 0 }, context: { sources }, outcome: 'fail' },
  {
    settings: { ...files('flaky.xml'), ...flaky('shop.Cart.totals', '2026-11-21') },
    context: { sources },
    outcome: 'pass',
  },
  { settings: files('bad.xml'), context: { sources }, outcome: 'fail' },
  { settings: files('skipped.xml'), context: { sources }, outcome: 'fail' },
  { settings: files('none.xml'), context: { sources }, outcome: 'fail' },
  { settings: files('nowhere/*.xml'), context: { sources }, outcome: 'fail' },
  { settings: files('good.xml', 'nowhere/*.xml'), context: { sources }, outcome: 'fail' },
  { settings: files('short.xml'), context: { sources }, outcome: 'fail' },
  { settings: files('stale.xml'), context: { sources }, outcome: 'fail' },
  { settings: files('committed.xml'), context: { sources }, outcome: 'fail' },
  {
    settings: { ...files('stale.xml'), notOlderThan: '3d' },
    context: { sources },
    outcome: 'pass',
  },
  { settings: { ...files('good.xml'), of: 'this' }, context: { sources }, outcome: 'error' },
  { settings: {}, context: built('9'), outcome: 'pass' },
  { settings: { of: 'this' }, context: built('8'), outcome: 'fail' },
  { settings: {}, context: built('7'), outcome: 'fail' },
  { settings: {}, context: built('6'), outcome: 'fail' },
]);

describe('the gate test-results', () => {
  it('counts the tests of all files', async () => {
    expect(await because(files('good.xml', 'flaky.xml'))).toBe(
      'Tests: 3 passed, 1 failed, 1 skipped in 2 files. Failed: shop.Cart.totals.',
    );
  });

  it('names what failed in the reports of real runners', async () => {
    expect(await evaluate(files('real/*.xml'))).toEqual({
      outcome: 'fail',
      because:
        'Tests: 9 passed, 7 failed, 6 skipped in 4 files. Failed: shop.TestTax, shop.TestTax/nineteen, test_cart.test_total_is_wrong, test_cart.test_closes, shop.CartTest.totalIsWrong, shop.CartTest.breaks, cart.test.ts.a cart > says < & > "quoted".',
      remedy:
        'Repair them and promote the image of a build whose tests pass; one that fails by chance can be named under `flaky`, with a last day and an owner.',
    });
  });

  it('names eight, and says how many more', async () => {
    expect(await because(files('many.xml'))).toMatch(/t6, shop\.Cart\.t7 and 12 more\.$/);
  });

  it('lets a flaky test fail until the end of its day, and says so', async () => {
    const settings = { ...files('flaky.xml'), ...flaky('shop.Cart.totals', '2026-11-21') };

    expect(await because(settings)).toBe(
      'Tests: 1 passed, 0 failed, 0 skipped in 1 file; tolerated as flaky: shop.Cart.totals (until 2026-11-21, dora).',
    );
    const late = { sources, now: new Date('2026-11-22T00:00:00Z') };
    expect(await evaluate(settings, late)).toMatchObject({
      outcome: 'fail',
      because:
        'Tests: 1 passed, 1 failed, 0 skipped in 1 file. Failed: shop.Cart.totals (flaky until 2026-11-21, dora: that is over).',
    });
  });

  it.each([
    ['shop.Cart.total', '2027-01-01'],
    ['totals', '2027-01-01'],
    ['shop.Cart.totals', '2026-11-20'],
    ['shop.Cart.*', '2027-01-01'],
  ])('does not let %s until %s excuse another test', async (name, until) => {
    const { outcome } = await evaluate({ ...files('flaky.xml'), ...flaky(name, until) });

    expect(outcome).toBe('fail');
  });

  it('fails where nothing ran, whatever was skipped', async () => {
    expect(await because(files('skipped.xml'))).toBe(
      'Tests: 0 passed, 0 failed, 2 skipped in 1 file; at least 1 has to run.',
    );
  });

  it('fails for a report that promises more than it holds', async () => {
    expect(await because(files('short.xml'))).toBe(
      'The report was cut short: reports/short.xml: testsuite says 10 tests, and 3 follow.',
    );
  });

  it.each([
    ['cut.xml', /^reports\/cut\.xml cannot be counted: it is not well-formed XML at line 1 /],
    ['empty.xml', /^reports\/empty\.xml cannot be counted: it is empty\.$/],
  ])('cannot tell by %s', async (name, message) => {
    await expect(evaluate(files('good.xml', name))).rejects.toMatchObject({
      code: 'TEST_REPORT_UNREADABLE',
      message: expect.stringMatching(message),
    });
  });

  it('fails for files of an earlier run, by the disk and by what they say', async () => {
    expect(await because(files('good.xml', 'stale.xml', 'committed.xml'))).toBe(
      'Reports may be of an earlier run (2 of 3, notOlderThan 24h): reports/committed.xml: it was made 2 d ago, on 2026-11-19; reports/stale.xml: it was made 2 d ago, on 2026-11-19.',
    );
  });

  it('names each pattern that no file has', async () => {
    expect(await because(files('good.xml', 'it/*.xml', 'e2e/*.xml'))).toBe(
      'No file of the workspace is reports/it/*.xml or reports/e2e/*.xml.',
    );
  });
});

describe('the gate test-results by a report in Jenkins', () => {
  it('counts its cases', async () => {
    expect(await because({}, built('9'))).toBe(
      'Tests: 2 passed, 0 failed, 1 skipped in the report of build 9 of shop.',
    );
  });

  it('takes a status that it does not know for a failure', async () => {
    expect(await because({}, built('8'))).toBe(
      'Tests: 0 passed, 2 failed, 0 skipped in the report of build 8 of shop. Failed: shop.Cart.a, shop.Cart.b.',
    );
  });

  it('fails where there is none, or where it is not whole', async () => {
    expect(await because({}, built('7'))).toBe('Build 7 of shop has no test report in Jenkins.');
    expect(await because({}, built('6'))).toBe(
      'The report was cut short: Jenkins counts 3 tests, and lists 1.',
    );
  });

  it('cannot tell by a report that only refers to other jobs', async () => {
    await expect(evaluate({}, built('5'))).rejects.toMatchObject({ code: 'TEST_REPORT_UNUSABLE' });
  });
});
