/** Guides that take different parts of their target's RNA, as doses of the knockdown (docs/method.md, "Doses"). */
import { normalQuantile } from '../numerics/distributions';
import type { EveryGene } from '../dataset/quality/everyGene';
import { referenceNoise } from './comparison';
import { CHANGED, foldAgainst, foldGrowth, scaleIn, scaleInGuide, type Scale } from './folds';
import type { MeasuredEffects } from './measure';

/** Unit of what guides take of their target. */
export const KNOCKDOWN = '% knockdown';

const FEWEST_GUIDES = 3;
/** Standard error up to which the part that a guide takes is told, and the least part that is told from none, in %. */
const [LARGEST_ERROR, LEAST_PART] = [15, 1];
/** Error rate at which guides take different parts, over all pairs of them, and by how much they do at least, in %. */
const [RATE, LEAST_APART] = [0.05, 20];

/** A gene at every dose: log2 fold changes, their own variances, and what all share besides; both also if nothing changed and the reference were at the mean. */
export interface GenePoints {
  readonly log2: readonly number[];
  readonly variances: Float64Array;
  readonly shared: number;
  readonly atRest: { readonly own: Float64Array; readonly shared: number };
}

export interface GradedGuides {
  readonly perturbation: number;
  /** [guides] in %, ascending, and their standard errors. */
  readonly parts: Float64Array;
  readonly errors: Float64Array;
  readonly pointsOf: (gene: number) => GenePoints;
}

export type MeasuredGuides = Pick<
  MeasuredEffects,
  | 'genes'
  | 'fit'
  | 'weights'
  | 'variances'
  | 'tests'
  | 'own'
  | 'isCompared'
  | 'isTested'
  | 'unit'
  | 'many'
  | 'counting'
  | 'q'
  | 'ofGuides'
  | 'scales'
  | 'isPooled'
>;

/** Knockdowns of one measured gene that change others, of which three guides or more surely take different parts. */
export function gradedGuides(
  effects: MeasuredGuides,
  perturbations: EveryGene['perturbations'],
): readonly GradedGuides[] {
  const { isTested, unit, many, ofGuides, isCompared, own, genes } = effects;
  if (!isTested || unit !== 'cell' || many !== null) return [];
  const guidesOf = perturbations.map(() => [] as number[]);
  ofGuides.perturbationOfGuide.forEach((k, guide) => {
    if ((ofGuides.cells[guide] as number) > 0) guidesOf[k]?.push(guide);
  });
  return perturbations.flatMap(({ kind, targets, dose }, k) => {
    const target = own.subarray(k * genes.length, (k + 1) * genes.length).indexOf(1);
    if (kind !== 'knockdown' || targets.length !== 1 || dose || target < 0 || isCompared[k] !== true)
      return [];
    const told = (guidesOf[k] ?? [])
      .map((guide) => ({ guide, ...partTaken(effects, k, guide, target) }))
      .filter(({ error }) => error <= LARGEST_ERROR)
      .toSorted((a, b) => a.part - b.part);
    if (told.length < FEWEST_GUIDES || !differ(told) || !changesOthers(effects, k)) return [];
    const guides = told.map(({ guide }) => guide);
    return [
      {
        perturbation: k,
        parts: Float64Array.from(told, ({ part }) => Math.max(LEAST_PART, part)),
        errors: Float64Array.from(told, ({ error }) => error),
        pointsOf: (gene) => pointsOfGuides(effects, k, guides, gene),
      },
    ];
  });
}

/** Where nothing changes, a curve over thousands of genes would cost time and say nothing. */
function changesOthers({ q, own, genes }: MeasuredGuides, k: number): boolean {
  const from = k * genes.length;
  return genes.some((_, gene) => (q[from + gene] as number) < CHANGED && own[from + gene] !== 1);
}

/** Of ascending parts, whether the least and the largest differ. */
function differ(told: readonly { readonly part: number; readonly error: number }[]): boolean {
  const pairs = (told.length * (told.length - 1)) / 2;
  const [least, most] = [told[0], told.at(-1)];
  if (!least || !most) return false;
  const chance = -normalQuantile(RATE / 2 / pairs) * Math.hypot(least.error, most.error);
  return most.part - least.part > Math.max(chance, LEAST_APART);
}

/** What a guide takes of its target, in %, and its standard error, as it is where guides leave what they leave together, if that is more. */
function partTaken(effects: MeasuredGuides, k: number, guide: number, target: number) {
  const { scales, ofGuides, genes, tests, fit, variances, counting } = effects;
  const at = k * genes.length + target;
  const all = fit.level[at] as number;
  const reference = all - (tests.effect[at] as number);
  const own = ofGuides.level[guide * genes.length + target] as number;
  const scale = scaleInGuide(effects, guide, target);
  const scaleOfAll = scaleIn(effects, k, target);
  const change = foldAgainst(reference, own, scale);
  const common = foldAgainst(reference, all, scaleOfAll);
  const growth =
    change.fold > common.fold ? foldGrowth(own, change, scale) : foldGrowth(all, common, scaleOfAll);
  // Where less is expressed, counts vary less (power.ts).
  const left = scales.levels === 'residuals' ? Math.max(change.fold, common.fold) : 1;
  const counted = counting[target] as number;
  const ofCells = (variances.cells[target] as number) / (ofGuides.cells[guide] as number);
  const variance =
    ofCells * left * (counted + (1 - counted) * left) + (variances.guides[target] as number) * left ** 2;
  return { part: 100 * (1 - change.fold), error: 100 * Math.sqrt(variance) * growth };
}

function pointsOfGuides(
  effects: MeasuredGuides,
  k: number,
  guides: readonly number[],
  gene: number,
): GenePoints {
  const { ofGuides, genes, tests, fit, variances } = effects;
  const at = k * genes.length + gene;
  const reference = (fit.level[at] as number) - (tests.effect[at] as number);
  const ofReference = referenceNoise(effects, k, gene);
  const scaleOfAll = scaleIn(effects, k, gene);
  const { base } = foldAgainst(reference, reference, scaleOfAll);
  const growthAtRest = (scale: Scale) => foldGrowth(reference, { fold: 1, base }, scale) / Math.LN2;
  const ofMean = effects.scales.levels === 'residuals' ? base ** 2 : 1;
  const atRest = new Float64Array(guides.length);
  const log2: number[] = [];
  const own = Float64Array.from(guides, (guide, which) => {
    const level = ofGuides.level[guide * genes.length + gene] as number;
    const scale = scaleInGuide(effects, guide, gene);
    const change = foldAgainst(reference, level, scale);
    const ofCells = (variances.cells[gene] as number) / (ofGuides.cells[guide] as number);
    const variance = ofCells + (variances.guides[gene] as number);
    log2.push(Math.log2(change.fold));
    atRest[which] = variance * growthAtRest(scale) ** 2 * ofMean;
    return variance * (foldGrowth(level, change, scale) / change.fold / Math.LN2) ** 2;
  });
  const { slope, ofReference: slopeOfReference = slope } = scaleOfAll;
  const shared = ofReference * growthAtRest({ ...scaleOfAll, slope: slopeOfReference }) ** 2;
  return {
    log2,
    variances: own,
    shared,
    atRest: { own: atRest, shared: shared * ofMean },
  };
}
