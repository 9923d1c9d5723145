import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited, reportFile, trivyFinding, trivyReport, trivySarif } from './reports.ts';
import { AMD64 } from './scanned-image.ts';

const run = promisify(execFile);
const REPORT_BYTES = 200 * 1024 * 1024;
const MOST_MEGABYTES = 100;

/** Evaluates the gate in a process of its own, and prints what it found and the peak of its memory. */
const PROGRAM = `
import { readFileSync } from 'node:fs';
import { scan } from '${fileURLToPath(new URL('../../../engine/gates/scan.ts', import.meta.url))}';
const platform = { platform: 'linux/amd64', manifest: '${AMD64.manifest}', config: '${AMD64.config}' };
const sources = {
  workspace: process.argv[2],
  image: async () => ({ digest: platform.manifest, annotations: {}, platforms: [platform] }),
};
const settings = { report: process.argv[3], atMost: { critical: 0, low: 3 } };
const context = { image: 'app', sources, now: new Date(), signal: new AbortController().signal };
const finding = await scan.evaluate(context, settings);
// What getrusage tells begins with the memory of the process that started this one.
const [, kilobytes] = /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
const megabytes = Number(kilobytes) / 1024;
console.log(JSON.stringify({ ...finding, megabytes }));
`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-memory-'));
  await writeFile(join(folder, 'program.ts'), PROGRAM);
  await build({
    entryPoints: [join(folder, 'program.ts')],
    outfile: join(folder, 'program.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a report of 200 MB', () => {
  it.each([
    ['trivy', ...trivyText()],
    ['grype', ...grypeText()],
    ['sarif', ...sarifText()],
  ])('of %s takes less than 100 MB of memory', async (name, start, one, end) => {
    const amount = await writeReport(`${name}.json`, start, one, end);

    const program = [join(folder, 'program.mjs'), folder, `${name}.json`];
    const { stdout } = await run(process.execPath, program);

    const { outcome, because, megabytes } = JSON.parse(stdout) as Record<string, unknown>;
    expect(outcome).toBe('fail');
    expect(because).toContain(` ${amount} low (3 allowed)`);
    expect(megabytes).toBeLessThan(MOST_MEGABYTES);
  });
}, 120_000);

/** The start and the end of a text around a mark, and what is put there again and again. */
function around(text: string, one: string): readonly [string, string, string] {
  const [start = '', end = ''] = text.split('"MARK"');
  return [start, one, end];
}

function trivyText() {
  const finding = trivyFinding('CVE-2024-0001', 'LOW', { Description: 'a text '.repeat(200) });
  const [result] = trivyReport([]).Results;
  const report = trivyReport([], { Results: [{ ...result, Vulnerabilities: ['MARK'] }] });
  return around(JSON.stringify(report), JSON.stringify(finding));
}

function grypeText() {
  const text = reportFile('scan/grype-amd64.json');
  const [match] = (JSON.parse(text) as { matches: object[] }).matches;
  const low = JSON.stringify(match).replaceAll('"Critical"', '"Low"');
  return around(edited(text, { matches: ['MARK'] }), low);
}

function sarifText() {
  const text = trivySarif([['CVE-2024-0001', 'LOW', '2.0']]);
  const one = JSON.stringify(text.runs[0]?.results[0]);
  return around(JSON.stringify(text).replace(one, '"MARK"'), one);
}

async function writeReport(name: string, start: string, one: string, end: string): Promise<number> {
  const file = createWriteStream(join(folder, name));
  const amount = Math.ceil(REPORT_BYTES / (one.length + 1));
  file.write(start);
  for (let left = amount; left > 0; left -= 1) {
    const isRoomy = file.write(left === 1 ? one : `${one},`);
    if (!isRoomy) await once(file, 'drain');
  }
  file.end(end);
  await once(file, 'close');
  return amount;
}
