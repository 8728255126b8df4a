/**
 * What sequencing makes of simulated cells: every molecule is caught with some chance, cells differ in how much of them is
 * caught, a share of the counts is free RNA of all cells, and some values are lost. Written are raw counts, or the log of
 * counts divided by the depth, which is taken as known from the whole library, of which these genes are a small part, so that
 * a gene's rise does not push the others down.
 */
import type { Random } from '../numerics/random';
import { halfLossLevel } from './dropout';
import { poisson } from './poisson';
import type { SignedEdge } from './rules';
import type { Screen } from './screen';

export interface CaptureSettings {
  /** Mean share of molecules that are counted. */
  readonly efficiency: number;
  /** Standard deviation of log depth between cells. */
  readonly depthSpread: number;
  /** Share of a cell's expected counts that come from the free RNA of all cells together. */
  readonly ambient: number;
  /** Share of the values that are lost, the low ones first. */
  readonly dropout: number;
  /** Groups of cells that were processed together, and the standard deviation of log efficiency of a gene between them. */
  readonly batches: number;
  readonly batchSpread: number;
  /** 'molecules': the log of the molecules themselves, none of them counted. */
  readonly written: 'log' | 'counts' | 'molecules';
}

/** Nothing but the counting itself. */
export const cleanCapture = { ambient: 0, dropout: 0, batches: 1, batchSpread: 0, written: 'log' } as const;

/** A screen as it would be written to a file, with the network it came from. */
export interface CapturedScreen {
  readonly genes: readonly string[];
  /** [cells × G] log1p of depth-corrected counts or of molecules, or counts. */
  readonly values: Float32Array;
  /** [cells] what was perturbed, and 'control', 'knockout', 'knockdown' or 'overexpression'. */
  readonly labels: readonly string[];
  readonly kinds: readonly string[];
  /** [cells] times since the intervention, and doses (NaN: none), where there are several of them; else null. */
  readonly times: Float64Array | null;
  readonly doses: Float64Array | null;
  /** [cells] names of batches; null where there is one. */
  readonly batches: readonly string[] | null;
  readonly truth: readonly SignedEdge[];
  /** [G] names of the genes' planted modules, '' in none; null where none were planted. */
  readonly modules: readonly string[] | null;
}

/** `truth` and `modules` are passed through. */
export function captureScreen(
  screen: Screen,
  known: Pick<CapturedScreen, 'truth' | 'modules'>,
  settings: CaptureSettings,
  random: Random,
): CapturedScreen {
  const armOf = Array.from(screen.armOfCell, (arm) => screen.arms[arm]);
  return {
    genes: screen.genes,
    values: countScreen(screen, settings, random),
    labels: armOf.map((arm) => arm?.label ?? ''),
    kinds: armOf.map((arm) => arm?.kind ?? ''),
    times: screen.windows.length > 1 ? timesOf(screen) : null,
    doses: hasDoses(screen) ? Float64Array.from(armOf, (arm) => arm?.dose ?? Number.NaN) : null,
    batches:
      settings.batches > 1
        ? Array.from(screen.armOfCell, (_, cell) => `batch${(cell % settings.batches) + 1}`)
        : null,
    ...known,
  };
}

function hasDoses({ arms }: Screen): boolean {
  return new Set(arms.filter(({ kind }) => kind !== 'control').map(({ dose }) => dose)).size > 1;
}

function timesOf({ windows, windowOfCell }: Screen): Float64Array {
  return Float64Array.from(windowOfCell, (at) => {
    const { earliest = 0, latest = 0 } = windows[at] ?? {};
    return (earliest + latest) / 2;
  });
}

/** [cells × G] the values as written. */
function countScreen(screen: Screen, settings: CaptureSettings, random: Random): Float32Array {
  const { efficiency, depthSpread, ambient, dropout, batches, written } = settings;
  const { molecules, armOfCell } = screen;
  const genes = screen.genes.length;
  const expected = ambient > 0 ? withAmbient(molecules, genes, ambient) : molecules;
  const half = dropout > 0 ? halfLossLevel(expected, dropout) : 0;
  const ofBatch = batches > 1 ? batchFactors(batches * genes, settings.batchSpread, random) : null;
  const values = new Float32Array(expected.length);
  for (const cell of armOfCell.keys()) {
    const depth = Math.exp(depthSpread * random.normal() - depthSpread ** 2 / 2);
    for (let at = cell * genes; at < (cell + 1) * genes; at++) {
      const level = expected[at] ?? 0;
      if (half > 0 && random.uniform() * (half + level) < half) continue;
      const factor = ofBatch?.[at % (batches * genes)] ?? 1;
      if (written === 'molecules') {
        values[at] = Math.log1p(level * factor);
        continue;
      }
      const count = poisson(level * efficiency * factor * depth, random);
      values[at] = written === 'counts' ? count : Math.log1p(count / depth);
    }
  }
  return values;
}

/** [batches × G] log-normal with mean 1; cell after cell is of the next batch, so every perturbation is in all. */
function batchFactors(entries: number, spread: number, random: Random): Float64Array {
  return Float64Array.from({ length: entries }, () => Math.exp(spread * random.normal() - spread ** 2 / 2));
}

/**
 * [cells × G] (1 − a) x + a s (Σx) / (Σs) with s the sum over all cells: cells keep their totals, and share a profile of free
 * RNA (the "soup" of Young and Behjati 2020, GigaScience 9: giaa151).
 */
function withAmbient(molecules: Float64Array, genes: number, ambient: number): Float64Array {
  const soup = new Float64Array(genes);
  for (const [at, level] of molecules.entries()) soup[at % genes] = (soup[at % genes] ?? 0) + level;
  const all = soup.reduce((sum, level) => sum + level, 0);
  const mixed = new Float64Array(molecules.length);
  for (let first = 0; first < molecules.length; first += genes) {
    const total = molecules.subarray(first, first + genes).reduce((sum, level) => sum + level, 0);
    for (let g = 0; g < genes; g++)
      mixed[first + g] =
        (1 - ambient) * (molecules[first + g] ?? 0) + (ambient * total * (soup[g] ?? 0)) / (all || 1);
  }
  return mixed;
}
