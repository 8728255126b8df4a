/**
 * Effects of each perturbation on every measured gene, without a model: fold changes with errors, tests that take guides as the replicates
 * they are, and what is said of a perturbation as a whole (docs/method.md, "Effects").
 */
import { normalQuantile, studentTail } from '../numerics/distributions';
import { benjaminiHochberg, normalTail } from '../numerics/significance';
import { median, weightedMedian } from '../numerics/statistics';
import { similarities, type Similarities } from './alike';
import { alikeGroups, type Groups } from './groups';
import { ownWeights, pOfLevels, testLevels, type OwnWeights, type Tests, type Variances } from './comparison';
import { cellNoise } from './cellNoise';
import type { GeneCorrelation } from './correlation';
import { fitLevels, guideMeans, type Design, type Fit } from './fit';
import { EXPRESSED, guideVariance, type GeneFacts } from './guideVariance';
import type { CellNoise, ResidualSums } from './residuals';
import { isMostlyShared, sharedResponse, type SharedResponse } from './sharedResponse';
import { foldAgainst, foldGrowth, scaleIn, wholes, type Depths, type Levels, type Scales } from './folds';
import { effectSizes, untestedSizes, type EffectSizes } from './size';
import { PANEL } from './sizeFactors';
import { anyEffect, evidenceOf, guideAgreement, noiseOfGuides } from './whole';

/** With fewer control guides, or control samples where these are few, what a perturbation is compared with are the controls and all that does not respond. */
const FEWEST_CONTROL_GUIDES = 4;

/** q below which a perturbation counts as changing a gene: before the differences between guides are known, and with them. */
const [FIRST_LOOK, SECOND_LOOK] = [0.1, 0.01];

export interface EffectTests {
  readonly fit: Fit;
  readonly variances: Variances;
  readonly tests: Tests;
  /** Whether the reference is everything that does not respond, in place of the controls. */
  readonly isPooled: boolean;
  /** [perturbations × genes] 1: surely responds. */
  readonly responds: Uint8Array;
  /** Variance between guides over variance between cells and share of expressing cells, one for the screen. */
  readonly guideRatio: number;
}

interface WholeTests {
  /**
   * After the first look, for perturbations as a whole: the few guides that act off their targets count as effects there, and do not widen all
   * others; that guides agree is asked besides. `p` [perturbations × genes]
   */
  readonly ofWhole: Pick<EffectTests, 'fit' | 'variances'> & { readonly p: Float64Array };
}

/** What is known before the variance between guides. */
type FirstLook = Pick<EffectTests, 'isPooled' | 'responds'> & { readonly variances: CellNoise };

/**
 * Tests of every perturbation and gene.
 * @param reference `auto`: the controls, or with fewer than four control guides and several perturbations everything that does not respond
 */
function testEffects(
  sums: ResidualSums,
  design: Design,
  ofGenes: GeneFacts,
  reference: 'auto' | 'controls' | 'pooled' = 'auto',
): EffectTests & WholeTests {
  const { genes, cellsOfGuide } = sums;
  const noise = cellNoise(sums, ofGenes.whole);
  let controls = 0;
  design.perturbationOfGuide.forEach((perturbation, guide) => {
    const n = cellsOfGuide[guide] as number;
    if (perturbation === 0) controls += noise.cellFreedom === Infinity ? Number(n > 0) : n;
  });
  // Of one guide.
  if (design.batchOfGuide) controls = Math.min(controls, 1);
  if (design.isZeroControl) controls = Infinity;
  // A single perturbation has no others.
  const isAlone = design.perturbations === 2 && controls > 0;
  const isPooled =
    reference === 'auto' ? controls < FEWEST_CONTROL_GUIDES && !isAlone : reference === 'pooled';
  const first = fitLevels(sums, design, 0);
  const none = new Float64Array(genes);
  const p = isPooled
    ? fromMedian(sums, first, design, noise.cells)
    : pOfLevels(
        sums,
        first,
        design,
        { ...noise, guides: none, thirdOfGuides: none, doubtOfGuides: none },
        null,
        { least: scoreOf(FIRST_LOOK) },
      );
  const look = { isPooled, responds: respondersAmong(p, FIRST_LOOK), variances: noise };
  const differences = guideDifferences(sums, design, ofGenes, look, first);
  const differ = differences.variances.guides.some((value) => value > 0);
  const fromControls =
    isPooled && reference === 'auto' ? surelyFromControls(sums, design, differences) : null;
  const withThese = (found: Uint8Array) =>
    fromControls ? found.map((value, at) => value | (fromControls[at] as number)) : found;
  const seen = { ...look, responds: withThese(look.responds) };
  if (!differ) {
    const tests = testLevels(sums, differences.fit, design, differences.variances, poolOf(seen));
    const ofWhole = { ...differences, p: tests.p };
    return { ...differences, tests, ofWhole, isPooled, responds: seen.responds };
  }
  const ofWhole = {
    ...differences,
    p: pOfLevels(sums, differences.fit, design, differences.variances, poolOf(seen)),
  };
  // The first look takes large differences between guides for effects; without them the others seem small.
  const responds = withThese(respondersAmong(ofWhole.p, SECOND_LOOK));
  const again = guideDifferences(sums, design, ofGenes, { ...seen, responds }, differences.fit);
  const tests = testLevels(sums, again.fit, design, again.variances, poolOf({ isPooled, responds }));
  return { ...again, tests, ofWhole, isPooled, responds };
}

/**
 * [perturbations × genes] 1: differs from the controls. Of few perturbations most may do the same, which then is the median and would be the
 * reference; null of many, and without controls.
 */
function surelyFromControls(
  sums: ResidualSums,
  design: Design,
  { fit, variances }: Pick<EffectTests, 'fit' | 'variances'>,
): Uint8Array | null {
  if (design.perturbations > ENOUGH || !((fit.weights[0] as number) > 0)) return null;
  const p = pOfLevels(sums, fit, design, variances, null, { least: scoreOf(SECOND_LOOK) });
  return respondersAmong(p, SECOND_LOOK);
}

/** No smaller score has a p that is found at this false discovery rate. */
const scoreOf = (rate: number) => Math.abs(normalQuantile(rate / 2));

/** [perturbations × genes] 1: changes at this false discovery rate. */
function respondersAmong(p: Float64Array, rate: number): Uint8Array {
  const largest = largestFound(p, rate);
  const responds = new Uint8Array(p.length);
  for (let at = 0; at < p.length; at++) responds[at] = Number((p[at] as number) <= largest);
  return responds;
}

/** The variance between guides of all that does not respond, and the levels that follow. */
function guideDifferences(
  sums: ResidualSums,
  design: Design,
  ofGenes: GeneFacts,
  { responds, variances: noise }: FirstLook,
  fit: Fit,
) {
  const { cells } = noise;
  const between = guideVariance(sums, fit, design, { responds, cells, ...ofGenes });
  const ratios = Array.from(cells.keys())
    .filter((gene) => (cells[gene] as number) > 0 && (ofGenes.expressing[gene] as number) >= EXPRESSED)
    .map((gene) => (between.variance[gene] as number) / (cells[gene] as number));
  return {
    fit: fitLevels(sums, design, ratios.length > 0 ? median(ratios) : 0),
    variances: {
      ...noise,
      guides: between.variance,
      thirdOfGuides: between.third,
      doubtOfGuides: between.doubt,
    },
    guideRatio: between.ratio,
  };
}

/** [perturbations × genes] 1: part of the reference; null: the controls alone are. */
const poolOf = ({ isPooled, responds }: Pick<EffectTests, 'isPooled' | 'responds'>) =>
  isPooled ? responds.map((value) => 1 - value) : null;

/** [genes] p of one guide as a perturbation of its own, beside a reference without it. */
export function testGuide(
  sums: ResidualSums,
  { perturbations, perturbationOfGuide }: Design,
  ofGenes: GeneFacts,
  { isPooled, responds, variances }: FirstLook,
  guide: number,
): Float64Array {
  const design = { perturbations: perturbations + 1, perturbationOfGuide: perturbationOfGuide.slice() };
  design.perturbationOfGuide[guide] = perturbations;
  const further = new Uint8Array(responds.length + sums.genes);
  further.set(responds);
  const first = fitLevels(sums, design, 0);
  const tested = { isPooled, responds: further, variances };
  // Parts of the controls are small beside perturbations, and tested beside each other.
  const differences = guideDifferences(sums, design, { ...ofGenes, enough: 0 }, tested, first);
  const { fit, variances: again } = differences;
  const p = pOfLevels(sums, fit, design, again, poolOf(tested), { from: perturbations });
  return p.slice(responds.length);
}

/** p of each level beside the weighted median of all, by the variance of cells alone. */
function fromMedian(
  { genes, cellsOfGuide }: ResidualSums,
  { level, weights }: Fit,
  { perturbations, perturbationOfGuide }: Design,
  cells: Float64Array,
): Float64Array {
  const n = new Float64Array(perturbations);
  perturbationOfGuide.forEach((perturbation, guide) => {
    (n[perturbation] as number) += cellsOfGuide[guide] as number;
  });
  const p = new Float64Array(perturbations * genes);
  for (let gene = 0; gene < genes; gene++) {
    const levels = Float64Array.from(weights, (_, k) => level[k * genes + gene] as number);
    const middle = weightedMedian(levels, weights);
    for (let k = 0; k < perturbations; k++) {
      const difference = (levels[k] as number) - middle;
      const scale = Math.sqrt(
        Math.max(n[k] as number, 1) / ((cells[gene] as number) > 0 ? (cells[gene] as number) : 1),
      );
      p[k * genes + gene] = 2 * normalTail(Math.abs(difference) * scale);
    }
  }
  return p;
}

/** The largest finite p whose adjusted p is below the rate, without adjusting the others: those are no smaller than p. −1: none. */
export function largestFound(p: Float64Array, rate: number): number {
  let tests = 0;
  const small: number[] = [];
  for (let at = 0; at < p.length; at++) {
    const value = p[at] as number;
    tests += Number(Number.isFinite(value));
    if (value < rate) small.push(value);
  }
  const sorted = Float64Array.from(small).toSorted();
  const rank = sorted.findLastIndex((value, place) => (value * tests) / (place + 1) < rate);
  return sorted[rank] ?? -1;
}

/** Adjusted over all finite p (Benjamini and Hochberg 1995); NaN elsewhere. */
export function adjusted(p: Float64Array): Float64Array {
  const finite = new Float64Array(p.length);
  let tests = 0;
  for (let at = 0; at < p.length; at++) if (Number.isFinite(p[at])) finite[tests++] = p[at] as number;
  const found = benjaminiHochberg(finite.subarray(0, tests));
  const q = new Float64Array(p.length).fill(NaN);
  let place = 0;
  for (let at = 0; at < p.length; at++) if (Number.isFinite(p[at])) q[at] = found[place++] as number;
  return q;
}

interface FoldChanges {
  /** [perturbations × genes] and standard error by the delta method. */
  readonly log2: Float64Array;
  readonly error: Float64Array;
}

/** Fold changes against the reference of the tests; where cells have several guides, against cells without the own one. */
function foldChanges(
  sums: ResidualSums,
  design: Design,
  { fit, tests, isPooled }: EffectTests,
  scales: Scales,
): FoldChanges {
  const { genes, first, cells } = sums;
  const { level } = fit;
  const present = presenceOf(sums, fit, design);
  const log2 = new Float64Array(level.length);
  const error = new Float64Array(level.length);
  level.forEach((value, at) => {
    const k = Math.floor(at / genes);
    const scale = scaleIn({ scales, isPooled }, k, at % genes);
    const effect = tests.effect[at] as number;
    const reference = present
      ? (first[at % genes] as number) / cells - (present[k] as number) * effect
      : value - effect;
    const own = reference + effect;
    const change = foldAgainst(reference, own, scale);
    log2[at] = Math.log2(change.fold);
    const growth = foldGrowth(own, change, scale);
    error[at] = ((tests.error[at] as number) * growth) / change.fold / Math.LN2;
  });
  return { log2, error };
}

/** [perturbations] share of the cells that have a guide of it, where they have several. */
export function presenceOf(
  { presence }: ResidualSums,
  { weightOfGuide, weights }: Fit,
  { perturbations, perturbationOfGuide }: Design,
): Float64Array | null {
  if (presence === undefined) return null;
  const shares = new Float64Array(perturbations);
  perturbationOfGuide.forEach((k, guide) => {
    const weight = (weightOfGuide[guide] as number) / ((weights[k] as number) || 1);
    (shares[k] as number) += weight * (presence[guide] as number);
  });
  return shares;
}

/** [perturbations] p of any effect, were guides all alike. @param own [perturbations × genes] 1: a target */
export function anyByCells(
  sums: ResidualSums,
  design: Design,
  { fit, variances, isPooled, responds }: Pick<EffectTests, 'fit' | 'variances' | 'isPooled' | 'responds'>,
  { own, correlation }: Pick<ScreenFacts, 'own' | 'correlation'>,
): Float64Array {
  const none = new Float64Array(sums.genes);
  const alike = { ...variances, guides: none, thirdOfGuides: none, doubtOfGuides: none };
  const p = pOfLevels(sums, fit, design, alike, poolOf({ isPooled, responds }));
  return anyEffect(p, own, { perturbations: design.perturbations, genes: sums.genes }, correlation);
}

export interface GuideLevels {
  /** [guides × genes] levels of guides, batches taken out. */
  readonly means: Float64Array;
}

export interface Effects extends EffectTests {
  readonly scales: Scales;
  readonly folds: FoldChanges;
  /** Own targets left out. */
  readonly sizes: EffectSizes;
  /** [perturbations × genes] adjusted over all tests. */
  readonly q: Float64Array;
  /** [perturbations] p of any effect beyond the own targets; p of guides that agree. NaN where not told. */
  readonly any: Float64Array;
  readonly agreement: Float64Array;
  /** [perturbations] p of any change from the controls; NaN where there are none. */
  readonly fromControls: Float64Array;
  /** Where at least half of the perturbations differ from the controls, what they share; null else. */
  readonly shared: SharedResponse | null;
  readonly weights: OwnWeights;
  readonly alike: Similarities & Groups;
}

/** Rate of perturbations that are said to differ from the controls, the share of all from which they may share a response, and their number. */
const [DIFFER, MOST, ENOUGH] = [0.05, 0.5, 7];

function mostDiffer(q: Float64Array): boolean {
  const told = q.filter((value) => Number.isFinite(value));
  return told.length >= ENOUGH && told.filter((value) => value < DIFFER).length >= MOST * told.length;
}

/** Whether the controls differ from the pool as a whole, which the first row of its tests compares with them. */
function controlsDiffer(
  { effect, error, freedom }: Tests,
  genes: number,
  correlation: GeneCorrelation,
): boolean {
  const p = error.subarray(0, genes).map((deviation, gene) => {
    const score = Math.abs(effect[gene] as number) / deviation;
    return deviation > 0 ? 2 * studentTail(score, freedom[gene] as number) : NaN;
  });
  return evidenceOf(p, new Uint8Array(genes), correlation) < SECOND_LOOK;
}

interface ScreenFacts {
  /** [genes] share of cells with a count. */
  readonly expressing: Float64Array;
  /** [perturbations × genes] 1: a target of the perturbation. */
  readonly own: Uint8Array;
  /** Of genes between cells of a guide. */
  readonly correlation: GeneCorrelation;
  readonly levels?: Levels;
  /** null: all cells are taken for alike. */
  readonly depths?: Depths | null;
}

/** Everything that is told of a screen. */
export function screenEffects(
  sums: ResidualSums,
  design: Design,
  facts: ScreenFacts,
  reference: 'auto' | 'controls' | 'pooled' = 'auto',
): Effects & GuideLevels {
  const { expressing, own, correlation, levels = 'residuals', depths = null } = facts;
  const scales = { levels, slope: sums.slope, depths };
  const { ofWhole, ...tested } = testEffects(
    sums,
    design,
    { expressing, whole: wholes(sums, levels) },
    reference,
  );
  const { fit, variances, tests } = tested;
  const targets = new Uint8Array(sums.genes);
  own.forEach((value, at) => {
    if (value === 1) targets[at % sums.genes] = 1;
  });
  const weights = ownWeights(sums, fit, design);
  const size = { perturbations: design.perturbations, genes: sums.genes };
  const any = anyEffect(ofWhole.p, own, size, correlation);
  const besideControls = () =>
    (fit.weights[0] as number) > 0
      ? anyEffect(pOfLevels(sums, fit, design, variances, null), own, size, correlation)
      : new Float64Array(size.perturbations).fill(NaN);
  const fromControls = tested.isPooled ? besideControls() : any.slice();
  const controlsQ = adjusted(fromControls);
  const differs = (k: number) => (controlsQ[k] as number) < DIFFER;
  const mayShare =
    mostDiffer(controlsQ) &&
    (!tested.isPooled || sums.genes < PANEL || controlsDiffer(tests, sums.genes, correlation));
  // What most perturbations share would be taken for no change.
  if (reference === 'auto' && tested.isPooled && mayShare)
    return screenEffects(sums, design, facts, 'controls');
  const shared = mayShare
    ? sharedResponse(sums, design, { fit, variances, weights, own, correlation, scales, differs })
    : null;
  const folds = foldChanges(sums, design, tested, scales);
  const means = guideMeans(sums, fit);
  const alike = similarities(sums, design, { ...tested, means, targets });
  return {
    ...tested,
    means,
    scales,
    folds,
    sizes:
      variances.cellFreedom > 0
        ? effectSizes(folds, own, sums.genes, correlation.squared)
        : untestedSizes(folds, own, sums.genes),
    q: adjusted(tests.p),
    any,
    agreement: guideAgreement(
      sums,
      design,
      {
        weightOfGuide: ofWhole.fit.weightOfGuide,
        means,
        noise: noiseOfGuides(sums, ofWhole.variances),
        doubt: (_, gene) => ofWhole.variances.doubtOfGuides[gene] as number,
        isUsed: (gene) => (ofWhole.variances.cells[gene] as number) > 0,
        response: isMostlyShared(shared) ? shared.response : null,
        correlation,
      },
      own,
    ),
    fromControls,
    shared,
    weights,
    alike: { ...alike, ...alikeGroups(alike) },
  };
}
