/**
 * Two contexts beside each other: the difference of the log fold changes of each gene with its error, by guides that are the same in both
 * (docs/method.md, "Contexts").
 */
import { studentScore, studentTail } from '../numerics/distributions';
import { weightedMedian } from '../numerics/statistics';
import { ownNoise, withoutSkewness } from './comparison';
import { atFold, type ContextTests, type GuideInContext } from './contextTests';
import { LEAST_FOLD } from './folds';
import { BLOCKS, isSignal, toldOver, totalOf, type Told } from './pairs';
import { addProducts, CROSS, FIRST, SECOND, SPREAD_FIRST, SPREAD_SECOND, SUMS } from './pairReference';
import { combinedEvidence, guideAgreement } from './whole';

/** With fewer genes a change of the composition cannot be told from changes of genes. */
const FEWEST_GENES = 40;
/** Standard error of ln F up to which genes count in what is common: beyond, the logarithm is far from normal. */
const LARGEST_ERROR = 0.5 * Math.LN2;
/** Standardised deviations of guides are clipped here, so that one gene does not decide. */
const CLIP = 5;

interface GeneDifferences {
  /** [tested genes] by the place of the gene in the first and in the second context. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** log2 F of the first less that of the second, less what a change of the composition makes; standard error; p. */
  readonly difference: Float32Array;
  readonly error: Float32Array;
  readonly p: Float64Array;
}

export interface PerturbationDifference {
  readonly genes: GeneDifferences;
  /** p of any difference beyond the own target, and what it would be if guides did not differ. */
  readonly any: number;
  readonly byCells: number;
  /** Cosine of the two effects, noise taken out; share of the first effect that the second has, and the reverse. */
  readonly similarity: Told;
  readonly ofFirst: Told;
  readonly ofSecond: Told;
}

/** A gene in both contexts: effects in ln F, and how far they lie apart where a fold change common to both would put them. */
interface Row {
  readonly gene: readonly [first: number, second: number];
  readonly isOwn: boolean;
  readonly effects: readonly [number, number];
  /** Of the effects, the same by the noise if nothing changed, and the covariance that guides which are the same make of them. */
  readonly errors: readonly [number, number];
  readonly errorsAtRest: readonly [number, number];
  readonly both: number;
  /** The larger variance, if nothing changed. */
  readonly atRest: number;
  readonly beyond: number;
  readonly variance: number;
  readonly third: number;
  readonly byCells: number;
  readonly thirdByCells: number;
  readonly freedom: number;
}

type GuideInBoth = readonly [first: GuideInContext, second: GuideInContext];

export class ContextPair {
  readonly #first: ContextTests;
  readonly #second: ContextTests;
  /** Genes tested in both. */
  readonly #genes: readonly (readonly [first: number, second: number])[];
  /** Guides with cells in both. */
  readonly #guides: readonly GuideInBoth[];
  /** Correlation between what a guide does beyond its perturbation in either context. */
  readonly shared: number;

  constructor(first: ContextTests, second: ContextTests) {
    this.#first = first;
    this.#second = second;
    const places = new Map(second.genes.map((name, gene) => [name, gene]));
    this.#genes = first.genes.flatMap((name, gene) => {
      const place = places.get(name);
      return place === undefined ? [] : [[gene, place] as const];
    });
    this.#guides = [...first.guides].flatMap(([key, guide]) => {
      const other = second.guides.get(key);
      return other ? [[guide, other] as const] : [];
    });
    this.shared = this.#correlation();
  }

  /** Noise of the level of a guide. */
  #noise(of: ContextTests, guide: GuideInContext, gene: number): number {
    return (of.ofGenes.cells[gene] as number) / guide.cells + (of.ofGenes.guides[gene] as number);
  }

  /**
   * By products of the deviations of guides from the mean of their perturbation, which noise of cells does not share; two standard errors
   * less, by perturbations.
   */
  #correlation(): number {
    const byPerturbation = new Map<number, GuideInBoth[]>();
    for (const pair of this.#guides)
      byPerturbation.set(pair[0].perturbation, [...(byPerturbation.get(pair[0].perturbation) ?? []), pair]);
    const parts: { readonly found: number; readonly most: number }[] = [];
    for (const guides of byPerturbation.values()) {
      if (guides.length < 2) continue;
      let [found, most] = [0, 0];
      for (const [a, b] of this.#genes) {
        const [guidesA, guidesB] = [
          this.#first.ofGenes.guides[a] as number,
          this.#second.ofGenes.guides[b] as number,
        ];
        if (!(guidesA > 0) || !(guidesB > 0)) continue;
        const meanOf = (level: (pair: GuideInBoth) => number) =>
          guides.reduce((sum, pair) => sum + level(pair), 0) / guides.length;
        const [meanA, meanB] = [
          meanOf(([one]) => one.level[a] as number),
          meanOf(([, one]) => one.level[b] as number),
        ];
        for (const [one, other] of guides) {
          const [noiseA, noiseB] = [this.#noise(this.#first, one, a), this.#noise(this.#second, other, b)];
          found +=
            clipped(((one.level[a] as number) - meanA) / Math.sqrt(noiseA)) *
            clipped(((other.level[b] as number) - meanB) / Math.sqrt(noiseB));
          most += ((1 - 1 / guides.length) * Math.sqrt(guidesA * guidesB)) / Math.sqrt(noiseA * noiseB);
        }
      }
      parts.push({ found, most });
    }
    const total = parts.reduce((sum, { most }) => sum + most, 0);
    if (!(total > 0)) return 0;
    const ratio = parts.reduce((sum, { found }) => sum + found, 0) / total;
    const squares = parts.reduce((sum, { found, most }) => sum + (found - ratio * most) ** 2, 0);
    return Math.min(1, Math.max(0, ratio - (2 * Math.sqrt(squares)) / total));
  }

  /** What the weights of guides make of the variance that guides share between contexts: of a perturbation, and of the controls. */
  #sharedWeight(perturbation: number): number {
    return this.#guides.reduce(
      (sum, [one, other]) => (one.perturbation === perturbation ? sum + one.share * other.share : sum),
      0,
    );
  }

  /** What both contexts measured of a gene, had they the same fold change. @param sharedWeight that guides have in both */
  #row(gene: readonly [number, number], rowsOf: readonly [number, number], sharedWeight: number): Row | null {
    const [first, second] = [this.#first, this.#second];
    const [[a, b], [rowA, rowB]] = [gene, rowsOf];
    const [atA, atB] = [rowA * first.genes.length + a, rowB * second.genes.length + b];
    const [freedomA, freedomB] = [first.freedom[atA] as number, second.freedom[atB] as number];
    if (!Number.isFinite(freedomA + freedomB)) return null;
    const guides = Math.sqrt((first.ofGenes.guides[a] as number) * (second.ofGenes.guides[b] as number));
    const at = (fold: number) => {
      const [one, other] = [atFold(first, rowA, a, fold), atFold(second, rowB, b, fold)];
      const [ofA, ofB] = [one, other].map((of) => of.cells + of.guides + of.reference) as [number, number];
      const growth = first.levels === 'residuals' ? fold * fold : 1;
      const both = this.shared * sharedWeight * guides * growth * one.unit * other.unit;
      // To first order: of large differences between guides what both contexts have does not cancel.
      return { one, other, ofA, ofB, both: Math.min(both / (1 + 2 * both), Math.sqrt(ofA * ofB)) };
    };
    const rest = at(1);
    const [foldA, foldB] = [2 ** (first.log2[atA] as number), 2 ** (second.log2[atB] as number)];
    const mean = (foldA / rest.ofA + foldB / rest.ofB) / (1 / rest.ofA + 1 / rest.ofB);
    const { one, other, ofA, ofB, both } = at(Math.max(mean, LEAST_FOLD));
    const variance = ofA + ofB - 2 * both;
    if (!(variance > 0)) return null;
    return {
      gene,
      isOwn: first.own[atA] === 1,
      effects: [Math.log(foldA), Math.log(foldB)],
      errors: [(first.error[atA] as number) * Math.LN2, (second.error[atB] as number) * Math.LN2],
      errorsAtRest: [errorAtRest(first, rowA, a), errorAtRest(second, rowB, b)],
      both: rest.both,
      atRest: Math.max(rest.ofA, rest.ofB),
      beyond: one.beyond - other.beyond,
      variance,
      third: one.third - other.third,
      byCells: one.byCells + other.byCells,
      thirdByCells: one.thirdByCells - other.thirdByCells,
      freedom: (ofA + ofB) ** 2 / (ofA ** 2 / freedomA + ofB ** 2 / freedomB),
    };
  }

  /** null where it was not tested in both. @param perturbation its place in the whole screen */
  difference(perturbation: number): PerturbationDifference | null {
    const [first, second] = [this.#first, this.#second];
    const [rowA, rowB] = [first.rowOf.get(perturbation), second.rowOf.get(perturbation)];
    if (rowA === undefined || rowB === undefined) return null;
    const isPooled = first.isPooled || second.isPooled;
    const sharedWeight = this.#sharedWeight(perturbation) + (isPooled ? 0 : this.#sharedWeight(0));
    const rows = this.#genes.flatMap((gene) => this.#row(gene, [rowA, rowB], sharedWeight) ?? []);
    if (rows.length === 0) return null;
    const others = rows.filter(({ isOwn }) => !isOwn);
    // A change of the composition of the counts moves all genes alike, and otherwise in another context.
    const shift =
      others.length < FEWEST_GENES
        ? 0
        : weightedMedian(
            Float64Array.from(others, ({ beyond }) => beyond),
            Float64Array.from(others, ({ variance }) => 1 / variance),
          );
    const scoreOf = ({ beyond }: Row, variance: number, third: number) =>
      withoutSkewness((beyond - shift) / Math.sqrt(variance), third / variance ** 1.5);
    const score = (row: Row) => scoreOf(row, row.variance, row.third);
    const evidence = (of: (row: Row) => number) =>
      combinedEvidence(Float64Array.from(others, of), this.#geneCorrelation());
    return {
      genes: {
        first: Int32Array.from(rows, ({ gene: [a] }) => a),
        second: Int32Array.from(rows, ({ gene: [, b] }) => b),
        difference: Float32Array.from(rows, ({ effects: [a, b] }) => (a - b - shift) / Math.LN2),
        error: Float32Array.from(
          rows,
          ({ errors: [a, b], both }) => Math.sqrt(Math.max(a * a + b * b - 2 * both, 0)) / Math.LN2,
        ),
        p: Float64Array.from(rows, (row) => 2 * studentTail(Math.abs(score(row)), row.freedom)),
      },
      any: evidence((row) => studentScore(score(row), row.freedom)),
      byCells: evidence((row) => scoreOf(row, row.byCells, row.thirdByCells)),
      ...inCommon(others),
    };
  }

  /** Of differences it is not above that of either context. */
  #geneCorrelation() {
    const [a, b] = [this.#first.correlation, this.#second.correlation];
    return { squared: Math.max(a.squared, b.squared), triple: Math.max(a.triple, b.triple) };
  }

  /** [perturbations] p of guides that agree in how the contexts differ; NaN with fewer than two in both. @param perturbations of the screen */
  agreement(perturbations: number): Float64Array {
    const [first, second] = [this.#first, this.#second];
    const width = this.#genes.length;
    const guides = this.#guides.filter(([{ perturbation }]) => first.rowOf.has(perturbation));
    const own = new Uint8Array(perturbations * width);
    /** [perturbations] by how much ln F grows with the level of the reference, in either context; the controls take that of any perturbation. */
    const unitsOf = (perturbation: number) => {
      const [rowA, rowB] = [first.rowOf.get(perturbation) ?? 0, second.rowOf.get(perturbation) ?? 0];
      return this.#genes.map(([a, b], at) => {
        if (perturbation > 0) own[perturbation * width + at] = first.own[rowA * first.genes.length + a] ?? 0;
        return [atFold(first, rowA, a, 1).unit, atFold(second, rowB, b, 1).unit] as const;
      });
    };
    const units = new Map<number, ReturnType<typeof unitsOf>>();
    for (const [{ perturbation }] of guides)
      if (!units.has(perturbation)) units.set(perturbation, unitsOf(perturbation));
    const unitAt = (guide: number, at: number) =>
      units.get(guides[guide]?.[0].perturbation ?? 0)?.[at] ?? ([0, 0] as const);
    const means = new Float64Array(guides.length * width);
    guides.forEach(([one, other], guide) => {
      this.#genes.forEach(([a, b], at) => {
        const [unitA, unitB] = unitAt(guide, at);
        means[guide * width + at] = (one.level[a] as number) * unitA - (other.level[b] as number) * unitB;
      });
    });
    const batches = guides.map(([{ batch }]) => batch);
    return guideAgreement(
      { genes: width, cellsOfGuide: new Float64Array(guides.length).fill(1) },
      {
        perturbations,
        perturbationOfGuide: Int32Array.from(guides, ([{ perturbation }]) => perturbation),
        ...(batches.every((batch) => batch !== null) && {
          batchOfGuide: Int32Array.from(batches, (batch) => batches.indexOf(batch)),
        }),
      },
      {
        weightOfGuide: Float64Array.from(guides, ([one, other]) => 1 / (1 / one.cells + 1 / other.cells)),
        means,
        noise: (guide, at) => {
          const [a, b] = this.#genes[at] ?? [0, 0];
          const [one, other] = guides[guide] ?? [];
          if (!one || !other) return NaN;
          const [unitA, unitB] = unitAt(guide, at);
          const ofGuides = Math.sqrt(
            (first.ofGenes.guides[a] as number) * (second.ofGenes.guides[b] as number),
          );
          return (
            this.#noise(first, one, a) * unitA ** 2 +
            this.#noise(second, other, b) * unitB ** 2 -
            2 * this.shared * ofGuides * unitA * unitB
          );
        },
        doubt: (guide, at) => {
          const [a, b] = this.#genes[at] ?? [0, 0];
          const [unitA, unitB] = unitAt(guide, at);
          return (
            (first.ofGenes.doubtOfGuides[a] as number) * unitA ** 4 +
            (second.ofGenes.doubtOfGuides[b] as number) * unitB ** 4
          );
        },
        isUsed: (at) => {
          const [a, b] = this.#genes[at] ?? [0, 0];
          return (first.ofGenes.cells[a] as number) > 0 && (second.ofGenes.cells[b] as number) > 0;
        },
        response: null,
        correlation: this.#geneCorrelation(),
      },
      own,
    );
  }
}

/** Standard error of ln F by the noise if nothing changed. */
function errorAtRest(
  { weights, ofGenes, reference, steepness, genes }: ContextTests,
  row: number,
  gene: number,
) {
  const at = row * genes.length + gene;
  const { cells, guides } = ownNoise({ weights, variances: ofGenes }, row, gene);
  return (steepness[at] as number) * Math.sqrt(cells + guides + (reference[at] as number));
}

const clipped = (score: number) => Math.min(Math.max(score, -CLIP), CLIP);

/** Noise can carry an estimate, and half an interval, beyond what a cosine can be. */
const asCosine = ({ value, low, high }: Told): Told => ({
  value: within(value),
  low: within(low),
  high: within(high),
});

const within = (cosine: number) => Math.min(Math.max(cosine, -1), 1);

const shareOf = (by: number) => (sums: Float64Array) => (sums[CROSS] as number) / (sums[by] as number);

/** What two effects have in common. */
function inCommon(rows: readonly Row[]): Pick<PerturbationDifference, 'similarity' | 'ofFirst' | 'ofSecond'> {
  const blocks = new Float64Array(BLOCKS * SUMS);
  let used = 0;
  for (const {
    effects: [x, y],
    errorsAtRest: errors,
    both,
    atRest,
  } of rows) {
    const isCertain = errors.every((error) => error < 2 * LARGEST_ERROR) && atRest < LARGEST_ERROR ** 2;
    if (!isCertain) continue;
    // Rises have more noise than unchanged genes and falls less: over all of them it is that of unchanged ones.
    addProducts(blocks, (used % BLOCKS) * SUMS, [x, y, 0], (a, b) =>
      a === 2 || b === 2 ? 0 : a === b ? (errors[a] as number) ** 2 : both,
    );
    used += 1;
  }
  const total = totalOf(blocks);
  const isFirst = isSignal(total, used, [FIRST, SPREAD_FIRST]);
  const isSecond = isSignal(total, used, [SECOND, SPREAD_SECOND]);
  const told = (isTold: boolean, of: (sums: Float64Array) => number) =>
    toldOver(blocks, used, (sums) => (isTold ? of(sums) : NaN));
  return {
    similarity: asCosine(
      told(
        isFirst && isSecond,
        (sums) =>
          (sums[CROSS] as number) /
          Math.sqrt(Math.max((sums[FIRST] as number) * (sums[SECOND] as number), 0)),
      ),
    ),
    ofFirst: told(isFirst, shareOf(FIRST)),
    ofSecond: told(isSecond, shareOf(SECOND)),
  };
}
