/**
 * `npm run fuzz -- --minutes N [--cases N] [--seed S] [--only links,runs,h5ad]`: damages every kind of link and file at random and reads
 * them. Each format runs in a process of its own, which is ended where a case takes too long. A finding is an exception that is not
 * declared, too much time or memory, a changed prototype, or accepted content that is wrong; `--seed` and `--from` with `--cases 1` repeat one.
 */
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Random } from '../src/numerics/random';
import { judged } from '../tests/fuzz/case';
import { fuzzFormats } from '../tests/fuzz/formats';

/** Seconds without an answer after which a case counts as endless; wall time, on a machine that may be busy. */
const ENDLESS = 120;
/** Of processor time. */
const SLOW_SECONDS = 10;
/** That one case may add to the peak of the process, and all of them to what stays, MB. */
const MAX_PEAK = 1200;
const MAX_GROWTH = 32;
const FOLDER = '.cache/fuzz';

interface Options {
  readonly seed: number;
  readonly from: number;
  readonly cases: number;
  readonly seconds: number;
}

interface Tally {
  cases: number;
  accepted: number;
  slowestMs: number;
  /** MB beyond what the process took before the first case. */
  peak: number;
  /** MB of heap and buffers after garbage collection, from the middle to the end; null: too few cases. */
  growth: number | null;
  readonly ends: Record<string, number>;
}

/** From the process of a format to this one. */
type Message =
  | { readonly kind: 'begins'; readonly at: number }
  | { readonly kind: 'finding'; readonly at: number; readonly fault: string }
  | { readonly kind: 'tally'; readonly tally: Tally };

function send(message: Message): void {
  process.send?.(message);
}

/** The process of one format. */
async function fuzz(name: string, { seed, from, cases, seconds }: Options): Promise<void> {
  const format = fuzzFormats.find((one) => one.name === name);
  if (!format) throw new Error(`There is no format ${name}.`);
  const tally: Tally = { cases: 0, accepted: 0, slowestMs: 0, peak: 0, growth: null, ends: {} };
  const began = performance.now();
  const before = peakNow();
  let known = before;
  let settled: number | null = null;
  let settledAt = 0;
  for (let at = from; at < from + cases && performance.now() - began < 1000 * seconds; at++) {
    send({ kind: 'begins', at });
    const one = await format.draw(new Random(seed + at));
    const cpu = process.cpuUsage();
    const { end, fault } = await judged(one);
    const { user, system } = process.cpuUsage(cpu);
    const ms = (user + system) / 1000;
    const peak = peakNow();
    const faults = [
      ...(fault === null ? [] : [fault]),
      ...(ms > 1000 * SLOW_SECONDS ? [`It took ${(ms / 1000).toFixed(1)} s.`] : []),
      ...(peak - known > MAX_PEAK ? [`It took ${Math.round(peak - known)} MB.`] : []),
    ];
    known = peak;
    for (const found of faults) {
      send({ kind: 'finding', at, fault: found });
      keep(`${name}-${seed + at}`, one.content);
    }
    tally.cases++;
    tally.accepted += end === 'read' || end === 'data set' ? 1 : 0;
    tally.slowestMs = Math.max(tally.slowestMs, ms);
    tally.peak = peak - before;
    tally.ends[end] = (tally.ends[end] ?? 0) + 1;
    const done = at + 1 - from;
    // By then every table that is read once has been read.
    const isWarm = done >= cases / 2 || performance.now() - began > 500 * seconds;
    if (settled === null && done >= 50 && isWarm) {
      settled = await heldNow();
      settledAt = done;
    }
  }
  if (settled !== null && tally.cases > settledAt) tally.growth = (await heldNow()) - settled;
  await new Promise<void>((sent) => {
    if (process.send) process.send({ kind: 'tally', tally } satisfies Message, () => sent());
    else sent();
  });
  process.disconnect?.();
}

const peakNow = () => process.resourceUsage().maxRSS / 1024;

/** Collected twice, because buffers go after the objects that hold them. */
async function heldNow(): Promise<number> {
  for (let times = 0; times < 2; times++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

function keep(name: string, content: string | Uint8Array | null): void {
  if (content === null) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name.replaceAll(/\W+/gu, '-')}`, content);
}

interface Finding {
  readonly at: number;
  readonly fault: string;
}

/** Runs the process of a format, and another one after each case that has no end or ends the process. */
async function fuzzApart(name: string, options: Options, found: Finding[]): Promise<Tally[]> {
  const tallies: Tally[] = [];
  const until = performance.now() + 1000 * options.seconds;
  for (let from = options.from; from < options.from + options.cases;) {
    const seconds = (until - performance.now()) / 1000;
    if (seconds <= 0) break;
    const rest = { ...options, from, cases: options.from + options.cases - from, seconds };
    const { at, tally } = await oneProcess(name, rest, found);
    if (tally) {
      tallies.push(tally);
      break;
    }
    from = at + 1;
  }
  return tallies;
}

function oneProcess(
  name: string,
  { seed, from, cases, seconds }: Options,
  found: Finding[],
): Promise<{ readonly at: number; readonly tally: Tally | null }> {
  const args = ['scripts/fuzz.ts', '--format', name, '--seed', seed, '--from', from, '--cases', cases];
  const child = fork('scripts/run.mjs', [...args, '--seconds', Math.ceil(seconds)].map(String), {
    execArgv: ['--expose-gc'],
  });
  return new Promise((resolve) => {
    let at = from;
    let tally: Tally | null = null;
    let isEndless = false;
    const awaited = () =>
      setTimeout(() => {
        isEndless = true;
        child.kill('SIGKILL');
      }, 1000 * ENDLESS);
    // A busy machine may take long to start the process.
    let timer: NodeJS.Timeout | undefined;
    child.on('message', (message) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `send` of this program wrote it
      const told = message as Message;
      clearTimeout(timer);
      timer = awaited();
      if (told.kind === 'begins') at = told.at;
      else if (told.kind === 'finding') found.push({ at: told.at, fault: told.fault });
      else tally = told.tally;
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (!tally)
        found.push({
          at,
          fault: isEndless ? `No answer within ${ENDLESS} s.` : `The process ended (${code ?? signal}).`,
        });
      resolve({ at, tally });
    });
  });
}

const USAGE = `npm run fuzz -- --minutes N [--cases N] [--seed S] [--from N] [--only NAMES]
formats: ${fuzzFormats.map(({ name }) => name).join(', ')}`;

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string' },
      cases: { type: 'string' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      only: { type: 'string' },
      help: { type: 'boolean' },
      // Of the process of one format.
      format: { type: 'string' },
      seconds: { type: 'string' },
    },
  });
  const seed = Number(values.seed);
  const from = Number(values.from);
  const cases = Number(values.cases ?? Infinity);
  if (values.format !== undefined) {
    await fuzz(values.format, { seed, from, cases, seconds: Number(values.seconds) });
    return 0;
  }
  const names = values.only?.split(',') ?? fuzzFormats.map(({ name }) => name);
  const unknown = names.filter((name) => fuzzFormats.every((one) => one.name !== name));
  if (values.help || unknown.length > 0 || (values.minutes === undefined && values.cases === undefined)) {
    console.log(unknown.length > 0 ? `There is no format ${unknown.join(', ')}.\n${USAGE}` : USAGE);
    return 2;
  }
  const minutes = Number(values.minutes ?? Infinity);
  const seconds = minutes === Infinity ? 1e7 : (60 * minutes) / names.length;
  let findings = 0;
  console.log(
    row(['format', 'cases', 'accepted', 'refused', 'slowest ms', 'peak MB', 'stays MB', 'findings']),
  );
  for (const name of names) {
    const found: Finding[] = [];
    const tallies = await fuzzApart(name, { seed, from, cases: Math.min(cases, 1e9), seconds }, found);
    const total = summed(tallies);
    const tooMuch = tallies.filter(({ growth }) => growth !== null && growth > MAX_GROWTH);
    for (const { growth } of tooMuch)
      found.push({ at: from, fault: `${growth?.toFixed(0)} MB stay after all cases.` });
    console.log(
      row([
        name,
        total.cases,
        total.accepted,
        total.cases - total.accepted,
        total.slowestMs.toFixed(0),
        total.peak.toFixed(0),
        total.growth?.toFixed(1) ?? '–',
        found.length,
      ]),
    );
    if (values.minutes === undefined || found.length > 0) console.log(`    ${endsOf(total)}`);
    for (const { at, fault } of found.slice(0, 20))
      console.log(`    --seed ${seed} --from ${at}: ${fault.slice(0, 1500)}`);
    findings += found.length;
  }
  console.log(
    findings === 0 ? 'Nothing was found.' : `${findings} findings; those of one file are in ${FOLDER}.`,
  );
  return findings === 0 ? 0 : 1;
}

function summed(tallies: readonly Tally[]): Tally {
  const ends: Record<string, number> = {};
  for (const tally of tallies)
    for (const [end, count] of Object.entries(tally.ends)) ends[end] = (ends[end] ?? 0) + count;
  const sum = (of: (tally: Tally) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
  const most = (of: (tally: Tally) => number) => Math.max(0, ...tallies.map(of));
  return {
    cases: sum(({ cases }) => cases),
    accepted: sum(({ accepted }) => accepted),
    slowestMs: most(({ slowestMs }) => slowestMs),
    peak: most(({ peak }) => peak),
    growth: tallies.at(-1)?.growth ?? null,
    ends,
  };
}

function endsOf({ ends }: Tally): string {
  const ordered = Object.entries(ends).toSorted((a, b) => b[1] - a[1]);
  return ordered.map(([end, count]) => `${end} ${count}`).join(', ');
}

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell, at) => (at === 0 ? String(cell).padEnd(20) : String(cell).padStart(11))).join('');
}
