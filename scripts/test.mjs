#!/usr/bin/env node
/**
 * Everything: types, lint, format, dead code, duplicates, unit tests, the build and end-to-end tests in a real browser.
 * Ends with one line `N passed, N failed` (and skipped ones) over all of them; exits non-zero on any failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { findOrInstallBrowser } from './browser.mjs';

const counts = { passed: 0, failed: 0, skipped: 0 };
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

function count(ok) {
  if (ok) counts.passed++;
  else counts.failed++;
}

/** Adds a runner's own counts; a runner that failed without a failed test counts as one failure. */
function countReport(ok, file, read) {
  let own = { passed: 0, failed: 0, skipped: 0 };
  try {
    own = read(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    ok = false;
  }
  counts.passed += own.passed;
  counts.skipped += own.skipped;
  counts.failed += ok || own.failed > 0 ? own.failed : 1;
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
  count(status === 0);
}

const unitReport = `${reports}/unit.json`;
const unit = run('unit tests', [
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unitReport}`,
]);
countReport(unit, unitReport, (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests,
  skipped: report.numPendingTests + report.numTodoTests,
}));

const built = run('build', ['vite', 'build', '--logLevel', 'warn']);
count(built);
const harness = run('test harness', [
  'vite',
  'build',
  '--config',
  'e2e/harness/vite.config.ts',
  '--logLevel',
  'warn',
]);
count(harness);
if (built && harness) {
  try {
    const browser = await findOrInstallBrowser();
    const endToEndReport = `${reports}/e2e.json`;
    const endToEnd = run('end-to-end tests', ['playwright', 'test', '--reporter=list,json'], {
      MODULODE_BROWSER: browser,
      PLAYWRIGHT_JSON_OUTPUT_NAME: endToEndReport,
    });
    countReport(endToEnd, endToEndReport, ({ stats }) => ({
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
    }));
  } catch (error) {
    console.error(error.message);
    count(false);
  }
}

const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exit(counts.failed === 0 ? 0 : 1);
