#!/usr/bin/env node
/**
 * Everything: types, lint, format, dead code, duplicates, unit tests, the build and end-to-end tests in a real browser.
 * Ends with what failed, named once more with its message, since the output above is long, and one line
 * `N passed, N failed` (and skipped ones) over all of them; exits non-zero on any failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { findOrInstallBrowser } from './browser.mjs';

const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const reports = '.cache/reports';
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

function run(title, args, environment = {}) {
  console.log(`\n── ${title}`);
  const { status } = spawnSync('npx', args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...environment },
  });
  return status === 0;
}

function count(title, ok) {
  if (ok) counts.passed++;
  else {
    counts.failed++;
    failures.push({ name: title, message: '' });
  }
}

/** Adds a runner's own counts; a runner that failed without a failed test counts as one failure. */
function countReport(title, ok, file, read) {
  let own = { passed: 0, failed: [], skipped: 0 };
  try {
    own = read(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    ok = false;
  }
  const failed =
    ok || own.failed.length > 0 ? own.failed : [{ name: title, message: 'ended without a failed test' }];
  counts.passed += own.passed;
  counts.skipped += own.skipped;
  counts.failed += failed.length;
  failures.push(...failed);
}

/** The failed tests of a report of Vitest, and the files that could not be loaded. */
function failedUnits({ testResults }) {
  return testResults.flatMap((file) => {
    const place = relative('.', file.name);
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && file.status === 'failed') return [{ name: place, message: file.message }];
    return failed.map((test) => ({
      name: `${place} › ${test.fullName}`,
      message: test.failureMessages[0] ?? '',
    }));
  });
}

/** The failed tests of a suite of Playwright's report and of the suites in it. */
function failedEndToEnd(suite) {
  const own = (suite.specs ?? [])
    .filter(({ ok }) => !ok)
    .map((spec) => ({
      name: `${spec.file}:${spec.line} › ${spec.title}`,
      message: spec.tests.flatMap((test) => test.results).find(({ error }) => error)?.error.message ?? '',
    }));
  return [...own, ...(suite.suites ?? []).flatMap(failedEndToEnd)];
}

for (const [title, script] of [
  ['types', 'types'],
  ['lint', 'lint'],
  ['format', 'format'],
  ['dead code', 'deadcode'],
  ['duplicated code', 'duplicates'],
]) {
  console.log(`\n── ${title}`);
  const { status } = spawnSync('npm', ['run', '--silent', script], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  count(title, status === 0);
}

const unitReport = `${reports}/unit.json`;
const unit = run('unit tests', [
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unitReport}`,
]);
countReport('unit tests', unit, unitReport, (report) => ({
  passed: report.numPassedTests,
  failed: failedUnits(report),
  skipped: report.numPendingTests + report.numTodoTests,
}));

const built = run('build', ['vite', 'build', '--logLevel', 'warn']);
count('build', built);
const harness = run('test harness', [
  'vite',
  'build',
  '--config',
  'e2e/harness/vite.config.ts',
  '--logLevel',
  'warn',
]);
count('test harness', harness);
if (built && harness) {
  try {
    const browser = await findOrInstallBrowser();
    const endToEndReport = `${reports}/e2e.json`;
    const endToEnd = run('end-to-end tests', ['playwright', 'test', '--reporter=list,json'], {
      MODULODE_BROWSER: browser,
      PLAYWRIGHT_JSON_OUTPUT_NAME: endToEndReport,
    });
    countReport('end-to-end tests', endToEnd, endToEndReport, ({ stats, suites }) => ({
      passed: stats.expected + stats.flaky,
      failed: suites.flatMap(failedEndToEnd),
      skipped: stats.skipped,
    }));
  } catch (error) {
    console.error(error.message);
    count('end-to-end tests', false);
  }
}

if (failures.length > 0) {
  console.log('\n── failed');
  for (const { name, message } of failures) {
    console.log(`✗ ${name}`);
    const lines = stripVTControlCharacters(message)
      .trim()
      .split('\n')
      .filter((line) => !line.includes('node_modules'))
      .slice(0, 12);
    if (message) console.log(lines.map((line) => `    ${line}`).join('\n'));
  }
}
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exit(counts.failed === 0 ? 0 : 1);
