/**
 * What the parts of many runs cost on one screen beside their forecast (docs/cluster.md): a step, preparing, training, one resampled fit, and
 * merging shards, in processor time, memory and bytes.
 * `node scripts/run.mjs bench/cluster.ts [--share .01 | --screen 2000,500,2000,500000] [--parts step,prepare,fit,merge] [--steps 20,60] [--fits 100] [--folder FOLDER]`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { writeWhole } from '../src/cli/files';
import { fitsFileName, keyOf } from '../src/cli/infer/shard';
import type { Forecast } from '../src/cli/inspect/inspect';
import { openRun, runFileName } from '../src/cli/runs';
import { hiddenUnits } from '../src/dynamics/prepare/assembleProblem';
import { presets, trainingScheme } from '../src/dynamics/settings';
import { resampledFitSeconds, SLOWDOWN } from '../src/inference/training/forecast';
import { Random } from '../src/numerics/random';
import { writeFits } from '../src/share/fitsFile';
import { textTable } from './accuracy/textTable';
import { wasmContender } from './engine/interleaved';
import { thisMachine } from './engine/machine';
import { presetH } from './engine/problems';
import { writeH5adFile } from './ingest/hdf5Files';
import { geneNames, type MadeScreen } from './ingest/screen';

interface Screen extends MadeScreen {
  /** Of the candidate regulators, evenly spread. */
  readonly regulators: number;
}

/** The whole: half of the perturbations are single genes, half pairs; a tenth of the genes may regulate. */
const whole = { genes: 5000, cells: 2_000_000 };
/** Size of the groups in which a cell has one gene that is not zero. */
const GROUP = 20;

/** `sizes`: genes, candidate regulators, perturbations, cells; null: the `share` of the cells of the whole, and of its genes × perturbations. */
function screenOf(sizes: string | null, share: number): Screen {
  const asked = (sizes ?? '').split(',').map(Number);
  if (sizes !== null && (asked.length !== 4 || !asked.every((size) => size > 0)))
    throw new Error(`--screen takes genes,regulators,perturbations,cells, not ${sizes}`);
  const [genes = 0, regulators, perturbations, cells] =
    sizes === null ? [whole.genes * Math.sqrt(share)] : asked;
  const inGroups = GROUP * Math.ceil(genes / GROUP);
  return {
    genes: inGroups,
    regulators: regulators ?? inGroups / 10,
    perturbations: perturbations ?? 2 * inGroups,
    cells: cells ?? Math.round(whole.cells * share),
    group: GROUP,
    seed: 7,
  };
}

const program = resolve(process.env['MODULODE_PROGRAM'] ?? 'lib/bin.js');

/** Prints what the process has used, as its last words. */
const meter =
  'data:text/javascript,process.on("exit",()=>process._rawDebug(JSON.stringify(process.resourceUsage())))';

/** What one command used, and what it printed. */
interface Used {
  /** Of the processor. */
  readonly seconds: number;
  /** Largest, bytes. */
  readonly memory: number;
  readonly said: string;
}

async function used(folder: string, args: readonly string[]): Promise<Used> {
  const child = spawn(process.execPath, ['--import', meter, program, ...args], { cwd: folder });
  const ended = once(child, 'close');
  const [said, told] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`modulode ${args.join(' ')}: ${told}`);
  const [last = ''] = told.trimEnd().split('\n').slice(-1);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(last) as NodeJS.ResourceUsage;
  const taken = (userCPUTime + systemCPUTime) / 1e6;
  console.error(`modulode ${args[0] ?? ''}: ${taken.toFixed(1)} s`);
  return { seconds: taken, memory: 1024 * maxRSS, said };
}

/** Seconds, or bytes. NaN: not forecast. */
interface Row {
  readonly part: string;
  readonly unit: 's' | 'bytes';
  readonly forecast: number;
  readonly measured: number;
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      share: { type: 'string', default: '.01' },
      screen: { type: 'string' },
      parts: { type: 'string', default: 'step,prepare,fit,merge' },
      steps: { type: 'string', default: '20,60' },
      fits: { type: 'string', default: '100' },
      folder: { type: 'string' },
    },
  });
  const screen = screenOf(values.screen ?? null, Number(values.share));
  const parts = values.parts.split(',');
  const folder = resolve(values.folder ?? mkdtempSync(join(tmpdir(), 'bench-cluster-')));
  const [few = 0, more = 0] = values.steps.split(',').map(Number);
  const asked = { folder, screen, steps: [few, more], fits: Number(values.fits) } as const;
  const machine = thisMachine();
  console.log(
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, Node ${machine.node}\n` +
      `${screen.genes} genes × ${screen.perturbations} perturbations × ${screen.cells} cells`,
  );
  try {
    mkdirSync(folder, { recursive: true });
    const rows: Row[] = [];
    if (parts.includes('step')) rows.push(...(await stepOf(screen)));
    const prepared = parts.includes('prepare') ? await prepare(asked) : null;
    if (prepared) rows.push(...prepared.rows);
    if (prepared && parts.includes('fit')) rows.push(...(await fit(asked, prepared.forecast)));
    if (parts.includes('merge')) rows.push(...(await merge(asked)));
    console.log(tableOf(rows));
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true });
  }
  return 0;
}

/** One step of one fit, on random numbers, and the memory that this process takes for it. */
async function stepOf({ genes, regulators, perturbations }: Screen): Promise<readonly Row[]> {
  const size = { genes, regulators, perturbations };
  const { cellBatch, steps } = presets.H;
  const shape = {
    modules: hiddenUnits(presets.H, regulators),
    ...trainingScheme(presets.H, true),
  };
  const contender = await wasmContender('', presetH({ ...size, ...shape, batch: cellBatch }));
  // The first step allocates.
  await contender.step();
  const { cpuMs } = await contender.step();
  const [forecast] = resampledFitSeconds({ ...size, trained: perturbations, times: 1 }, presets.H);
  const memory = 1024 * process.resourceUsage().maxRSS;
  return [seconds('one step of one fit', forecast / steps, cpuMs / 1000), bytes('memory of it', NaN, memory)];
}

interface Asked {
  readonly folder: string;
  readonly screen: Screen;
  readonly steps: readonly [few: number, more: number];
  readonly fits: number;
}

async function prepare({ folder, screen }: Asked) {
  const file = join(folder, 'screen.h5ad');
  if (!existsSync(file)) await writeH5adFile(file, screen, 'csr');
  const names = geneNames(screen);
  const between = screen.genes / screen.regulators;
  const regulators = Array.from({ length: screen.regulators }, (_, r) => names[Math.floor(r * between)]);
  writeFileSync(join(folder, 'regulators.txt'), regulators.join('\n'));
  const mapping = [file, '--n-genes', String(screen.genes), '--regulators', 'regulators.txt'];
  const form = ['--no-quality', '--forecast', '--threads', '1', '--json'];
  const { said } = await used(folder, ['inspect', ...mapping, ...form]);
  const { forecast } = JSON.parse(said) as { readonly forecast: Forecast };
  const { seconds: taken, memory } = await used(folder, ['prepare', ...mapping, '--out', 'screen.data']);
  const held = expectedBytes(screen, forecast);
  const rows = [
    bytes('data file', NaN, statSync(file).size),
    seconds('prepare', forecast.readingSeconds, taken),
    bytes('memory of prepare', forecast.memoryBytes, memory),
    bytes('prepared data', held.data, statSync(join(folder, 'screen.data')).size),
  ];
  return { rows, forecast };
}

/** Training and one resampled fit, each with two numbers of steps: they are linear in these beside what is done once. */
async function fit({ folder, screen, steps }: Asked, forecast: Forecast): Promise<readonly Row[]> {
  const trained: Used[] = [];
  const refitted: Used[] = [];
  for (const count of steps) {
    const out = ['--threads', '1', '--quiet', '--force', '--out'];
    const settings = [
      '--preset',
      'H',
      '--steps',
      String(count),
      '--device',
      'processor',
      '--compare',
      'none',
    ];
    trained.push(await used(folder, ['infer', 'screen.data', ...settings, ...out, 'run']));
    const share = ['--main', 'run', '--confidence', '5', '--shard', '1/6'];
    refitted.push(await used(folder, ['infer', ...share, ...out, 'fit']));
  }
  const held = expectedBytes(screen, forecast);
  const [fitBytes, trainingBytes] = [forecast.memoryBytes + forecast.fitBytes, forecast.memoryBytes];
  const tables = readdirSync(join(folder, 'run')).filter((name) => name !== runFileName);
  return [
    seconds('training', allSteps(forecast.trainingSeconds), ofAllSteps(steps, trained)),
    seconds('one resampled fit', allSteps(forecast.fitSeconds), ofAllSteps(steps, refitted)),
    bytes('memory of training', trainingBytes, Math.max(...trained.map(({ memory }) => memory))),
    bytes('memory of a fit', fitBytes, Math.max(...refitted.map(({ memory }) => memory))),
    bytes('run file', held.run, statSync(join(folder, 'run', runFileName)).size),
    bytes(
      'tables and report',
      held.tables,
      tables.reduce((sum, name) => sum + statSync(join(folder, 'run', name)).size, 0),
    ),
    bytes('shard of one fit', held.fit, statSync(join(folder, 'fit', fitsFileName)).size),
  ];
}

/** Merging shards with one fit each, as if so many computers had made them; their scores are drawn at random. */
async function merge({ folder, fits }: Asked): Promise<readonly Row[]> {
  const run = await openRun(join(folder, 'run'));
  const { network, modules } = run.result;
  const random = new Random(1);
  const drawn = () => network.weights.map((weight) => weight * (1 + 0.3 * random.normal()));
  const shards: string[] = [];
  for (let index = 0; index < fits; index++) {
    const name = `shard-${index + 1}`;
    const made = [{ index, weights: drawn(), modules, responses: drawn() }];
    const labels = index === fits - 1 ? { shuffled: null } : null;
    await writeWhole(
      join(folder, name, fitsFileName),
      writeFits({ run: keyOf(run), of: fits, fits: made, labels }),
    );
    shards.push(name);
  }
  const form = ['--compare', 'none', '--out', 'merged', '--quiet', '--force'];
  const { seconds: taken, memory } = await used(folder, ['ensemble', 'run', ...shards, ...form]);
  return [seconds(`ensemble of ${fits} shards`, NaN, taken), bytes('memory of merging', NaN, memory)];
}

/** On an idle machine; a screen of random counts makes all steps. */
function allSteps([, onBusyMachine]: readonly [number, number]): number {
  return onBusyMachine / SLOWDOWN;
}

/** Seconds of all steps of the preset. */
function ofAllSteps([few, more]: Asked['steps'], [short, long]: readonly Used[]): number {
  if (!short || !long) return NaN;
  return short.seconds + ((presets.H.steps - few) / (more - few)) * (long.seconds - short.seconds);
}

/** As docs/cluster.md counts them: numbers of four bytes, in base64 four characters for three bytes. */
function expectedBytes({ genes, regulators, perturbations, cells: all }: Screen, { cells }: Forecast) {
  const single = (4 * 4) / 3;
  // Six moments of each group, where a sample of the cells is kept.
  const data = single * genes * (cells + (cells < all ? 6 * perturbations : 0));
  // Predicted, measured and error of each perturbation, in training and left out; lines of 75 characters for each.
  return {
    data,
    run: data + single * genes * 6 * perturbations,
    tables: 75 * 2 * genes * perturbations,
    fit: 2 * single * genes * regulators,
  };
}

function seconds(part: string, forecast: number, measured: number): Row {
  return { part, unit: 's', forecast, measured };
}

function bytes(part: string, forecast: number, measured: number): Row {
  return { part, unit: 'bytes', forecast, measured };
}

function tableOf(rows: readonly Row[]): string {
  return textTable(
    ['part', 'forecast', 'measured', 'ratio'],
    rows.map(({ part, unit, forecast, measured }) => [
      part,
      ...[forecast, measured].map((value) => (Number.isNaN(value) ? '' : inUnit(value, unit))),
      Number.isNaN(forecast) ? '' : (forecast / measured).toFixed(2),
    ]),
  );
}

function inUnit(value: number, unit: Row['unit']): string {
  return unit === 's' ? `${value.toPrecision(3)} s` : `${(value / 1e6).toPrecision(3)} MB`;
}
