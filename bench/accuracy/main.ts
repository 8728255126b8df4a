/**
 * Measures accuracy: the tables explained in bench/README.md.
 * `npm run bench:accuracy -- [--full] [--alone] [--tables NAME,…] [--jobs TEXT] [--data FOLDER] [--seed N] [--processes N] [--out FILE.json]`. `--jobs`:
 * only jobs whose name contains the text. Finished jobs are saved in FILE.json.lines and not repeated.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tableNames, type Choice, type Done } from './job';
import { jobsOf, tables } from './tables';
import { fork } from 'node:child_process';

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      tables: { type: 'string', default: tableNames.join(',') },
      jobs: { type: 'string', default: '' },
      data: { type: 'string', default: '../shared/data' },
      seed: { type: 'string', default: '0' },
      processes: { type: 'string', default: '2' },
      out: { type: 'string' },
    },
  });
  const wanted = values.tables.split(',');
  const choice: Choice = {
    form: values.full ? 'full' : 'quick',
    tables: tableNames.filter((name) => wanted.includes(name)),
    data: values.data,
    seed: Number(values.seed),
    isAlone: values.alone,
  };
  const jobs = jobsOf(choice).filter(({ name }) => name.includes(values.jobs));
  const lines = values.out === undefined ? null : `${values.out}.lines`;
  const done = new Map(kept(lines).map((one) => [one.name, one]));
  const left = jobs.filter(({ name }) => !done.has(name)).map(({ name }) => name);
  await inProcesses(left, choice, Number(values.processes), (one) => {
    console.error(
      `${one.name}: ${one.cost.processorSeconds.toFixed(0)} s${one.error === null ? '' : `, failed: ${one.error}`}`,
    );
    if (one.error !== null) return;
    done.set(one.name, one);
    if (lines) appendFileSync(lines, `${JSON.stringify(one)}\n`);
  });
  for (const name of choice.tables) {
    const rows = jobs.filter(({ table }) => table === name).flatMap((job) => done.get(job.name)?.row ?? []);
    const { needs, text } = tables[name];
    console.log(`\n${rows.length === 0 ? `${name}: no measurements.` : text(rows)}`);
    if (needs !== null && !existsSync(join(choice.data, needs)))
      console.log(`${needs}/ is not in ${choice.data}: its sets are skipped.`);
  }
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify([...done.values()], null, 1)}\n`);
  return jobs.every(({ name }) => done.has(name)) ? 0 : 1;
}

function kept(file: string | null): readonly Done[] {
  if (file === null || !existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Done);
}

/** Distributes jobs over processes; each takes the next job when it is free. Resolves when all are done. */
async function inProcesses(
  names: readonly string[],
  choice: Choice,
  processes: number,
  onDone: (done: Done) => void,
): Promise<void> {
  const waiting = names.toReversed();
  const workers = Array.from(
    { length: Math.min(processes, names.length) },
    () =>
      new Promise<void>((resolve, reject) => {
        const child = fork('scripts/run.mjs', ['bench/accuracy/worker.ts', JSON.stringify(choice)]);
        child.on('message', (message: Done | 'ready') => {
          if (message !== 'ready') onDone(message);
          const next = waiting.pop();
          if (next === undefined) child.disconnect();
          else child.send(next);
        });
        child.on('error', reject);
        child.on('exit', (code) => {
          if (code === 0) resolve();
          else reject(new Error(`A process of the benchmark ended with ${code}`));
        });
      }),
  );
  await Promise.all(workers);
}
