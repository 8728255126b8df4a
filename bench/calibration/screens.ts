/**
 * Made-up screens of known effects for the calibration of tests: log-normal levels with one factor shared by the cells, effects on a few
 * genes of some perturbations, counted or measured with noise. The other perturbations lower their own target only. The compositional
 * shifts are estimated from the values, as where a file is read.
 */
import type { Condition, Dataset } from '../../src/dataset/dataset';
import { compositionShifts } from '../../src/dataset/quality/composition';
import { momentSums } from '../../src/dataset/quality/moments';
import { Random } from '../../src/numerics/random';
import { poisson } from '../../src/simulation/capture';

export interface ScreenDesign {
  readonly genes: number;
  readonly perturbations: number;
  /** Cells (or samples) of the first perturbation and of the last; sizes between grow evenly. */
  readonly cells: readonly [number, number];
  readonly controls: number;
  /** Share of the perturbations with effects on other genes. */
  readonly active: number;
  /** Genes that an active perturbation changes, and by which factor. */
  readonly changed: number;
  readonly fold: number;
  /** Mean counts per cell; null: levels with log-normal noise, not counted. */
  readonly depth: number | null;
  /** Standard deviation of the loadings of the shared factor. */
  readonly factor: number;
  readonly batches: number;
  /** Change that all perturbations share: standard deviation over genes of its logarithm; absent: none. */
  readonly shared?: number;
  /** Standard deviation of the strengths in which they share it, around 1; absent: .3. */
  readonly unevenness?: number;
  /** Further perturbations of two targets each, with the sum of their effects; absent: none. */
  readonly pairs?: number;
  /** Guides of each perturbation; absent: cells have none. */
  readonly guides?: {
    readonly perTarget: number;
    /** Share of the guides that change other genes too, as many and as strongly as an active perturbation. */
    readonly offTarget: number;
    /** Share of the guides that change nothing, their target included; absent: none. */
    readonly idle?: number;
    /** Cells of the guides of a perturbation grow evenly up to this many times those of the first; 1: all alike. */
    readonly unevenness: number;
  };
}

export interface CalibrationScreen {
  readonly dataset: Dataset;
  readonly active: ReadonlySet<string>;
}

const KNOCKDOWN = -1.5;
const BATCH_DEVIATION = 0.3;
const DEPTH_DEVIATION = 0.3;
const NOISE = 0.4;

export function calibrationScreen(design: ScreenDesign, seed: number): CalibrationScreen {
  const random = Random.mixed(seed);
  const { genes, perturbations, cells, depth } = design;
  const perGene = (draw: () => number) => Float64Array.from({ length: genes }, draw);
  const base = perGene(() => 1.2 * random.normal());
  const loading = perGene(() => design.factor * random.normal());
  const offsets = Array.from({ length: design.batches }, () =>
    perGene(() => (design.batches > 1 ? BATCH_DEVIATION * random.normal() : 0)),
  );
  const conditions: Condition[] = [];
  const values: Float32Array[] = [];
  const conditionOfCell: number[] = [];
  const batchOfCell: number[] = [];
  const guideNames: string[] = [];
  const guideOfCell: number[] = [];

  const cellOf = (effect: Float64Array, batch: number): Float32Array => {
    const factor = random.normal();
    const levels = base.map(
      (level, g) =>
        level +
        (effect[g] as number) +
        factor * (loading[g] as number) +
        (offsets[batch]?.[g] as number) +
        (depth === null ? NOISE * random.normal() : 0),
    );
    if (depth === null) return Float32Array.from(levels, (level) => Math.max(0, 5 + level));
    const sum = levels.reduce((all, level) => all + Math.exp(level), 0);
    const captured = depth * Math.exp(DEPTH_DEVIATION * random.normal());
    const counts = levels.map((level) => poisson((captured * Math.exp(level)) / sum, random));
    const counted = Math.max(
      1,
      counts.reduce((all, count) => all + count, 0),
    );
    return Float32Array.from(counts, (count) => Math.log1p((count / counted) * depth));
  };
  const response = design.shared === undefined ? null : perGene(() => (design.shared ?? 0) * random.normal());
  const add = (label: string, targets: readonly number[], count: number, own: Float64Array) => {
    if (count === 0) return;
    const strength =
      response && targets.length > 0 ? Math.max(0, 1 + (design.unevenness ?? 0.3) * random.normal()) : 0;
    const effect = own.map((by, g) => (targets.includes(g) ? by : by + strength * (response?.[g] ?? 0)));
    const condition = conditions.length;
    conditions.push({
      label,
      interventions: targets.map((gene) => ({ gene, kind: 'knockdown' })),
      time: null,
      cells: count,
    });
    const guides =
      design.guides && targets.length > 0 ? guidesOf(label, targets, effect, design.guides) : null;
    for (let cell = 0; cell < count; cell++) {
      const batch = random.integer(design.batches);
      const guide = guides?.findIndex(({ share }) => cell < share * count) ?? -1;
      values.push(cellOf(guides?.[guide]?.effect ?? effect, batch));
      conditionOfCell.push(condition);
      batchOfCell.push(batch);
      guideOfCell.push(guides === null ? -1 : guideNames.length - guides.length + guide);
    }
  };
  /** Effects of the guides of a perturbation, and the share of its cells up to and with each. */
  const guidesOf = (
    label: string,
    targets: readonly number[],
    effect: Float64Array,
    { perTarget, offTarget, idle = 0, unevenness }: NonNullable<ScreenDesign['guides']>,
  ) => {
    const sizes = Array.from(
      { length: perTarget },
      (_, guide) => 1 + ((unevenness - 1) * guide) / Math.max(1, perTarget - 1),
    );
    const all = sizes.reduce((sum, size) => sum + size, 0);
    let before = 0;
    return sizes.map((size, guide) => {
      guideNames.push(`${label}_g${guide + 1}`);
      before += size;
      const own = idle > 0 && random.uniform() < idle ? new Float64Array(genes) : effect.slice();
      if (random.uniform() < offTarget) change(own, targets);
      return { effect: own, share: guide === perTarget - 1 ? 1 : before / all };
    });
  };
  /** Changes some genes other than the targets, up or down. */
  const change = (effect: Float64Array, targets: readonly number[]) => {
    for (const gene of random
      .permutation(genes)
      .filter((g) => !targets.includes(g))
      .subarray(0, design.changed))
      effect[gene] = (random.uniform() < 0.5 ? -1 : 1) * Math.log(design.fold);
  };

  add('control', [], design.controls, new Float64Array(genes));
  const active = new Set<string>();
  const singles: { readonly target: number; readonly effect: Float64Array; readonly acts: boolean }[] = [];
  for (let k = 0; k < perturbations; k++) {
    const label = `p${String(k).padStart(3, '0')}`;
    const effect = new Float64Array(genes);
    const target = random.integer(genes);
    if (random.uniform() < design.active) {
      active.add(label);
      change(effect, [target]);
    }
    effect[target] = KNOCKDOWN;
    const [first, last] = cells;
    add(label, [target], Math.round(first + ((last - first) * k) / Math.max(1, perturbations - 1)), effect);
    singles.push({ target, effect, acts: active.has(label) });
  }
  for (let pair = 0; pair < (design.pairs ?? 0); pair++) {
    const two = Array.from(random.permutation(perturbations).subarray(0, 2), (k) => singles[k]);
    const label = `pair${String(pair).padStart(3, '0')}`;
    if (two.some((single) => single?.acts)) active.add(label);
    const sum = perGene(() => 0).map((_, g) =>
      two.reduce((all, single) => all + (single?.effect[g] ?? 0), 0),
    );
    add(
      label,
      two.flatMap((single) => single?.target ?? []),
      cells[0],
      sum,
    );
  }
  const flat = new Float32Array(values.length * genes);
  values.forEach((own, cell) => flat.set(own, cell * genes));
  return {
    active,
    dataset: {
      name: 'calibration',
      fingerprint: '',
      genes: Array.from(base, (_, g) => `g${g}`),
      cells: values.length,
      values: flat,
      conditionOfCell: Int32Array.from(conditionOfCell),
      conditions,
      control: design.controls > 0 ? { mode: 'cells', labels: ['control'] } : { mode: 'others' },
      batchOfCell: design.batches > 1 ? Int32Array.from(batchOfCell) : null,
      batches: design.batches > 1 ? offsets.map((_, batch) => `b${batch}`) : [],
      ...(design.guides ? { cellGuides: { names: guideNames, ofCell: Int32Array.from(guideOfCell) } } : {}),
      candidates: Int32Array.from({ length: genes }, (_, g) => g),
      heldOut: [],
      composition: estimatedComposition(flat, genes, conditionOfCell, conditions),
      timeUnit: '',
      notes: [],
    },
  };
}

/** null as for a file: without normalisation to a total, or without controls. */
function estimatedComposition(
  values: Float32Array,
  genes: number,
  conditionOfCell: readonly number[],
  conditions: readonly Condition[],
): Float64Array | null {
  const amounts = Float64Array.from(values, (value) => Math.expm1(value));
  const cells = conditionOfCell.length;
  const totals = new Float64Array(cells);
  amounts.forEach((amount, at) => {
    const cell = Math.floor(at / genes);
    totals[cell] = (totals[cell] as number) + amount;
  });
  const conditionOfRow = Int32Array.from(conditionOfCell);
  const sums = momentSums(genes, conditions.length);
  sums?.add(conditionOfRow, {
    count: amounts.length,
    rows: Int32Array.from(amounts, (_, at) => Math.floor(at / genes)),
    genes: Int32Array.from(amounts, (_, at) => at % genes),
    values: amounts,
  });
  if (sums === null) return null;
  const measured = conditions.map(({ interventions, cells: size }) => ({
    time: null,
    cells: size,
    kind: 'knockdown' as const,
    targets: interventions.map(({ gene }) => gene),
  }));
  return compositionShifts(measured, conditionOfRow, sums.moments(totals, 1), 'log-normalised', null);
}

const counted: ScreenDesign = {
  genes: 100,
  perturbations: 20,
  cells: [60, 60],
  controls: 300,
  active: 0.3,
  changed: 10,
  fold: 2,
  depth: 500,
  factor: 0.3,
  batches: 1,
};
const samples: ScreenDesign = { ...counted, cells: [2, 2], controls: 0, depth: null };

const threeGuides = { perTarget: 3, offTarget: 0, unevenness: 1 };
const guided: ScreenDesign = { ...counted, genes: 120, cells: [75, 75], guides: threeGuides };
const offTarget = { ...threeGuides, offTarget: 0.2 };

/** Every kind is also measured without effects. */
export const designs = {
  'sparse counts': { ...counted, genes: 150, cells: [15, 110], changed: 6, fold: 3, depth: 80 },
  'sparse counts, 3 batches': {
    ...counted,
    genes: 150,
    cells: [15, 110],
    changed: 6,
    fold: 3,
    depth: 80,
    batches: 3,
  },
  '25 controls': { ...counted, controls: 25 },
  'small changes of many genes': {
    ...counted,
    controls: 200,
    changed: 50,
    fold: 1.2,
    depth: 2000,
    factor: 0.1,
  },
  'no controls': { ...counted, controls: 0 },
  '2 replicates': { ...samples, perturbations: 100, fold: 3 },
  '3 replicates, 6 controls': { ...samples, perturbations: 30, cells: [3, 3], controls: 6 },
  'one sample each, 60 controls': { ...samples, perturbations: 40, cells: [1, 1], controls: 60, fold: 4 },
  'one sample each, 20 controls': { ...samples, perturbations: 40, cells: [1, 1], controls: 20, fold: 4 },
  'shared response': { ...counted, shared: 0.3 },
  'weak shared response': { ...counted, shared: 0.15 },
  'strong uneven shared response': { ...counted, shared: 1, unevenness: 0.5 },
  'shared response, 3 replicates, 6 controls': {
    ...samples,
    perturbations: 30,
    cells: [3, 3],
    controls: 6,
    fold: 4,
    shared: 0.6,
  },
  'shared response, 3 guides each': { ...guided, shared: 0.3 },
  '3 guides each': guided,
  '3 guides each, one in five off target': { ...guided, guides: offTarget },
  '3 guides each, every second off target': { ...guided, guides: { ...threeGuides, offTarget: 0.5 } },
  '3 guides each, most active': { ...guided, active: 0.8, guides: offTarget },
  '3 uneven guides, off target': { ...guided, guides: { ...offTarget, unevenness: 5 } },
  '4 guides, 80 counts, off target': {
    ...guided,
    depth: 80,
    fold: 3,
    cells: [40, 200],
    guides: { perTarget: 4, offTarget: 0.2, unevenness: 2 },
  },
  '2 guides each, 60 targets, off target': {
    ...guided,
    perturbations: 60,
    cells: [60, 60],
    guides: { ...offTarget, perTarget: 2 },
  },
  '2 guides each, half active': { ...guided, active: 0.5, guides: { ...threeGuides, perTarget: 2 } },
  '2 guides each, and of 20 pairs': {
    ...guided,
    active: 0.5,
    pairs: 20,
    guides: { ...threeGuides, perTarget: 2 },
  },
  '3 guides each, one in five idle': { ...guided, active: 0.5, guides: { ...offTarget, idle: 0.2 } },
  '3 guides, no controls, off target': { ...guided, controls: 0, guides: offTarget },
  '3 guides, 25 controls, off target': { ...guided, controls: 25, guides: offTarget },
  '3 guides, 3 batches, off target': { ...guided, batches: 3, guides: offTarget },
} as const satisfies Readonly<Record<string, ScreenDesign>>;
