/**
 * Screens of negative binomial counts with known effects, in memory: guides that differ, guides that act off their targets, lanes, and depths
 * that differ between guides.
 */
import type { EveryGene } from '../../../src/dataset/quality/everyGene';
import { FEWEST_TOTALLED } from '../../../src/effects/sizeFactors';
import { Random } from '../../../src/numerics/random';
import { mean } from '../../../src/numerics/statistics';
import { poisson } from '../../../src/simulation/capture';

export interface SimulatedDesign {
  readonly genes: number;
  /** [perturbations but the control] share of the genes that each changes. */
  readonly shares: readonly number[];
  /** [perturbations but the control × rows] what each takes of the changes drawn for each of `shares`; null: its own row. */
  readonly mix: readonly (readonly number[])[] | null;
  /** Changes of expression in ln lie between .25 and 1.2, either way, times this. */
  readonly scale: number;
  readonly guides: number;
  /** Mean number of cells of a guide. */
  readonly cells: number;
  readonly controlGuides: number;
  readonly controlCells: number;
  readonly lanes: number;
  /** Typical difference between guides in ln expression. */
  readonly guideSpread: number;
  /** Spread of the depths of guides, in ln. */
  readonly depthSpread: number;
  /** Share of guides that change 1 % of the genes besides. */
  readonly offTarget: number;
  /** Share of the genes that these change. */
  readonly offShare: number;
  /** Share of guides of perturbations that do nothing. */
  readonly inertGuides: number;
  /** Least share of its perturbation's changes that a guide makes. */
  readonly leastStrength: number;
  /** Share of a guide's cells that respond; the others are as controls. */
  readonly respondingCells: number;
  /** Fold change of the own target, gene k − 1 of perturbation k; null: perturbations have none. */
  readonly ownFold: number | null;
  /** Parts of the own target that the guides of a perturbation take, in place of `ownFold`, and the power of them that they make of its changes. */
  readonly graded: { readonly parts: readonly number[]; readonly power: number } | null;
  /** Depth of all cells, relative. */
  readonly depth: number;
  /** Combinations of two, which follow the others; their guides are those of their parts. */
  readonly pairs: readonly SimulatedPair[];
}

/** In ln expression, times the changes of the two, and the share of genes that change by up to ± 1.2 besides. */
interface SimulatedPair {
  readonly of: readonly [number, number];
  readonly times: readonly [number, number];
  readonly besides: number;
}

/** Of perturbations 3 to 6, whose effects add up. */
export const additivePairs: readonly SimulatedPair[] = (
  [
    [3, 4],
    [5, 6],
    [3, 5],
    [4, 6],
  ] as const
).map((of) => ({ of, times: [1, 1], besides: 0 }));

/** 20 perturbations without effect, 12 that change 5 % of the genes and 8 that change 25 %. */
const standardDesign: SimulatedDesign = {
  genes: 1200,
  shares: Array.from({ length: 40 }, (_, k) => (k < 20 ? 0 : k < 32 ? 0.05 : 0.25)),
  mix: null,
  scale: 1,
  guides: 3,
  cells: 60,
  controlGuides: 10,
  controlCells: 60,
  lanes: 3,
  guideSpread: 0.12,
  depthSpread: 0.25,
  offTarget: 0.05,
  offShare: 0.01,
  inertGuides: 0,
  leastStrength: 0.6,
  respondingCells: 1,
  ownFold: null,
  graded: null,
  depth: 1,
  pairs: [],
};

/** Labels without a column of guides: one guide each, and differences between guides are not known. */
export const labelsAlone = {
  guides: 1,
  controlGuides: 1,
  controlCells: 400,
  cells: 200,
  guideSpread: 1e-4,
  depthSpread: 0.05,
} satisfies Partial<SimulatedDesign>;

export interface SimulatedScreen {
  readonly screen: EveryGene;
  /** [perturbations × genes] ln fold change of what perturbations do, the control first; guides do between .6 and 1 of it. Of pairs: what is theirs alone. */
  readonly change: Float64Array;
  /**
   * [perturbations × genes] ln of the mean over guides of the fold changes that they have in common, relative to unchanged genes, in panels of
   * fewer than 1,000 genes to the counts of all.
   */
  readonly expected: Float64Array;
  /** [guides] what is wrong with them. */
  readonly flawOfGuide: readonly ('none' | 'off target' | 'inert')[];
  /** [cells] whether it is as its guide makes it; controls too. */
  readonly responds: readonly boolean[];
  /** [guides][genes] fold change in its cells that respond. */
  readonly foldOfGuide: readonly Float64Array[];
}

interface CellDraw {
  readonly guide: number;
  readonly responds: boolean;
  readonly lane: number;
  readonly size: number;
}

export function simulatedScreen(design: Partial<SimulatedDesign>, seed: number): SimulatedScreen {
  const made = { ...standardDesign, ...design };
  const { genes, shares, lanes, ownFold, graded, pairs } = made;
  const random = Random.mixed(seed);
  const perGene = (draw: () => number) => Float64Array.from({ length: genes }, draw);
  const levels = perGene(() => Math.exp(-1.2 + 1.4 * random.normal()) * made.depth);
  const shapes = perGene(() => Math.exp(0.7 - 0.5 * random.normal()));
  const ofLane = Array.from({ length: lanes }, () => perGene(() => Math.exp(0.15 * random.normal())));
  const spreads = perGene(() => made.guideSpread * 0.5 * (gamma(1, random) + gamma(1, random)));
  /** Changes of a share of the genes. */
  const changes = (share: number) =>
    perGene(() =>
      random.uniform() < share
        ? (random.uniform() < 0.5 ? -1 : 1) * made.scale * (0.25 + 0.95 * random.uniform())
        : 0,
    );
  const rows = shares.map(changes);
  const mix = made.mix ?? rows.map((_, k) => rows.map((__, row) => Number(row === k)));
  const singles = mix.length + 1;
  const perturbations = singles + pairs.length;
  const change = new Float64Array(perturbations * genes);
  mix.forEach((taken, k) => {
    rows.forEach((row, from) => {
      row.forEach((value, gene) => {
        (change[(k + 1) * genes + gene] as number) += (taken[from] ?? 0) * value;
      });
    });
    if (ownFold !== null) change[(k + 1) * genes + k] = Math.log(ownFold);
  });
  pairs.forEach(({ besides }, pair) => change.set(changes(besides), (singles + pair) * genes));
  const folds = new Float64Array(perturbations * genes);
  const guides: { name: string; perturbation: number }[] = [];
  const flawOfGuide: ('none' | 'off target' | 'inert')[] = [];
  const ofGuide: Float64Array[] = [];
  const cells: CellDraw[] = [];
  const efficiencies: number[][] = [];
  for (let k = 0; k < perturbations; k++) {
    const count = k === 0 ? made.controlGuides : made.guides;
    const pair = pairs[k - singles];
    const parts = pair ? pair.of.map((of, part) => ({ of, times: pair.times[part] ?? 0 })) : [];
    efficiencies.push([]);
    for (let at = 0; at < count; at++) {
      const isInert = made.inertGuides > 0 && k > 0 && random.uniform() < made.inertGuides;
      const drawn = k === 0 ? 0 : pair ? 1 : made.leastStrength + (1 - made.leastStrength) * random.uniform();
      const part = k > 0 ? graded?.parts[at] : undefined;
      const full = part === undefined ? drawn : part ** (graded?.power ?? 1);
      const efficiency = isInert ? 0 : full;
      efficiencies[k]?.push(efficiency);
      const isOff = random.uniform() < made.offTarget;
      const depth = k === 0 ? 1 : Math.exp(made.depthSpread * random.normal());
      const fold = perGene(() => 0).map((_, gene) => {
        const off = isOff && random.uniform() < made.offShare ? 0.7 * random.normal() : 0;
        const isOwn = ownFold !== null && gene === k - 1 && !isInert;
        const is = isOwn ? (part === undefined ? 1 : Math.log(1 - part) / Math.log(ownFold)) : efficiency;
        const shared = parts.reduce(
          (sum, { of, times }) =>
            sum + times * (change[of * genes + gene] as number) * (efficiencies[of]?.[at] ?? 1),
          (change[k * genes + gene] as number) * is,
        );
        (folds[k * genes + gene] as number) += Math.exp(shared) / count;
        return Math.exp(shared + (spreads[gene] as number) * random.normal() + off);
      });
      const n = Math.max(1, poisson(k === 0 ? made.controlCells : made.cells, random));
      for (let cell = 0; cell < n; cell++)
        cells.push({
          guide: guides.length,
          responds: made.respondingCells === 1 || k === 0 || random.uniform() < made.respondingCells,
          lane: random.integer(lanes),
          size: depth * Math.exp(0.4 * random.normal()),
        });
      ofGuide.push(fold);
      guides.push({ name: `g${at}`, perturbation: k });
      flawOfGuide.push(isInert ? 'inert' : isOff ? 'off target' : 'none');
    }
  }
  const counts = new Counts(cells.length * genes);
  cells.forEach(({ guide, responds, lane, size }, row) => {
    for (let gene = 0; gene < genes; gene++) {
      const shape = shapes[gene] as number;
      const expected =
        (levels[gene] as number) *
        ((ofLane[lane] as Float64Array)[gene] as number) *
        (responds ? ((ofGuide[guide] as Float64Array)[gene] as number) : 1) *
        size;
      const count = poisson((expected * gamma(shape, random)) / shape, random);
      if (count > 0) counts.push(row, gene, count);
    }
  });
  const partsOf = (k: number) => pairs[k - singles]?.of ?? (k === 0 ? [] : [k]);
  const namesOf = (k: number) => partsOf(k).map((part) => `p${part}`);
  const screen: EveryGene = {
    file: 'simulated.csv',
    genes: Array.from({ length: genes }, (_, gene) => `gene${gene}`),
    perturbations: Array.from({ length: perturbations }, (_, k) => ({
      label: k === 0 ? 'control' : namesOf(k).join('+'),
      labelInFile: k === 0 ? 'control' : namesOf(k).join('+'),
      targets: ownFold === null ? [] : partsOf(k).map((part) => part - 1),
      names: namesOf(k),
      kind: k === 0 ? null : 'knockdown',
      time: null,
    })),
    guides,
    batches: Array.from({ length: lanes }, (_, lane) => `lane${lane}`),
    values: 'counts',
    guideOfCell: Int32Array.from(cells, ({ guide }) => guide),
    batchOfCell: Int32Array.from(cells, ({ lane }) => lane),
    async pass(use, { places }) {
      await Promise.resolve();
      use(counts.copy(places));
    },
  };
  const all = levels.reduce((sum, level) => sum + level, 0);
  const totals = Float64Array.from({ length: perturbations }, (_, k) =>
    levels.reduce((sum, level, gene) => sum + level * (folds[k * genes + gene] as number), 0),
  );
  const expected = folds.map((fold, at) =>
    Math.log(genes < FEWEST_TOTALLED ? (fold * all) / (totals[Math.floor(at / genes)] as number) : fold),
  );
  return {
    screen,
    change,
    expected,
    flawOfGuide,
    responds: cells.map(({ responds }) => responds),
    foldOfGuide: ofGuide,
  };
}

/** A table as a screen without batches and targets. @param dense [cells × genes] */
export function screenInMemory(table: {
  readonly genes: number;
  readonly perturbations: number;
  readonly perturbationOfGuide: readonly number[];
  readonly guideOfCell: Int32Array;
  readonly values: EveryGene['values'];
  readonly dense: readonly number[];
}): EveryGene {
  const { genes, perturbations, perturbationOfGuide, guideOfCell, values, dense } = table;
  const entries = new Counts(dense.length);
  dense.forEach((value, at) => {
    if (value !== 0) entries.push(Math.floor(at / genes), at % genes, value);
  });
  return {
    file: 'simulated.csv',
    genes: Array.from({ length: genes }, (_, gene) => `gene${gene}`),
    perturbations: Array.from({ length: perturbations }, (_, k) => ({
      label: k === 0 ? 'control' : `p${k}`,
      labelInFile: k === 0 ? 'control' : `p${k}`,
      targets: [],
      names: [],
      kind: k === 0 ? null : 'knockdown',
      time: null,
    })),
    guides: perturbationOfGuide.map((perturbation, guide) => ({ name: `g${guide}`, perturbation })),
    batches: ['all cells'],
    values,
    guideOfCell,
    batchOfCell: new Int32Array(guideOfCell.length),
    async pass(use, { places }) {
      await Promise.resolve();
      use(entries.copy(places));
    },
  };
}

/** ln(1 + counts of a cell of mean depth) of a screen of counts. */
export async function logNormalised(screen: EveryGene): Promise<EveryGene> {
  const totals = new Float64Array(screen.guideOfCell.length);
  await screen.pass(
    ({ count, rows, values }) => {
      for (let i = 0; i < count; i++) (totals[rows[i] as number] as number) += values[i] as number;
    },
    { onBytes: () => undefined },
  );
  const typical = mean(totals);
  return {
    ...screen,
    values: 'log-normalised',
    pass: (use, how) =>
      screen.pass((entries) => {
        const { count, rows, values } = entries;
        for (let i = 0; i < count; i++)
          values[i] = Math.log1p(((values[i] as number) * typical) / (totals[rows[i] as number] as number));
        use(entries);
      }, how),
  };
}

export interface SampleDesign {
  readonly genes: number;
  readonly replicates: number;
  readonly controls: number;
  /** Pairs of perturbations of which the first is 1, and what of their effects each has. */
  readonly pairs: readonly SimulatedPair[];
  readonly singles: number;
  /** Logarithms of intensities, or of ratios to control. */
  readonly values: 'log2-normalised' | 'log-ratio';
  /** Share of the genes that a single changes. */
  readonly share: number;
}

/**
 * Replicates as bulk RNA and proteins have them: normal noise in log2 with a spread of its own in each gene, .1 to .4. Changes are of .2 to 1.5.
 */
export function simulatedSamples(design: SampleDesign, seed: number): EveryGene {
  const { genes, replicates, controls, pairs, singles, values, share } = design;
  const random = Random.mixed(seed);
  const perGene = (draw: () => number) => Float64Array.from({ length: genes }, draw);
  const base = perGene(() => (values === 'log-ratio' ? 0 : 4 + 8 * random.uniform()));
  const spread = perGene(() => 0.2 * Math.exp(0.35 * random.normal()));
  const change = Array.from({ length: singles + 1 }, (_, k) =>
    perGene(() =>
      k > 0 && random.uniform() < share
        ? (random.uniform() < 0.5 ? -1 : 1) * (0.2 + 1.3 * random.uniform())
        : 0,
    ),
  );
  const names = change.map((_, k) => (k === 0 ? [] : [`p${k}`]));
  for (const { of, times } of pairs) {
    names.push(of.map((k) => `p${k}`));
    change.push(
      perGene(() => 0).map((_, gene) =>
        of.reduce((sum, k, at) => sum + (times[at] ?? 0) * (change[k]?.[gene] ?? 0), 0),
      ),
    );
  }
  const rows = change.flatMap((_, k) => Array.from({ length: k === 0 ? controls : replicates }, () => k));
  const screen = screenInMemory({
    genes,
    perturbations: change.length,
    perturbationOfGuide: rows,
    guideOfCell: Int32Array.from(rows.keys()),
    values,
    dense: rows.flatMap((k) =>
      Array.from(
        base,
        (level, gene) => level + (change[k]?.[gene] ?? 0) + (spread[gene] ?? 0) * random.normal(),
      ),
    ),
  });
  return {
    ...screen,
    perturbations: screen.perturbations.map((one, k) => ({ ...one, names: names[k] ?? [] })),
  };
}

/** Growing list of values. */
export class Counts {
  #count = 0;
  readonly #rows: Int32Array;
  readonly #genes: Int32Array;
  readonly #values: Float64Array;

  constructor(most: number) {
    this.#rows = new Int32Array(most);
    this.#genes = new Int32Array(most);
    this.#values = new Float64Array(most);
  }

  push(row: number, gene: number, value: number): void {
    this.#rows[this.#count] = row;
    this.#genes[this.#count] = gene;
    this.#values[this.#count++] = value;
  }

  /** @param places of genes; −1: left out */
  copy(places?: Int32Array) {
    const used = this.#count;
    const rows = this.#rows.slice(0, used);
    const genes = this.#genes.slice(0, used);
    const values = this.#values.slice(0, used);
    let kept = 0;
    for (let at = 0; at < used; at++) {
      const gene = genes[at] ?? 0;
      const place = places ? (places[gene] ?? -1) : gene;
      if (place < 0) continue;
      rows[kept] = rows[at] ?? 0;
      genes[kept] = place;
      values[kept] = values[at] ?? 0;
      kept += 1;
    }
    return { count: kept, rows, genes, values };
  }
}

/** Gamma variable of mean `shape` (Marsaglia and Tsang 2000). */
export function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
