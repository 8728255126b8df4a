/** The tests of one context, in little memory, and what a level of it would be at any fold change. */
import type { EveryGene } from '../dataset/quality/everyGene';
import { referenceNoise } from './comparison';
import { classes } from './classes';
import type { GeneCorrelation } from './correlation';
import { errorOfFold, type Levels } from './folds';
import { measureLevels, type Reference } from './measure';

/** A perturbation alone in its context. */
export interface InContext {
  readonly cells: number;
  readonly guides: number;
  readonly increased: number;
  readonly decreased: number;
  /** p of any change beyond its own target, and of guides that agree; NaN where not told. */
  readonly any: number;
  readonly agreement: number;
  /** p of any change, were guides all alike. */
  readonly byCells: number;
  readonly acts: boolean;
  readonly isCompared: boolean;
}

export interface ContextTests {
  readonly genes: readonly string[];
  readonly levels: Levels;
  readonly unit: 'cell' | 'sample';
  readonly isTested: boolean;
  readonly correlation: GeneCorrelation;
  /** By the place of the perturbation in the whole screen, and of its row in what follows. */
  readonly rowOf: ReadonlyMap<number, number>;
  readonly lines: ReadonlyMap<number, InContext>;
  /**
   * [rows × genes] log2 fold change and its standard error; by how much ln F grows with the level; variance of the reference; degrees of
   * freedom; 1: changed; 1: a target.
   */
  readonly log2: Float32Array;
  readonly error: Float32Array;
  readonly steepness: Float32Array;
  readonly reference: Float32Array;
  readonly freedom: Float32Array;
  readonly changed: Uint8Array;
  readonly own: Uint8Array;
  /** [genes] of a level: variance and third central moment between cells and between guides (comparison.ts), and the share of counting noise. */
  readonly ofGenes: {
    readonly cells: Float64Array;
    readonly guides: Float64Array;
    readonly third: Float64Array;
    readonly thirdOfGuides: Float64Array;
    readonly doubtOfGuides: Float64Array;
    readonly counting: Float64Array;
  };
  /** [rows] what guides make of these. */
  readonly weights: {
    readonly cells: Float64Array;
    readonly guides: Float64Array;
    readonly third: Float64Array;
    readonly thirdOfGuides: Float64Array;
  };
  readonly isPooled: boolean;
  /** By the name of a guide and the place of its perturbation. */
  readonly guides: ReadonlyMap<string, GuideInContext>;
}

export interface GuideInContext {
  readonly perturbation: number;
  readonly cells: number;
  /** Share of its perturbation. */
  readonly share: number;
  /** Whose cells it is; null: it is a guide, in any batch. */
  readonly batch: string | null;
  /** [genes] level, batches taken out. */
  readonly level: Float32Array;
}

/** @param screen cells of one context @param rate false discovery rate */
export async function contextTests(
  screen: EveryGene,
  placeOf: ReadonlyMap<string, number>,
  { against, rate }: { readonly against: Reference; readonly rate: number },
  onProgress: (share: number) => void,
): Promise<ContextTests> {
  const measured = await measureLevels(screen, against, onProgress);
  const { told, design, cellsOfGuide, means, correlation } = measured;
  const { genes, folds, tests, q, fit, variances, weights, own } = told;
  const width = genes.length;
  const places = screen.perturbations.map((one) => placeOf.get(keyOf(one)) ?? -1);
  const small = (of: (at: number) => number) => Float32Array.from(tests.p, (_, at) => of(at));
  const steepness = (at: number) =>
    ((folds.error[at] as number) * Math.LN2) / Math.max(tests.error[at] as number, 1e-12);
  const kinds = classes(told, rate);
  const lines = new Map(
    places.map((place, k) => [
      place,
      {
        cells: told.cells[k] as number,
        guides: told.guides[k] as number,
        increased: kinds[k]?.increased ?? 0,
        decreased: kinds[k]?.decreased ?? 0,
        any: told.any[k] as number,
        agreement: told.agreement[k] as number,
        byCells: measured.byCells[k] as number,
        acts: kinds[k]?.acts ?? false,
        isCompared: told.isCompared[k] === true,
      },
    ]),
  );
  const guides = new Map<string, GuideInContext>();
  measured.screen.guides.forEach(({ name }, guide) => {
    const k = design.perturbationOfGuide[guide] as number;
    if ((cellsOfGuide[guide] as number) === 0) return;
    guides.set(`${places[k]} ${name}`, {
      perturbation: places[k] ?? 0,
      cells: cellsOfGuide[guide] as number,
      share: (fit.weightOfGuide[guide] as number) / ((fit.weights[k] as number) || 1),
      batch: measured.screen.batches[design.batchOfGuide?.[guide] ?? -1] ?? null,
      level: Float32Array.from(means.subarray(guide * width, (guide + 1) * width)),
    });
  });
  return {
    genes,
    levels: told.scales.levels,
    unit: told.unit,
    isTested: told.isTested,
    correlation,
    rowOf: new Map(places.map((place, k) => [place, k])),
    lines,
    log2: small((at) => folds.log2[at] as number),
    error: small((at) => errorOfFold(told, at)),
    steepness: small(steepness),
    reference: small((at) => {
      return referenceNoise({ weights, variances, tests }, Math.floor(at / width), at % width);
    }),
    freedom: small((at) => (Number.isFinite(tests.p[at]) ? (tests.freedom[at] as number) : NaN)),
    changed: Uint8Array.from(q, (value) => Number(value < rate)),
    own,
    ofGenes: { ...variances, counting: told.counting },
    weights,
    isPooled: told.isPooled,
    guides,
  };
}

/** What makes a perturbation the same in two contexts. */
export const keyOf = ({ label, kind, time }: EveryGene['perturbations'][number]) =>
  `${label} ${kind} ${time}`;

/** A level in ln F at a fold change that may be that of another context, with the variance and the third moment that it would have there. */
export interface AtFold {
  readonly beyond: number;
  readonly cells: number;
  readonly guides: number;
  readonly reference: number;
  readonly third: number;
  /** Variance and third moment that cells alone would make, as if guides did not differ. */
  readonly byCells: number;
  readonly thirdByCells: number;
  /** By which a level's noise is multiplied. */
  readonly unit: number;
}

/** Of an expression at which its logarithm grows as the expression itself. */
const LARGE = 1e9;

/**
 * What a context would measure at the fold F: how far it lies beyond, (β̂ − β(F))/γ, γ = dβ/d ln F there. Of counts β is linear in F, the
 * variance of cells grows as F (a + (1 − a) F), a the share of counting noise, that of guides and of the reference as F² (power.ts).
 */
export function atFold(of: ContextTests, row: number, gene: number, fold: number): AtFold {
  const at = row * of.genes.length + gene;
  const { ofGenes, weights, levels } = of;
  const found = 2 ** (of.log2[at] as number);
  const steepness = of.steepness[at] as number;
  const isLinear = levels === 'residuals';
  const a = ofGenes.counting[gene] as number;
  let [beyond, unit, ofReference] = [Math.log(found / fold), 1, 1];
  if (isLinear) {
    beyond = found / fold - 1;
    unit = (found * steepness) / fold;
    ofReference = fold;
  } else if (levels === 'logarithms') {
    const expression = Math.min(1 / Math.max(steepness - 1, 1 / LARGE), LARGE);
    const there = (expression * fold) / found;
    unit = (1 + there) / there;
    beyond = (Math.log1p(expression) - Math.log1p(there)) * unit;
    ofReference = (fold * (1 + expression / found)) / (1 + there);
  }
  const [growth, ofGuides] = isLinear ? [fold * (a + (1 - a) * fold), fold] : [1, 1];
  const square = unit * unit;
  const grownThird = isLinear ? (growth * (a + 2 * (1 - a) * fold)) / (2 - a) : 1;
  const third = (which: 'third' | 'thirdOfGuides', own: number) => {
    const moment = ofGenes[which][gene] as number;
    // A pool is too large to be skewed.
    const ofControls = of.isPooled ? 0 : (weights[which][0] as number) * ofReference ** 3;
    return ((weights[which][row] as number) * own - ofControls) * moment * unit ** 3;
  };
  const reference = of.reference[at] as number;
  const besideCells = of.isPooled ? 0 : (weights.guides[0] as number) * (ofGenes.guides[gene] as number);
  const cells = (weights.cells[row] as number) * (ofGenes.cells[gene] as number) * growth * square;
  const thirdByCells = third('third', grownThird);
  return {
    beyond,
    unit,
    cells,
    guides: (weights.guides[row] as number) * (ofGenes.guides[gene] as number) * (ofGuides * unit) ** 2,
    reference: reference * (ofReference * unit) ** 2,
    third: thirdByCells + third('thirdOfGuides', ofGuides ** 3),
    byCells: cells + Math.max(reference - besideCells, 0) * (ofReference * unit) ** 2,
    thirdByCells,
  };
}
