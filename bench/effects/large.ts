/** How long the effects of a large screen take once its values are there. */
import type { EveryGene } from '../../src/dataset/quality/everyGene';
import { measureEffects } from '../../src/effects/measure';
import { Random } from '../../src/numerics/random';
import { poisson } from '../../src/simulation/capture';

export interface LargeScreen {
  readonly cells: number;
  readonly genes: number;
  readonly perturbations: number;
  readonly guides: number;
  /** Guides of a cell. */
  readonly perCell: number;
  /** `guides` where not given. */
  readonly controlGuides?: number;
  /** 1 where not given. */
  readonly batches?: number;
}

/** Different cells: they recur, as values cost more to draw than to compare. */
const DRAWN = 1000;

/** Counts of which an eighth is not 0; perturbations do nothing. */
function largeScreen({
  cells,
  genes,
  perturbations,
  guides,
  perCell,
  controlGuides = guides,
  batches = 1,
}: LargeScreen): EveryGene {
  const random = Random.mixed(7);
  const levels = Float64Array.from({ length: genes }, () => Math.exp(-3 + 1.4 * random.normal()));
  const [rows, columns, values]: number[][] = [[], [], []];
  for (let cell = 0; cell < DRAWN; cell++)
    levels.forEach((level, gene) => {
      const count = poisson(level, random);
      if (count === 0) return;
      rows?.push(cell);
      columns?.push(gene);
      values?.push(count);
    });
  const drawn = {
    rows: Int32Array.from(rows ?? []),
    genes: Int32Array.from(columns ?? []),
    values: Float64Array.from(values ?? []),
  };
  const allGuides = controlGuides + perturbations * guides;
  return {
    file: 'large',
    genes: Array.from({ length: genes }, (_, gene) => `gene${gene}`),
    perturbations: Array.from({ length: perturbations + 1 }, (_, k) => ({
      label: k === 0 ? 'control' : `p${k}`,
      labelInFile: k === 0 ? 'control' : `p${k}`,
      targets: [],
      names: [],
      kind: k === 0 ? null : 'knockdown',
      time: null,
    })),
    guides: Array.from({ length: allGuides }, (_, guide) => ({
      name: `g${guide}`,
      perturbation: Math.max(0, 1 + Math.floor((guide - controlGuides) / guides)),
    })),
    batches: Array.from({ length: batches }, (_, batch) => `batch ${batch + 1}`),
    values: 'counts',
    guideOfCell: Int32Array.from({ length: cells }, (_, cell) => (cell * 7919) % allGuides),
    ...(perCell > 1 && { guideSets: setsOf(cells, allGuides, perCell) }),
    batchOfCell: Int32Array.from({ length: cells }, () => random.integer(batches)),
    async pass(use, { places }) {
      const placeOf = (at: number) => {
        const gene = drawn.genes[at] ?? 0;
        return places ? (places[gene] ?? -1) : gene;
      };
      const kept = Array.from(drawn.rows.keys()).filter((at) => placeOf(at) >= 0);
      const geneOf = Int32Array.from(kept, placeOf);
      const counts = Float64Array.from(kept, (at) => drawn.values[at] ?? 0);
      const first = Int32Array.from(kept, (at) => drawn.rows[at] ?? 0);
      for (let from = 0; from < cells; from += DRAWN) {
        await Promise.resolve();
        use({ count: kept.length, rows: first.map((row) => row + from), genes: geneOf, values: counts });
      }
    },
  };
}

/** Random guides of each cell. */
function setsOf(cells: number, guides: number, perCell: number) {
  const random = Random.mixed(8);
  const members = new Int32Array(cells * perCell);
  for (let cell = 0; cell < cells; cell++) {
    const own = new Set<number>();
    while (own.size < perCell) own.add(random.integer(guides));
    members.set([...own], cell * perCell);
  }
  return { starts: Int32Array.from({ length: cells + 1 }, (_, cell) => cell * perCell), members };
}

/** Seconds from the first to the last value and besides, and the largest memory in GB. */
export async function timeLarge(design: LargeScreen) {
  const screen = largeScreen(design);
  let inPasses = 0;
  const timed: EveryGene = {
    ...screen,
    async pass(use, how) {
      const start = performance.now();
      await screen.pass(use, how);
      inPasses += performance.now() - start;
    },
  };
  const start = performance.now();
  await measureEffects(timed, 'auto', () => undefined);
  return {
    passes: inPasses / 1000,
    besides: (performance.now() - start - inPasses) / 1000,
    memory: process.resourceUsage().maxRSS / 1e6,
  };
}
