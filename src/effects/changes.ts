/** The changes of one perturbation in every tested gene and by its guides, and the genes that respond most in a screen. */
import { normalQuantile, studentQuantile } from '../numerics/distributions';
import { changesAmongResponding, type RespondingChanges } from './amongResponding';
import { foldInterval } from './classes';
import { errorOfFold, foldAgainst, scaleInGuide } from './folds';
import type { GuideVerdict } from './guides';
import type { MeasuredEffects } from './measure';
import { findingLimit, measurementAt, smallestChanges } from './power';

/** Similarity to another perturbation, with its 95 % interval. */
export interface Likeness {
  readonly perturbation: number;
  readonly similarity: number;
  readonly low: number;
  readonly high: number;
  /**
   * `alike`: above what unrelated perturbations have; `similar` and `opposite`: the interval excludes 0 also when it is widened by the number
   * of perturbations among which this one was found (Šidák 1967).
   */
  readonly relation: 'alike' | 'similar' | 'opposite' | 'unclear';
}

export interface GeneChanges {
  /** [genes] log2 fold change, its standard error, and the degrees of freedom of that. */
  readonly log2: Float32Array;
  readonly error: Float32Array;
  readonly freedom: Float32Array;
  /** [genes] NaN where it could not be tested; q is adjusted over all tests of the screen. */
  readonly p: Float64Array;
  readonly q: Float64Array;
  /** [genes] 1: a target of the perturbation. */
  readonly own: Uint8Array;
  readonly guides: readonly GuideLine[];
  /** Perturbations whose similarity to it can be told, most similar first. */
  readonly alike: readonly Likeness[];
  /** null: no pair whose singles are measured too. */
  readonly pair: PairChanges | null;
  /** The changes among its cells that respond; null where their share is not told. */
  readonly responding: RespondingChanges | null;
}

/** A pair beside the sum of its singles: [genes] log2 fold changes, and q of the difference over all interactions of the screen. */
export interface PairChanges {
  readonly observed: Float32Array;
  readonly sum: Float32Array;
  readonly q: Float64Array;
}

/** A guide beside the others of its perturbation. */
export interface GuideLine {
  readonly name: string;
  readonly cells: number;
  /** What it does of what the others do, which is 1, and 95 % interval; NaN where not told. */
  readonly strength: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: GuideVerdict;
  /** Share of its cells that respond, and 95 % interval; null where it cannot be told. */
  readonly responding: { readonly share: number; readonly low: number; readonly high: number } | null;
}

/** What one guide does to one gene. */
export interface GuideChange {
  readonly name: string;
  /** log2 fold change and 95 % interval by its cells. */
  readonly log2: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: GuideVerdict;
}

export function changesOf(effects: MeasuredEffects, perturbation: number): GeneChanges {
  const { genes, folds, tests, q, own } = effects;
  const [from, to] = [perturbation * genes.length, (perturbation + 1) * genes.length];
  return {
    log2: Float32Array.from(folds.log2.subarray(from, to)),
    error: Float32Array.from(genes, (_, gene) => errorOfFold(effects, from + gene)),
    freedom: Float32Array.from(tests.freedom.subarray(from, to)),
    p: tests.p.slice(from, to),
    q: q.slice(from, to),
    own: own.slice(from, to),
    guides: guidesOf(effects, perturbation),
    alike: alikeTo(effects, perturbation),
    pair: pairChanges(
      effects,
      effects.pairs.pairs.findIndex(({ pair }) => pair === perturbation),
    ),
    responding: changesAmongResponding(effects, perturbation),
  };
}

/** [perturbations × genes] of chosen genes; NaN where a gene was not tested or is not among those measured. */
export interface ChosenChanges {
  /** log2 fold change. */
  readonly log2: Float32Array;
  readonly q: Float64Array;
}

export function changesOfGenes(
  {
    genes,
    folds,
    q,
    cells,
  }: Pick<MeasuredEffects, 'genes' | 'q' | 'cells'> & { folds: { log2: Float64Array } },
  names: readonly string[],
): ChosenChanges {
  const placeOf = new Map(genes.map((name, gene) => [name, gene]));
  const places = names.map((name) => placeOf.get(name));
  const length = cells.length * names.length;
  const chosen = (values: Float64Array) => (_: unknown, at: number) => {
    const gene = places[at % names.length];
    return gene === undefined ? NaN : (values[Math.floor(at / names.length) * genes.length + gene] as number);
  };
  return {
    log2: Float32Array.from({ length }, chosen(folds.log2)),
    q: Float64Array.from({ length }, chosen(q)),
  };
}

/** @param at place among the pairs; null where there is none */
export function pairChanges({ pairs, genes }: MeasuredEffects, at: number): PairChanges | null {
  if (!(at in pairs.pairs)) return null;
  const [from, to] = [at * genes.length, (at + 1) * genes.length];
  const observed = pairs.observed.slice(from, to);
  const sum = pairs.log2.slice(from, to).map((interaction, gene) => (observed[gene] as number) - interaction);
  return { observed, sum, q: pairs.q.slice(from, to) };
}

/** log2 of the smallest fall and rise of a gene that would have been found with 80 %; null where not known. @param rate false discovery rate */
export function smallestChange(
  effects: MeasuredEffects,
  { perturbation, gene }: { readonly perturbation: number; readonly gene: number },
  rate: number,
): ReturnType<typeof smallestChanges> | null {
  const at = perturbation * effects.genes.length + gene;
  const test = measurementAt(effects, at, findingLimit(effects, rate));
  return test && smallestChanges(test);
}

/** The guides of a perturbation that have cells. */
export function guidesOf({ ofGuides, responding }: OfGuides, perturbation: number): readonly GuideLine[] {
  return placesOf(ofGuides, perturbation).map((guide) => guideAt(ofGuides, responding, guide));
}

/** Those that do not do what the others of their target do. */
export function guidesApart({ ofGuides, responding }: OfGuides): readonly GuideLine[] {
  return [...ofGuides.verdict.entries()].flatMap(([guide, verdict]) =>
    verdict === 'agrees' || verdict === 'not told' ? [] : [guideAt(ofGuides, responding, guide)],
  );
}

function guideAt(
  { names, cells, strength, low, high, verdict }: MeasuredEffects['ofGuides'],
  { ofGuides }: MeasuredEffects['responding'],
  guide: number,
): GuideLine {
  const [share, least, most] = [ofGuides.share, ofGuides.low, ofGuides.high].map(
    (of) => of[guide] ?? NaN,
  ) as [number, number, number];
  return {
    name: names[guide] ?? '',
    cells: cells[guide] as number,
    strength: strength[guide] as number,
    low: low[guide] as number,
    high: high[guide] as number,
    verdict: verdict[guide] ?? 'not told',
    responding: share > 0 ? { share, low: least, high: most } : null,
  };
}

type OfGuides = Pick<MeasuredEffects, 'ofGuides' | 'responding'>;

const placesOf = ({ perturbationOfGuide, cells }: MeasuredEffects['ofGuides'], perturbation: number) =>
  Array.from(cells.keys()).filter(
    (guide) => perturbationOfGuide[guide] === perturbation && (cells[guide] as number) > 0,
  );

/** What each guide of a perturbation, or of the controls, does to a gene beside the reference of this perturbation. */
export function guideChanges(
  effects: MeasuredEffects,
  {
    perturbation,
    gene,
    of = perturbation,
  }: { readonly perturbation: number; readonly gene: number; readonly of?: number },
): readonly GuideChange[] {
  const { genes, fit, tests, variances, counting, scales, ofGuides } = effects;
  const { level, cells, names, verdict } = ofGuides;
  const at = perturbation * genes.length + gene;
  const reference = (fit.level[at] as number) - (tests.effect[at] as number);
  const quantile = studentQuantile(0.025, Math.min(variances.cellFreedom, 1e9));
  return placesOf(ofGuides, of).map((guide) => {
    const own = level[guide * genes.length + gene] as number;
    const half = quantile * Math.sqrt((variances.cells[gene] as number) / (cells[guide] as number));
    const scale = scaleInGuide(effects, guide, gene);
    const told = { name: names[guide] ?? '', verdict: verdict[guide] ?? 'not told' };
    const { fold, base } = foldAgainst(reference, own, scale);
    const end = (value: number) => Math.log2(foldAgainst(reference, value, scale).fold);
    const interval =
      scales.levels === 'residuals'
        ? foldInterval(fold, half / scale.slope / base, counting[gene] as number)
        : { low: end(own - half), high: end(own + half) };
    return { ...told, log2: Math.log2(fold), ...interval };
  });
}

/** Perturbations whose similarity to this one can be told, most similar first. */
export function alikeTo(
  { cells: { length }, alike }: Pick<MeasuredEffects, 'cells' | 'alike'>,
  perturbation: number,
): readonly Likeness[] {
  const places = Array.from({ length }, (_, other) => perturbation * length + other).filter(
    (at, other) => other !== perturbation && Number.isFinite(alike.value[at]),
  );
  const widened = normalQuantile((1 - 0.95 ** (1 / places.length)) / 2) / normalQuantile(0.025);
  return places
    .map((at): Likeness => {
      const [value, low, high] = [alike.value, alike.low, alike.high].map((all) => all[at] as number) as [
        number,
        number,
        number,
      ];
      const isSimilar = value > widened * (value - low);
      const isOpposite = value < -widened * (high - value);
      return {
        perturbation: at % length,
        similarity: Math.min(1, value),
        low,
        high,
        relation: low > alike.limit ? 'alike' : isSimilar ? 'similar' : isOpposite ? 'opposite' : 'unclear',
      };
    })
    .toSorted((a, b) => b.similarity - a.similarity || b.low - a.low);
}

/**
 * Genes that the perturbations change most, each perturbation choosing in turn by the size of its change over its error, so that a
 * large group of perturbations does not take all places.
 * @param rate false discovery rate of the changes; without replicates no change has one
 */
export function respondingGenes(
  { genes, folds, q, isTested }: Pick<MeasuredEffects, 'genes' | 'folds' | 'q' | 'isTested'>,
  perturbations: readonly number[],
  { rate, most }: { readonly rate: number; readonly most: number },
): readonly number[] {
  const size = (at: number) => Math.abs(folds.log2[at] as number) / (folds.error[at] as number);
  const queues = perturbations.map((k) =>
    Array.from(genes.keys())
      .filter((gene) => !isTested || (q[k * genes.length + gene] as number) < rate)
      .toSorted((a, b) => size(k * genes.length + b) - size(k * genes.length + a)),
  );
  const chosen = new Set<number>();
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  for (let turn = 0; turn < longest && chosen.size < most; turn++)
    for (const queue of queues) {
      const gene = queue[turn];
      if (gene !== undefined && chosen.size < most) chosen.add(gene);
    }
  return [...chosen];
}
