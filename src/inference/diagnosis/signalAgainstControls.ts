/** Tests of signal.ts where controls are the reference: each perturbation's cells and the controls of their batch and time point. */
import { isControl } from '../../dataset/dataset';
import { type RowSums, rowAdder } from '../../numerics/dense/products';
import { Random } from '../../numerics/random';
import {
  type Change,
  type GeneScale,
  inComposition,
  removeAlong,
  removeShared,
  scaleOf,
  type Shared,
  sharedByOthers,
} from './commonResponse';
import {
  addShift,
  emptyStatistics,
  inflation,
  type CellTest,
  type ShiftStatistic,
  type TestedRows,
  variance,
} from './permutationTest';

/** Cells of a perturbation and the controls of the same batch. */
interface Block {
  readonly own: readonly number[];
  readonly controls: readonly number[];
  /** [G] */
  readonly ownMean: Float64Array;
  readonly controlMean: Float64Array;
  /** n m/(n + m): with it, the difference of the means has the variance of one cell. */
  readonly weight: number;
  readonly permuted: Permuted;
}

/**
 * What is drawn as if it were the perturbation: controls alone, compared with the other controls, where the perturbation has few cells,
 * whose deviations from their own mean would not show a single outlier as a whole; else deviations from both means.
 */
interface Permuted {
  /** Factors of the deviations. */
  readonly ofControls: number;
  /** 0: not drawn. */
  readonly ofOwn: number;
  /** Of all that may be drawn. */
  readonly total: number;
  readonly weight: number;
  readonly freedom: number;
}

const FEW = 20;

function permutedOf(own: number, controls: number): Permuted {
  const isFew = own < FEW && 2 * own <= controls;
  const total = isFew ? controls : controls + own;
  return {
    ofControls: isFew ? 1 : inflation(controls),
    ofOwn: isFew ? 0 : inflation(own),
    total,
    weight: (own * (total - own)) / total,
    freedom: isFew ? total - 2 : total - 1,
  };
}

/** A perturbation at a time point. */
interface Compared extends Change {
  readonly test: CellTest;
  readonly time: number | null;
  readonly blocks: readonly Block[];
  /** Variance of the mean of its controls, in that of a cell. */
  readonly ofControls: number;
}

export function controlTests(rows: TestedRows): readonly CellTest[] {
  const random = new Random(rows.seed);
  const compared = comparedWithControls(rows);
  const scale = scaleOf(rows);
  const shared = new Map<Compared, Shared>();
  for (const time of new Set(compared.map((one) => one.time))) {
    const here = compared.filter((one) => one.time === time);
    sharedByOthers(here, scale)?.forEach((one, at) => shared.set(here[at] as Compared, one));
  }
  const sumsOf = rowAdder(rows.values, rows.dataset.genes.length);
  for (const one of compared) addCondition(rows, one, shared.get(one) ?? null, scale, sumsOf, random);
  return [...new Set(compared.map(({ test }) => test))];
}

function comparedWithControls(rows: TestedRows): readonly Compared[] {
  const { conditions, genes } = rows.dataset;
  const rowsOf: number[][] = conditions.map(() => []);
  rows.conditionOfRow.forEach((condition, row) => rowsOf[condition]?.push(row));
  const controls = conditions.flatMap((condition, index) =>
    isControl(condition) ? (rowsOf[index] ?? []) : [],
  );
  const timeOf = (row: number) => conditions[rows.conditionOfRow[row] as number]?.time;
  const meanOfControls = sharedMeans(rows);
  const tests = new Map<string, CellTest>();
  const pieces = conditions.flatMap(({ label, time, interventions }, condition) => {
    const own = rowsOf[condition] ?? [];
    if (interventions.length === 0 || !rows.isTraining(condition) || own.length === 0) return [];
    const sameTime = controls.filter((row) => timeOf(row) === time);
    const blocks = blocksOf(rows, own, sameTime.length > 0 ? sameTime : controls, meanOfControls);
    if (blocks.length === 0) return [];
    const earlier = tests.get(label);
    const test = {
      ...(earlier ?? emptyStatistics(rows.rounds)),
      label,
      cells: blocks.reduce((sum, block) => sum + block.own.length, earlier?.cells ?? 0),
      freedom: blocks.reduce((sum, one) => sum + freedomOf(one), earlier?.freedom ?? 0),
      beyondShared: earlier?.beyondShared ?? emptyStatistics(rows.rounds),
    };
    tests.set(label, test);
    const targets = new Set(interventions.map(({ gene }) => gene));
    const composition = rows.composition?.[condition] ?? 0;
    return { label, time, targets, blocks, composition, ...changeOf(blocks, genes.length) };
  });
  return pieces.map(({ label, ...piece }) => ({ ...piece, test: tests.get(label) as CellTest }));
}

/** Mean shift over the batches, each weighed by its information. */
function changeOf(
  blocks: readonly Block[],
  genes: number,
): Pick<Compared, 'shift' | 'variance' | 'ofControls'> {
  const shift = new Float64Array(genes);
  const scale = blocks.reduce((sum, { weight }) => sum + weight, 0);
  let [ofOwn, ofControls] = [0, 0];
  for (const { weight, own, controls, ownMean, controlMean } of blocks) {
    ofOwn += (weight / scale) ** 2 / own.length;
    ofControls += (weight / scale) ** 2 / controls.length;
    for (let g = 0; g < genes; g++)
      shift[g] =
        (shift[g] as number) + (weight / scale) * ((ownMean[g] as number) - (controlMean[g] as number));
  }
  return { shift, variance: ofOwn, ofControls };
}

/** [G] mean of the rows of a list; means of controls are shared by all perturbations. */
function sharedMeans({ values, dataset }: TestedRows) {
  const genes = dataset.genes.length;
  const known = new Map<string, Float64Array>();
  return (key: string | null, list: readonly number[]): Float64Array => {
    const before = key === null ? undefined : known.get(key);
    if (before !== undefined) return before;
    const mean = new Float64Array(genes);
    for (const row of list)
      for (let g = 0; g < genes; g++) mean[g] = (mean[g] as number) + (values[row * genes + g] as number);
    for (let g = 0; g < genes; g++) mean[g] = (mean[g] as number) / list.length;
    if (key !== null) known.set(key, mean);
    return mean;
  };
}

/** One block per batch with at least two controls. */
function blocksOf(
  rows: TestedRows,
  own: readonly number[],
  controls: readonly number[],
  meanOf: ReturnType<typeof sharedMeans>,
): Block[] {
  const batchOf = (row: number) => rows.batchOfRow[row] as number;
  return [...new Set(own.map(batchOf))].flatMap((batch) => {
    const ownHere = own.filter((row) => batchOf(row) === batch);
    const controlsHere = controls.filter((row) => batchOf(row) === batch);
    const [n, m] = [ownHere.length, controlsHere.length];
    if (m < 2) return [];
    return {
      own: ownHere,
      controls: controlsHere,
      ownMean: meanOf(null, ownHere),
      controlMean: meanOf(`${batch} ${controlsHere[0]} ${m}`, controlsHere),
      weight: (n * m) / (n + m),
      permuted: permutedOf(n, m),
    };
  });
}

/** Of the deviations from the two means. */
function freedomOf({ own, controls }: Block): number {
  return own.length - 1 + controls.length - 1;
}

function addCondition(
  { dataset, floor }: TestedRows,
  { test, blocks, targets, shift: observed, variance: ofOwn, ofControls, composition }: Compared,
  shared: Shared | null,
  ofControlLevel: GeneScale,
  sumsOf: SumsOf,
  random: Random,
): void {
  const genes = dataset.genes.length;
  const scale = inComposition(ofControlLevel, composition);
  const { within, drawn } = squaresWithin(sumsOf, genes, blocks);
  const ownFreedom = blocks.reduce((sum, { own }) => sum + own.length - 1, 0);
  const controlFreedom = blocks.reduce((sum, { controls }) => sum + controls.length - 1, 0);
  const freedom = ownFreedom + controlFreedom;
  const areKnown = ownFreedom >= FEW - 1 && controlFreedom >= FEW - 1;
  const unequal = (squares: Squares, own: Part, controls: Part) =>
    areKnown ? excessOfGroups(squares, own, controls, floor) : new Float64Array(genes).fill(1);
  const ofGroups = unequal(
    within,
    { share: ofOwn, freedom: ownFreedom },
    { share: ofControls, freedom: controlFreedom },
  );
  const ofShift = ofGroups.map((excess) => excess * (ofOwn + ofControls));
  const least = new Float64Array(genes);
  const ofObserved = { squares: within.both, freedom, floor, least };
  addSquares(test.observed, observed, ofObserved, ofShift, targets);
  const rest = observed.slice();
  const removed = shared && removeShared(shared.direction, rest, scale, targets, 0);
  const ofRest = ofShift.map((whole, g) => {
    if (!removed) return whole;
    const { strength, ratioOfDirection } = removed;
    const ratio = Math.exp(composition) * (removed.ratio[g] as number);
    // x − e^c y^(1−b) m^b: the errors of x, of the controls' mean y and of the others' m are independent. Counts vary as their mean does.
    const byControls = (1 - strength) * ratio;
    const byOthers = (strength * ratio) / (ratioOfDirection[g] as number);
    const ofCells =
      ofOwn * ratio + byControls ** 2 * ofControls + byOthers ** 2 * (shared.variance[g] as number);
    return (ofGroups[g] as number) * ofCells;
  });
  // A gene that neither these cells nor the controls show may be part of the response of the others.
  const leastBeyond = removed ? scale.variance : least;
  addSquares(test.beyondShared.observed, rest, { ...ofObserved, least: leastBeyond }, ofRest, targets);

  const shift = new Float64Array(genes);
  const left: Squares = { both: new Float64Array(genes), own: new Float64Array(genes) };
  const shareOf = (part: (block: Block) => number) =>
    blocks.reduce((sum, block) => sum + block.permuted.weight * part(block), 0);
  const asOwn = shareOf(({ own, permuted: { total } }) => 1 - own.length / total);
  const asControls = shareOf(({ own, permuted: { total } }) => own.length / total);
  const permutedFreedom = blocks.reduce((sum, { permuted }) => sum + permuted.freedom, 0);
  test.permuted.forEach((into, round) => {
    shift.fill(0);
    left.both.fill(0);
    left.own.fill(0);
    blocks.forEach((block, at) => addPermuted(block, drawn[at] as Float64Array, sumsOf, random, shift, left));
    const ofPermuted = unequal(
      left,
      { share: asOwn, freedom: ownFreedom },
      { share: asControls, freedom: permutedFreedom - ownFreedom },
    ).map((excess) => excess * (asOwn + asControls));
    const ofRound = { squares: left.both, freedom: permutedFreedom, floor, least };
    addSquares(into, shift, ofRound, ofPermuted, targets);
    for (const nuisance of removed?.nuisances ?? []) removeAlong(nuisance, shift, scale, targets);
    const beyond = test.beyondShared.permuted[round] as ShiftStatistic;
    addSquares(beyond, shift, { ...ofRound, least: leastBeyond }, ofPermuted, targets);
  });
}

/** [G] sums of squares within groups: of perturbations and controls together, and of the former. */
interface Squares {
  readonly both: Float64Array;
  readonly own: Float64Array;
}

/** Of rows of the tested values. */
type SumsOf = (rows: readonly number[], mean: Float64Array) => RowSums;

/** Sums of squares within the groups of all blocks, and [blocks × G] those of the deviations that are drawn. */
function squaresWithin(sumsOf: SumsOf, genes: number, blocks: readonly Block[]) {
  const within: Squares = { both: new Float64Array(genes), own: new Float64Array(genes) };
  const drawn = blocks.map(({ own, controls, ownMean, controlMean, permuted }) => {
    const ofOwn = sumsOf(own, ownMean).squares;
    const ofControls = sumsOf(controls, controlMean).squares;
    return ofOwn.map((square, g) => {
      const ofControl = ofControls[g] as number;
      within.own[g] = (within.own[g] as number) + square;
      within.both[g] = (within.both[g] as number) + square + ofControl;
      return permuted.ofOwn ** 2 * square + permuted.ofControls ** 2 * ofControl;
    });
  });
  return { within, drawn };
}

/** What the variance of a shift takes from the variance of a cell of one group, and the degrees of freedom within that. */
interface Part {
  readonly share: number;
  readonly freedom: number;
}

/**
 * [G] variance of a shift from the variances of both groups apart (Welch 1947), over that from the pooled one; at least 1. Perturbed cells
 * that vary more than many controls would seem to be shifted; those that vary less, or do not show a gene, are as sure as the pooled
 * variance says.
 */
function excessOfGroups(
  { both, own }: Squares,
  ofOwn: Part,
  ofControls: Part,
  floor: Float64Array,
): Float64Array {
  return floor.map((least, g) => {
    const all = both[g] as number;
    const pooled = variance(all, ofOwn.freedom + ofControls.freedom, least);
    if (!(pooled > 0)) return 1;
    const ofPart = ({ share, freedom }: Part, squares: number) => share * variance(squares, freedom, least);
    const apart = ofPart(ofOwn, own[g] as number) + ofPart(ofControls, all - (own[g] as number));
    return Math.max(1, apart / (pooled * (ofOwn.share + ofControls.share)));
  });
}

/**
 * Adds to `shift` the sum of as many deviations as the perturbation has cells, drawn without replacement from both groups, and to `left`
 * what they leave of the squares `drawn` [G]. Draws the smaller part: the deviations of the rest sum to the opposite.
 */
function addPermuted(
  { own, controls, ownMean, controlMean, permuted }: Block,
  drawn: Float64Array,
  sumsOf: SumsOf,
  random: Random,
  shift: Float64Array,
  left: Squares,
): void {
  const { total, weight } = permuted;
  const takesRest = own.length > total / 2;
  const count = takesRest ? total - own.length : own.length;
  const [ownRows, controlRows]: [number[], number[]] = [[], []];
  for (const place of draw(count, total, random))
    if (place < controls.length) controlRows.push(controls[place] as number);
    else ownRows.push(own[place - controls.length] as number);
  const fromOwn = sumsOf(ownRows, ownMean);
  const fromControls = sumsOf(controlRows, controlMean);
  const sign = takesRest ? -1 : 1;
  const ofOwn = sign * permuted.ofOwn;
  const ofControls = sign * permuted.ofControls;
  for (let g = 0; g < shift.length; g++) {
    const part =
      ofOwn * ((fromOwn.sum[g] as number) - ownRows.length * (ownMean[g] as number)) +
      ofControls * ((fromControls.sum[g] as number) - controlRows.length * (controlMean[g] as number));
    const squares =
      ofOwn ** 2 * (fromOwn.squares[g] as number) + ofControls ** 2 * (fromControls.squares[g] as number);
    shift[g] = (shift[g] as number) + part;
    const ofOther = (drawn[g] as number) - squares;
    left.both[g] = (left.both[g] as number) + (drawn[g] as number) - part ** 2 / weight;
    left.own[g] = (left.own[g] as number) + (takesRest ? ofOther : squares) - part ** 2 / own.length;
  }
}

/** `count` of the numbers below `total` (Floyd's algorithm: Bentley & Floyd 1987). */
function draw(count: number, total: number, random: Random): Set<number> {
  const drawn = new Set<number>();
  for (let last = total - count; last < total; last++) {
    const one = random.integer(last + 1);
    drawn.add(drawn.has(one) ? last : one);
  }
  return drawn;
}

/** What the variance of a cell is from: [G] sums of squares, and the least it may be. */
interface WithinGroups {
  readonly squares: Float64Array;
  readonly freedom: number;
  readonly floor: Float64Array;
  readonly least: Float64Array;
}

/** Squared shift over its variance, gene by gene; `ofShift`: [G] that variance in that of a cell. */
function addSquares(
  into: ShiftStatistic,
  shift: Float64Array,
  { squares, freedom, floor, least }: WithinGroups,
  ofShift: Float64Array,
  targets: ReadonlySet<number>,
): void {
  for (let g = 0; g < shift.length; g++) {
    const ofCells = variance(squares[g] as number, freedom, floor[g] as number);
    if (!(ofCells > 0) || targets.has(g)) continue;
    addShift(
      into,
      (shift[g] as number) ** 2 / (Math.max(ofCells, least[g] as number) * (ofShift[g] as number)),
    );
  }
}
