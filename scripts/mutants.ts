/**
 * `npm run mutants [-- --only TEXT] [--jobs N]`: changes the code at one place at a time (scripts/mutants/mutants.txt), each change a mistake that
 * someone could make, and runs the tests that must notice. The change is made as the tests load the file; no file is written. Fails where
 * fewer than 95 % are caught, or an entry tells nothing: its text is not there once, its tests fail without it, or none of them runs with it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { changed, FOLDER, readMutants, type Mutant } from './mutants/list';

/** Of the mutants, that have to be caught. */
const LEAST = 0.95;
/** Minutes after which a run of tests counts as endless. */
const ENDLESS = 10;

/** What is read of a report of Vitest. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

let reports = 0;

/** The report of the tests in `files`, with the code changed by a mutant, or as it is; null where there is none. */
async function tested(files: readonly string[], mutant: Mutant | null): Promise<Report | null> {
  const report = `${FOLDER}/${reports++}.json`;
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config=scripts/mutants/vite.config.ts',
      '--reporter=json',
      `--outputFile=${report}`,
      // One failure is enough.
      ...(mutant === null ? [] : ['--bail=1']),
      ...files,
    ],
    {
      stdio: 'ignore',
      timeout: 60_000 * ENDLESS * (mutant === null ? 3 : 1),
      env: { ...process.env, MUTANT: mutant?.part ?? '' },
    },
  );
  await new Promise((resolve) => child.on('close', resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Vitest wrote it
  return existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report) : null;
}

type Outcome =
  | { readonly kind: 'caught'; readonly by: string }
  | { readonly kind: 'survived' }
  | { readonly kind: 'broken'; readonly why: string };

function outcomeOf(report: Report | null): Outcome {
  if (report === null) return { kind: 'broken', why: 'the tests gave no report' };
  const results = report.testResults.flatMap((file) => file.assertionResults);
  const failed = results.find(({ status }) => status === 'failed');
  if (failed) return { kind: 'caught', by: failed.fullName };
  // Code that cannot be loaded is no mistake that someone would keep.
  const isLoaded = results.length > 0 && report.testResults.every(({ status }) => status === 'passed');
  return isLoaded ? { kind: 'survived' } : { kind: 'broken', why: 'the tests did not run' };
}

/** Files of tests that do not pass as the code is. */
async function failingWithout(files: readonly string[]): Promise<ReadonlySet<string>> {
  const report = await tested(files, null);
  const passed = report?.testResults.filter(({ status }) => status === 'passed') ?? [];
  return new Set(files.filter((file) => passed.every(({ name }) => !name.endsWith(file))));
}

async function outcomeWith(mutant: Mutant, failing: ReadonlySet<string>): Promise<Outcome> {
  if (!existsSync(mutant.file) || changed(readFileSync(mutant.file, 'utf8'), mutant) === null)
    return { kind: 'broken', why: `its text is not in ${mutant.file} exactly once` };
  if (failing.has(mutant.test)) return { kind: 'broken', why: `${mutant.test} fails without it` };
  return outcomeOf(await tested([mutant.test], mutant));
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string', default: '' }, jobs: { type: 'string', default: '2' } },
  });
  const { only } = values;
  const chosen = readMutants().filter(({ part, file }) =>
    `${part} ${file}`.toLowerCase().includes(only.toLowerCase()),
  );
  if (chosen.length === 0) {
    console.log(`No entry holds “${only}”.`);
    return 2;
  }
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const began = performance.now();
  const failing = await failingWithout([...new Set(chosen.map(({ test }) => test))]);
  const counts = { caught: 0, survived: 0, broken: 0 };
  const waiting = chosen.values();
  const work = async () => {
    for (const mutant of waiting) {
      const found = await outcomeWith(mutant, failing);
      counts[found.kind]++;
      const detail = found.kind === 'caught' ? found.by : found.kind === 'broken' ? found.why : mutant.test;
      console.log(`${found.kind.padEnd(9)}${mutant.part}\n         ${detail}`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  console.log(`${counts.survived} survived, ${counts.broken} broken; ${minutes} minutes.`);
  console.log(`${counts.caught} of ${chosen.length} caught`);
  return counts.broken === 0 && counts.caught >= LEAST * chosen.length ? 0 : 1;
}
