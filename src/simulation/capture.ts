/**
 * Sequencing of simulated cells: each molecule is captured with some probability, depth varies between cells, part of
 * the counts is ambient RNA, and some values drop out. Written are raw counts, or the log of counts divided by the
 * depth. The depth is taken as known from the whole library, of which these genes are a small part, so a rising gene
 * does not lower the others.
 */
import type { Random } from '../numerics/random';
import type { SignedEdge } from './rules';
import type { Screen } from './screen';

export interface CaptureSettings {
  /** Mean share of molecules that are counted. */
  readonly efficiency: number;
  /** Standard deviation of log depth between cells. */
  readonly depthSpread: number;
  /** Share of a cell's expected counts that is ambient RNA. */
  readonly ambient: number;
  /** Share of the values that drop out, low ones first. */
  readonly dropout: number;
  /** Number of batches, and the standard deviation of a gene's log efficiency between them. */
  readonly batches: number;
  readonly batchSpread: number;
  /** 'molecules': the log of the molecules themselves, without counting. */
  readonly written: 'log' | 'counts' | 'molecules';
}

/** Counting only, without artefacts. */
export const cleanCapture = { ambient: 0, dropout: 0, batches: 1, batchSpread: 0, written: 'log' } as const;

/** A screen as it is written to a file, with its true network. */
export interface CapturedScreen {
  readonly genes: readonly string[];
  /** [cells × G] log1p of depth-corrected counts or of molecules, or counts. */
  readonly values: Float32Array;
  /** [cells] the perturbation, and 'control' or its kind. */
  readonly labels: readonly string[];
  readonly kinds: readonly string[];
  /** [cells] time since the intervention, and dose (NaN: none); null where all cells share one. */
  readonly times: Float64Array | null;
  readonly doses: Float64Array | null;
  /** [cells] names of batches; null with a single batch. */
  readonly batches: readonly string[] | null;
  readonly truth: readonly SignedEdge[];
  /** [G] planted module of each gene, '' for none; null where no modules were planted. */
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
  const treated = screen.arms.filter(({ kind }) => kind !== 'control');
  const hasDoses = new Set(treated.map(({ dose }) => dose)).size > 1;
  const times = Float64Array.from(screen.windowOfCell, (at) => {
    const { earliest = 0, latest = 0 } = screen.windows[at] ?? {};
    return (earliest + latest) / 2;
  });
  return {
    genes: screen.genes,
    values: countScreen(screen, settings, random),
    labels: armOf.map((arm) => arm?.label ?? ''),
    kinds: armOf.map((arm) => arm?.kind ?? ''),
    times: screen.windows.length > 1 ? times : null,
    doses: hasDoses ? Float64Array.from(armOf, (arm) => arm?.dose ?? Number.NaN) : null,
    batches:
      settings.batches > 1
        ? Array.from(screen.armOfCell, (_, cell) => `batch${(cell % settings.batches) + 1}`)
        : null,
    ...known,
  };
}

/** [cells × G] the written values. */
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

/**
 * [batches × G] log-normal factors with mean 1; cells alternate between batches, so every perturbation is in all of
 * them.
 */
function batchFactors(entries: number, spread: number, random: Random): Float64Array {
  return Float64Array.from({ length: entries }, () => Math.exp(spread * random.normal() - spread ** 2 / 2));
}

/**
 * [cells × G] (1 − a) x + a s (Σx) / (Σs) with s the sum over all cells: cells keep their totals and share a profile
 * of ambient RNA (the "soup" of Young and Behjati 2020, GigaScience 9: giaa151).
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

/** Entries used to find the level; more change the share by less than a hundredth. */
const MAX_ENTRIES = 100_000;
/** Steps of the golden ratio modulo 1 are spread evenly for any number of genes. */
const GOLDEN = 0.6180339887498949;
const HALVINGS = 60;

/**
 * The level K of half loss at which the mean probability K/(K + level) over all `levels` above 0 (Michaelis–Menten:
 * Andrews and Hemberg 2019, Bioinformatics 35: 2865) equals `share`, below 1. 0 if all levels are 0.
 */
export function halfLossLevel(levels: Float64Array, share: number): number {
  const seen = Float64Array.from(
    { length: Math.min(MAX_ENTRIES, levels.length) },
    (_, i) => levels[Math.floor(((i * GOLDEN) % 1) * levels.length)] ?? 0,
  ).filter((level) => level > 0);
  if (seen.length === 0) return 0;
  let [low, high] = [0, 1];
  while (lostShare(seen, high) < share) high *= 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (lostShare(seen, middle) < share) low = middle;
    else high = middle;
  }
  return high;
}

function lostShare(levels: Float64Array, half: number): number {
  return levels.reduce((sum, level) => sum + half / (half + level), 0) / levels.length;
}

const MAX_PIECE_MEAN = 16;

/** Poisson draw by inversion; a mean above 16 is drawn as the exact sum of smaller means. */
export function poisson(mean: number, random: Random): number {
  let count = 0;
  for (let left = mean; left > 0; left -= MAX_PIECE_MEAN) {
    const part = Math.min(left, MAX_PIECE_MEAN);
    let chance = Math.exp(-part);
    let remaining = random.uniform() - chance;
    // Beyond 200 the probabilities are below the resolution of the draw.
    for (let n = 1; remaining >= 0 && n <= 200; n++) {
      count++;
      chance *= part / n;
      remaining -= chance;
    }
  }
  return count;
}
