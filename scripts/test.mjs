#!/usr/bin/env node
/**
 * `npm test`: types, lint, format, dead code, duplicates, unit tests, the build and the core of the end-to-end tests in a real
 * browser. `npm run test:full`, or CI=true: every test there is. `--only checks,unit,e2e` runs parts, `--shard 1/3` a share
 * of the end-to-end tests. Ends with what failed or was flaky, named once more, and a line `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { findOrInstallBrowser, findOrInstallFirefox } from './browser.mjs';

const { values } = parseArgs({
  options: { full: { type: 'boolean' }, only: { type: 'string' }, shard: { type: 'string' } },
});
const full = values.full ?? Boolean(process.env.CI);
const parts = (values.only ?? 'checks,unit,e2e').split(',');

const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const flaky = [];
const reports = '.cache/reports';
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const began = Date.now();

/** Exit code of a command that cannot run here. */
const SKIPPED = 77;

/** Runs a command; its output comes at once, or after its end where `whole`, so that commands side by side do not mix. */
async function run(title, command, args, { environment = {}, whole = false } = {}) {
  if (!whole) console.log(`\n── ${title}`);
  const started = Date.now();
  const output = [];
  const code = await new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: whole ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, ...environment },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  if (whole) console.log(`\n── ${title}\n${Buffer.concat(output).toString()}`);
  console.log(`── ${title}: ${Math.round((Date.now() - started) / 1000)} s`);
  if (code === SKIPPED) counts.skipped++;
  return code === SKIPPED ? null : code === 0;
}

/** `ok`: null where it was skipped. */
function count(title, ok) {
  if (ok === null) return;
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

/** Every test of a suite of Playwright's report and of the suites in it, with the message of its first failure. */
function endToEndTests(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map(({ status, results }) => ({
      name: `${spec.file}:${spec.line} › ${spec.title}`,
      status,
      message: results.find(({ error }) => error)?.error.message ?? '',
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(endToEndTests)];
}

async function check() {
  const scripts = [
    ['duplicated code', 'duplicates'],
    ['dead code', 'deadcode'],
    ['lint', 'lint'],
    ['types', 'types'],
    ['format', 'format'],
  ];
  // Two at a time, the longest first: each takes one core or a little more.
  const next = async () => {
    for (let script = scripts.shift(); script; script = scripts.shift()) {
      const [title, name] = script;
      count(title, await run(title, 'npm', ['run', '--silent', name], { whole: true }));
    }
  };
  await Promise.all([next(), next()]);
}

async function unitTests() {
  const report = `${reports}/unit.json`;
  const ok = await run(
    'unit tests',
    'npx',
    ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    // vite.config.ts leaves out slow tests.
    { environment: full ? {} : { QUICK: '1' } },
  );
  countReport('unit tests', ok, report, (found) => ({
    passed: found.numPassedTests,
    failed: failedUnits(found),
    skipped: found.numPendingTests + found.numTodoTests,
  }));
}

async function endToEnd(title, args, environment) {
  const report = `${reports}/${title.replaceAll(/\W+/g, '-')}.json`;
  const ok = await run(title, 'npx', ['playwright', 'test', '--reporter=list,json', ...args], {
    environment: { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  countReport(title, ok, report, ({ suites }) => {
    const tests = suites.flatMap(endToEndTests);
    flaky.push(...tests.filter(({ status }) => status === 'flaky'));
    return {
      passed: tests.filter(({ status }) => status === 'expected' || status === 'flaky').length,
      failed: tests.filter(({ status }) => status === 'unexpected'),
      skipped: tests.filter(({ status }) => status === 'skipped').length,
    };
  });
}

/** Of the requests that e2e/guard.ts wrote down, all but those that a test made as a person would go to the page's own address. */
function countRequests() {
  const log = `${reports}/requests.tsv`;
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  const madeTo = (whose) => lines.filter((line) => line.startsWith(`${whose}\t`));
  const [own, typed, other] = ['own', 'typed', 'other'].map(madeTo);
  const asked = typed.length > 0 ? `, and ${typed.length} to addresses that tests typed` : '';
  if (other.length > 0) console.log(`${other.length} requests to others:\n${other.slice(0, 20).join('\n')}`);
  else console.log(`${own.length} requests, all to the page's own address${asked}`);
  count('requests of the page', own.length > 0 && other.length === 0);
}

async function inFirefox() {
  if (findOrInstallFirefox()) {
    count('Firefox', await run('Firefox', 'node', ['e2e/firefox.mjs'], { whole: true }));
    return;
  }
  console.log('\n── Firefox: not installed, skipped');
  counts.skipped++;
}

async function outsideThePage() {
  await inFirefox();
  count('workflow', await run('workflow', 'bash', ['workflow/test.sh'], { whole: true }));
}

async function endToEndParts() {
  const built = await run('build', 'npx', ['vite', 'build', '--logLevel', 'warn']);
  count('build', built);
  if (built) count('size of the page', await run('size of the page', 'node', ['scripts/sizes.mjs']));
  const config = 'e2e/harness/vite.config.ts';
  const [harness, same] = await Promise.all([
    run('test harness', 'npx', ['vite', 'build', '--config', config, '--logLevel', 'warn'], { whole: true }),
    built && full ? run('same bytes', 'node', ['scripts/sameBytes.mjs'], { whole: true }) : null,
  ]);
  count('test harness', harness);
  count('same bytes', same);
  if (!built || !harness) return;
  let browser;
  try {
    browser = await findOrInstallBrowser();
  } catch (error) {
    console.error(error.message);
    count('end-to-end tests', false);
    return;
  }
  const environment = { MODULODE_BROWSER: browser };
  const shard = values.shard ? [`--shard=${values.shard}`] : [];
  if (!full) {
    await endToEnd('end-to-end core', ['--project=page', '--grep=@core', ...shard], environment);
    countRequests();
    return;
  }
  await endToEnd('end-to-end tests', ['--project=page', ...shard], environment);
  // A thousand genes beside another test would be waited for in vain.
  await endToEnd('large screens', ['--project=large', '--workers=1', ...shard], environment);
  // Long use takes one core, asserts no times, and is one test, which has no shares.
  const hasSoak = !values.shard || values.shard.startsWith('1/');
  await Promise.all([
    hasSoak
      ? endToEnd('long use', ['--project=soak', '--workers=1'], { ...environment, SOAK_MINUTES: '2' })
      : null,
    outsideThePage(),
  ]);
  countRequests();
}

if (parts.includes('checks')) await check();
if (parts.includes('unit')) await unitTests();
if (parts.includes('e2e')) await endToEndParts();

function printTests(title, tests) {
  if (tests.length === 0) return;
  console.log(`\n── ${title}`);
  for (const { name: test, message } of tests) {
    console.log(`✗ ${test}`);
    const lines = stripVTControlCharacters(message)
      .trim()
      .split('\n')
      .filter((line) => !line.includes('node_modules'))
      .slice(0, 12);
    if (message) console.log(lines.map((line) => `    ${line}`).join('\n'));
  }
}

printTests('flaky: failed once, passed when tried again', flaky);
printTests('failed', failures);
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(
  `\n${full ? 'Everything' : 'The quick tests'} took ${((Date.now() - began) / 60_000).toFixed(1)} minutes.`,
);
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exit(counts.failed === 0 ? 0 : 1);
