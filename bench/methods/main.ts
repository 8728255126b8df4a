/**
 * Every method of the gallery on sets with known edges: AUPRC, error on held-out perturbations where the
 * method predicts, time and memory.
 * `npm run bench:methods -- [--quick] [--sets NAME,…] [--methods NAME,…] [--data FOLDER] [--seeds N] [--limit SECONDS] [--out FILE.json]
 * [--write]`. `--write` renews the tables of docs/methods/README.md. What is measured is kept in FILE.json.lines, networks included (the
 * consensus reads them), and not repeated. A method whose forecast exceeds the limit is not run; splits are left out where they would exceed it.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Dataset, perturbationLabels } from '../../src/dataset/dataset';
import { presets } from '../../src/dynamics/settings';
import { gallery } from '../../src/evaluation/methods/gallery';
import { judge } from '../../src/evaluation/methods/judged';
import {
  type Method,
  type MethodNetwork,
  problemSize,
  settingsOf,
  unmetNeeds,
} from '../../src/evaluation/methods/method';
import { type Interval, auprcOverRegulators } from '../../src/evaluation/bootstrap';
import { scorePairs } from '../../src/evaluation/networks/scoredPairs';
import type { Truth } from '../../src/evaluation/networks/truth';
import { Random } from '../../src/numerics/random';
import { fileOfSet, loadDataset, loadKnownSet, truthIn } from '../knownSet';
import { withCost } from '../accuracy/job';
import { ended, fitted } from '../accuracy/measure';
import { acyclic, simulated as made } from '../accuracy/screens';
import { dream4, fileOf } from '../accuracy/otherSimulators';
import { textTable } from '../accuracy/textTable';

interface MethodSet {
  readonly name: string;
  readonly quick: boolean;
  /** null: simulated here. */
  readonly file: string | null;
  readonly load: () => Promise<{ readonly dataset: Dataset; readonly truth: Truth }>;
}

/** A method on a set. */
interface Row {
  readonly set: string;
  readonly method: string;
  /** Where it has no result. */
  readonly absent: Absence | null;
  readonly auprc: Interval | null;
  readonly density: number | null;
  /** Held-out error over no change, of each split. */
  readonly unseen: readonly number[];
  readonly seconds: number;
  /** Largest resident size of the process so far, earlier rows included. */
  readonly megabytes: number;
}

interface Absence {
  readonly kind: 'unsuited' | 'too long' | 'failed';
  readonly why: string;
}

/** A row with the scores of its network, little-endian float32 in base64. */
interface KeptRow extends Row {
  readonly scores: string | null;
}

const NOTHING = { auprc: null, density: null, unseen: [], seconds: 0, megabytes: 0, scores: null } as const;

/** Share of the perturbations held out, drawn anew for each seed. */
const HELD_OUT = 0.2;
const MIN_HELD_OUT_OF = 5;

function setsIn(data: string): readonly MethodSet[] {
  const simulated = ['hsc', 'dyn-BF', 'dyn-CY', 'dyn-FN4', 'cycKO_0', 'dagKO_0', 'dagTECH_0', 'cycTECH_0'];
  const known = simulated.flatMap((name): readonly MethodSet[] => {
    const file = fileOfSet(data, name);
    if (file === undefined) return [];
    return [{ name, quick: !name.startsWith('dag'), file, load: () => loadKnownSet(file) }];
  });
  const dream = ['size10_1', 'size100_1'].map((set): MethodSet => {
    const file = fileOf(data, set, 'goldstandard');
    const load = async () => ({ dataset: dream4(data, set, true), truth: truthIn(file) });
    return { name: `dream4 ${set}`, quick: set === 'size10_1', file, load };
  });
  const real = [
    ['Sachs', 'real/sachs-protein/sachs.h5ad', 'real/sachs-protein/truth.tsv'],
    ['Kemmeren', 'real/kemmeren-yeast-ko/kemmeren-194-own62.h5ad', 'real/kemmeren-yeast-ko/truth-gold.tsv'],
    ['hiPSC', 'renge-hipsc/hipsc.h5ad', 'real/renge-extra-truth/truth-trrust-dorothea-abc.tsv'],
  ].map(([name = '', cells = '', truth = '']): MethodSet => {
    const file = join(data, cells);
    const mapping = name === 'Kemmeren' ? ({ values: 'log-ratio' } as const) : {};
    const load = async () => ({
      dataset: await loadDataset(file, mapping),
      truth: truthIn(join(data, truth)),
    });
    return { name, quick: name === 'Sachs', file, load };
  });
  const all = [...known, ...dream, ...real, courses];
  return all.filter(({ file }) => file === null || existsSync(file));
}

/** For methods that need time points, and for the memory of all methods together: 100 genes × 5,000 cells, 40 knockouts at four times. */
const courses: MethodSet = {
  name: 'courses',
  quick: false,
  file: null,
  load: () =>
    made(
      'courses',
      {
        ...acyclic,
        kind: 'knockout',
        controls: 50,
        cellsPerPerturbation: 30,
        times: [0.5, 1, 1.5, 2],
        seed: 821,
      },
      0,
    ),
};

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      sets: { type: 'string', default: '' },
      methods: { type: 'string', default: '' },
      data: { type: 'string', default: '../shared/data' },
      seeds: { type: 'string' },
      limit: { type: 'string' },
      out: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const seeds = Number(values.seeds ?? (values.quick ? 1 : 3));
  const limit = Number(values.limit ?? (values.quick ? 30 : 900));
  const sets = setsIn(values.data).filter(
    ({ name, quick }) => within(values.sets, name) && (quick || !values.quick || values.sets !== ''),
  );
  const lines = values.out === undefined ? null : `${values.out}.lines`;
  const rows: KeptRow[] = kept(lines);
  const wanted = gallery.filter(({ about }) => within(values.methods, about.name));
  for (const set of sets) {
    const rowOf = (method: Method) =>
      rows.find((row) => row.set === set.name && row.method === method.about.name);
    if (wanted.every((method) => rowOf(method) !== undefined)) continue;
    const { dataset, truth } = await set.load();
    const networks: MethodNetwork[] = [];
    const model = memo(() => fitted(dataset, presets.default));
    for (const method of gallery) {
      let row = rowOf(method);
      if (row === undefined) {
        if (!wanted.includes(method)) continue;
        row = await measured(method, set.name, { dataset, truth, seeds, limit, networks, model });
        rows.push(row);
        console.error(
          `${set.name}, ${row.method}: ${row.absent?.why ?? `${value(row.auprc?.value)} in ${row.seconds.toFixed(1)} s`}`,
        );
        if (lines) appendFileSync(lines, `${JSON.stringify(row)}\n`);
      }
      if (row.scores !== null && method.about.family !== 'consensus')
        networks.push({ ...method.about, scores: floatsOf(row.scores) });
    }
  }
  const names = sets.map(({ name }) => name).filter((name) => rows.some(({ set }) => set === name));
  const methods = gallery
    .map(({ about }) => about.name)
    .filter((name) => rows.some((row) => row.method === name));
  const tables = [areaTable, unseenTable].map((make) => make(rows, names, methods));
  for (const { title, head, body } of tables) console.log(`\n${title}\n${textTable(head, body)}`);
  if (values.out !== undefined)
    writeFileSync(
      values.out,
      `${JSON.stringify(
        rows.map(({ scores: _scores, ...row }) => row),
        null,
        1,
      )}\n`,
    );
  if (values.write) writeTables(tables);
  return 0;
}

/** Whether a list of names has this one; an empty list has all. */
function within(wanted: string, name: string): boolean {
  return wanted === '' || wanted.split(',').includes(name);
}

interface Measuring {
  readonly dataset: Dataset;
  readonly truth: Truth;
  readonly seeds: number;
  /** Seconds of the forecast beyond which a method is not run. */
  readonly limit: number;
  readonly networks: readonly MethodNetwork[];
  readonly model: () => ReturnType<typeof fitted>;
}

async function measured(
  method: Method,
  set: string,
  { dataset, truth, seeds, limit, networks, model }: Measuring,
): Promise<KeptRow> {
  const { name, needs, settings, cost } = method.about;
  const without = (kind: Absence['kind'], why: string): KeptRow => ({
    ...NOTHING,
    set,
    method: name,
    absent: { kind, why },
  });
  const [lacks] = unmetNeeds(method.about, dataset, { run: true, networks: networks.length });
  if (lacks !== undefined) return without('unsuited', `needs ${lacks}`);
  const forecast = cost(problemSize(dataset), settingsOf(settings, {})).seconds;
  if (forecast > limit) return without('too long', `not run: forecast ${Math.ceil(forecast / 60)} min`);
  const splits = Math.min(seeds, Math.floor(limit / forecast) - 1);
  try {
    const run = needs.includes('run') ? (await model()).model : null;
    const request = { settings: {}, networks, ...(run && { run }) };
    const whole = await withCost(() => ended(method, dataset, { ...request, seed: 1 }));
    const unseen: number[] = [];
    if (method.about.predicts)
      for (let seed = 1; seed <= splits; seed++) {
        const split = withHeldOut(dataset, seed);
        const result = split && (await ended(method, split, { ...request, seed }));
        const error = result && judge(result, null).unseen?.error;
        if (typeof error === 'number') unseen.push(error);
      }
    const judged = judge(whole.row, truth).truth;
    return {
      set,
      method: name,
      absent: null,
      auprc: auprcOverRegulators(scorePairs(whole.row.network, truth, 'candidates'), 1),
      density: judged?.density ?? null,
      unseen,
      seconds: whole.cost.processorSeconds,
      megabytes: whole.cost.megabytes,
      scores: textOf(whole.row.scores),
    };
  } catch (error) {
    return without('failed', `failed: ${String(error)}`);
  }
}

function textOf(floats: Float32Array): string {
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString('base64');
}

function floatsOf(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}

/** The same screen with a fifth of its perturbations held out; null with too few. */
function withHeldOut(dataset: Dataset, seed: number): Dataset | null {
  const labels = perturbationLabels(dataset).toSorted();
  if (labels.length < MIN_HELD_OUT_OF) return null;
  const drawn = Array.from(new Random(seed).permutation(labels.length), (at) => labels[at] ?? '');
  return { ...dataset, heldOut: drawn.slice(0, Math.max(1, Math.round(HELD_OUT * labels.length))) };
}

function memo<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | null = null;
  return () => (known ??= { value: compute() }).value;
}

interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
}

function tableOf(
  title: string,
  rows: readonly Row[],
  sets: readonly string[],
  methods: readonly string[],
  cell: (row: Row) => string,
): Table {
  const body = methods.map((method) => [
    method,
    ...sets.map((set) => {
      const row = rows.find((one) => one.set === set && one.method === method);
      return row ? cell(row) : '';
    }),
  ]);
  return {
    title,
    head: ['method', ...sets],
    body: body.filter(([, ...cells]) => cells.some((text) => text !== '')),
  };
}

/** With the mean width of the intervals of each set, and the processor time of each method over all sets. */
function areaTable(rows: readonly Row[], sets: readonly string[], methods: readonly string[]): Table {
  const { title, head, body } = tableOf('AUPRC', rows, sets, methods, ({ auprc, absent }) => {
    if (absent) return absent.kind === 'unsuited' ? '' : absent.why;
    return auprc ? value(auprc.value) : '';
  });
  const chance = sets.map((set) =>
    value(rows.find((row) => row.set === set && row.density !== null)?.density),
  );
  const widths = sets.map((set) => {
    const own = rows.flatMap((row) => (row.set === set && row.auprc ? [row.auprc.high - row.auprc.low] : []));
    return own.length === 0 ? '' : value(own.reduce((sum, one) => sum + one / own.length, 0));
  });
  return {
    title,
    head: [...head, 'seconds'],
    body: [
      ...body.map(([method = '', ...cells]) => [method, ...cells, secondsOf(rows, method)]),
      ['random order', ...chance, ''],
      ['width of the 95 % intervals', ...widths, ''],
    ],
  };
}

/** Over all sets: the time grows with cells and genes, so that a range says as much as a column for each set. */
function secondsOf(rows: readonly Row[], method: string): string {
  const ran = rows.filter((row) => row.method === method && row.absent === null);
  const seconds = ran.map((row) => row.seconds).toSorted((a, b) => a - b);
  const [least, most] = [seconds[0], seconds.at(-1)];
  return least === undefined || most === undefined ? '' : `${least.toFixed(1)} to ${most.toFixed(1)}`;
}

function unseenTable(rows: readonly Row[], sets: readonly string[], methods: readonly string[]): Table {
  return tableOf(
    'Error on held-out perturbations (no change = 1), mean [range] over splits',
    rows,
    sets,
    methods,
    ({ unseen }) => {
      if (unseen.length === 0) return '';
      const mean = unseen.reduce((sum, one) => sum + one / unseen.length, 0);
      return unseen.length === 1
        ? value(mean)
        : `${value(mean)} [${value(Math.min(...unseen))}, ${value(Math.max(...unseen))}]`;
    },
  );
}

function value(number: number | null | undefined): string {
  return number === null || number === undefined ? '' : number.toFixed(2).replace(/^0\./, '.');
}

const PAGE = 'docs/methods/README.md';
const [BEGIN, END] = ['<!-- tables of bench:methods -->', '<!-- end of tables -->'];

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Between the marks of the page. */
function writeTables(tables: readonly Table[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${PAGE} has no place for tables`);
  const text = tables
    .filter(({ body }) => body.length > 0)
    .map(({ title, head, body }) =>
      [`${title}:`, '', markdownRow(head), markdownRow(head.map(() => '---')), ...body.map(markdownRow)].join(
        '\n',
      ),
    )
    .join('\n\n');
  writeFileSync(PAGE, `${page.slice(0, before + BEGIN.length)}\n\n${text}\n\n${page.slice(after)}`);
}

function kept(file: string | null): KeptRow[] {
  if (file === null || !existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): KeptRow => JSON.parse(line));
}
