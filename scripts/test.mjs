// Everything from a fresh checkout to one line with the result. Arguments go to vitest: `npm test -- test/oci`.
// In CI a skipped test counts as failed: it is a part that the machine should have.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as debianPackages from './setup/debian-packages.mjs';
import * as goCosign from './setup/go-cosign.mjs';
import * as goPrograms from './setup/go-programs.mjs';
import * as groovyJars from './setup/groovy-jars.mjs';
import * as nodeVersions from './setup/node-versions.mjs';
import { installNpmPackages } from './setup/npm-packages.mjs';

// Each exports `name`, `isThere()`, `install()` and `howTo()`; later ones may need earlier ones.
const parts = [debianPackages, nodeVersions, groovyJars, goPrograms, goCosign];

const checks = [
  ['The committed build is current', process.execPath, ['scripts/build.mjs', '--check']],
  ['Lint and format', process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'check', '.']],
  ['Types', process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit']],
];

process.chdir(resolve(fileURLToPath(import.meta.url), '../..'));
const isCi = ['true', '1'].includes(process.env['CI'] ?? '');

try {
  installNpmPackages();
  for (const part of parts) prepare(part);
  finish([...checks.map(runCheck), runVitest(process.argv.slice(2))]);
} catch (error) {
  console.error(error);
  finish([{ passed: 0, failed: 1, skipped: 0 }]);
}

/** A part that cannot be had is no failure here: the suites that need it skip themselves. */
function prepare({ name, isThere, install, howTo }) {
  if (isThere()) return;
  heading(`Installing ${name}`);
  try {
    install();
  } catch (error) {
    console.log(`Not installed: ${error.message}. To do it by hand: ${howTo()}`);
  }
}

function runCheck([name, command, args]) {
  heading(name);
  const isPassed = spawnSync(command, args, { stdio: 'inherit' }).status === 0;
  if (!isPassed) console.log(`FAILED: ${name}`);
  return { passed: isPassed ? 1 : 0, failed: isPassed ? 0 : 1, skipped: 0 };
}

function runVitest(filters) {
  heading('Tests');
  const folder = mkdtempSync(join(tmpdir(), 'promote-image-test-'));
  const report = join(folder, 'report.json');
  const { status } = spawnSync(
    process.execPath,
    [
      ...['node_modules/vitest/vitest.mjs', 'run', ...filters],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ],
    {
      stdio: 'inherit',
      env: process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' },
    },
  );
  const counted = countTests(report);
  rmSync(folder, { recursive: true, force: true });
  if (status === 0 || counted.failed > 0) return counted;
  console.log(`FAILED: vitest ended with ${status} though no test failed; see above.`);
  return { ...counted, failed: 1 };
}

/** A file that could not be loaded has no tests of its own and counts as one that failed. */
function countTests(report) {
  const files = testFilesOf(report);
  const statuses = files.flatMap(({ assertionResults }) => assertionResults.map((t) => t.status));
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const passed = statuses.filter((status) => status === 'passed').length;
  const failed = statuses.filter((status) => status === 'failed').length;
  return { passed, failed: failed + broken.length, skipped: statuses.length - passed - failed };
}

function testFilesOf(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults;
  } catch (error) {
    console.log(`FAILED: vitest left no report (${error.message}).`);
    return [{ status: 'failed', assertionResults: [] }];
  }
}

function finish(counts) {
  const sum = (member) => counts.reduce((total, count) => total + count[member], 0);
  const passed = sum('passed');
  let [failed, skipped] = [sum('failed'), sum('skipped')];
  if (isCi && skipped > 0) {
    console.log(`\nFAILED: ${skipped} skipped; in CI each counts as failed.`);
    [failed, skipped] = [failed + skipped, 0];
  }
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`\n${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
}

function heading(text) {
  console.log(`\n── ${text}`);
}
