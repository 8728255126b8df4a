/**
 * Curves of doses: what a perturbation does at each dose, or a knockdown by guides of different strength, as a whole and in each gene, and the
 * dose of half the effect (docs/method.md, "Doses").
 */
import {
  commonStrength,
  type CurveFit,
  type DosePoints,
  fitCurve,
  hill,
  powerOfPart,
} from '../numerics/doseCurve';
import type { EveryGene } from '../dataset/quality/everyGene';
import { expressionOf, foldAgainst, noiseOfChange, scaleIn } from './folds';
import { type GenePoints, gradedGuides, KNOCKDOWN, type MeasuredGuides } from './gradedGuides';
import type { MeasuredEffects } from './measure';
import { NOISE_ERROR, TOLD } from './pairs';

/** Whether the dose of half the effect can be told. `few doses`: fewer than three; `not tested`: without replicates. */
export type DoseVerdict = CurveFit['verdict'] | 'few doses' | 'not tested';

const FEWEST_DOSES = 3;

/** Effects of one perturbation at its doses. */
export interface DoseCurve {
  /** The perturbation without its dose, and the unit of doses, '' where it is not stated; `KNOCKDOWN`: its guides, by what they take of their target. */
  readonly of: string;
  readonly unit: string;
  /** Of a tested gene: log2 fold changes; null: of all, along the direction that the doses have in common, as the root mean square log2 fold change. */
  readonly gene: number | null;
  /** [doses], ascending; a perturbation is there again for each of its guides. */
  readonly perturbations: readonly number[];
  readonly doses: Float64Array;
  readonly effects: Float64Array;
  /** Standard error, that of the reference within it. */
  readonly errors: Float64Array;
  /** `half`, `maximum` and `slope` are NaN where nothing was fitted. */
  readonly fit: Omit<CurveFit, 'verdict'> & { readonly verdict: DoseVerdict };
}

/** Without guides, doses alone have curves. */
type Measured = Pick<MeasuredEffects, 'folds'> &
  Omit<MeasuredGuides, 'ofGuides'> &
  Partial<Pick<MeasuredGuides, 'ofGuides'>>;

interface DosedPerturbation {
  readonly of: string;
  readonly unit: string;
  readonly perturbations: readonly number[];
  readonly doses: Float64Array;
  readonly doseErrors?: Float64Array;
  readonly pointsOf: (gene: number) => GenePoints;
}

/**
 * Perturbations with two doses or more that were compared, and knockdowns by guides of different strength. Doses of another unit are a perturbation
 * of their own; those of 0 are left out.
 */
function dosedPerturbations(
  effects: Measured,
  perturbations: EveryGene['perturbations'],
): readonly DosedPerturbation[] {
  const found = new Map<string, { of: string; unit: string; doses: { dose: number; k: number }[] }>();
  perturbations.forEach(({ dose, kind }, k) => {
    if (dose === undefined || !(dose.value > 0) || effects.isCompared[k] !== true) return;
    const key = `${dose.of} ${dose.unit} ${kind}`;
    const own = found.get(key) ?? { of: dose.of, unit: dose.unit, doses: [] };
    own.doses.push({ dose: dose.value, k });
    found.set(key, own);
  });
  const byDose = [...found.values()]
    .filter(({ doses }) => doses.length > 1)
    .map(({ of, unit, doses }): DosedPerturbation => {
      const ascending = doses.toSorted((a, b) => a.dose - b.dose);
      const own = ascending.map(({ k }) => k);
      return {
        of,
        unit,
        perturbations: own,
        doses: Float64Array.from(ascending, ({ dose }) => dose),
        pointsOf: (gene) => pointsOfDoses(effects, own, gene),
      };
    });
  const { ofGuides } = effects;
  const byGuides = ofGuides ? gradedGuides({ ...effects, ofGuides }, perturbations) : [];
  return [
    ...byDose,
    ...byGuides.map(({ perturbation, parts, errors, pointsOf }): DosedPerturbation => ({
      of: perturbations[perturbation]?.label ?? '',
      unit: KNOCKDOWN,
      perturbations: Array.from(parts, () => perturbation),
      doses: parts,
      doseErrors: errors,
      pointsOf,
    })),
  ];
}

/** One curve of each perturbation with several doses, in the order of the screen, then of each knockdown with guides of different strength. */
export function wholeCurves(
  effects: Measured,
  perturbations: EveryGene['perturbations'],
): readonly DoseCurve[] {
  return dosedPerturbations(effects, perturbations).map((dosed) =>
    curveOf(effects, dosed, null, wholeEffects(effects, dosed)),
  );
}

/** Curves of the genes that a perturbation changes at any of its doses, and before them its own as a whole. @param rate false discovery rate */
export function* allCurves(
  effects: Measured,
  perturbations: EveryGene['perturbations'],
  rate: number,
): Generator<DoseCurve> {
  const width = effects.genes.length;
  for (const dosed of dosedPerturbations(effects, perturbations)) {
    yield curveOf(effects, dosed, null, wholeEffects(effects, dosed));
    for (let gene = 0; gene < width; gene++) {
      if (!dosed.perturbations.some((k) => (effects.q[k * width + gene] as number) < rate)) continue;
      // Of a knockdown by guides it is the dose.
      const isDose =
        dosed.unit === KNOCKDOWN && dosed.perturbations.some((k) => effects.own[k * width + gene]);
      if (isDose) continue;
      const { log2, ...errors } = dosed.pointsOf(gene);
      yield curveOf(effects, dosed, gene, { effects: Float64Array.from(log2), ...errors });
    }
  }
}

function curveOf(
  { tests: { freedom }, genes, isTested }: Measured,
  { of, unit, perturbations, doses, doseErrors }: DosedPerturbation,
  gene: number | null,
  { effects, variances, shared }: Pick<DosePoints, 'effects' | 'variances' | 'shared'>,
): DoseCurve {
  const ofGene = (k: number) =>
    gene === null
      ? Math.min(...freedom.subarray(k * genes.length, (k + 1) * genes.length).filter((value) => value > 0))
      : (freedom[k * genes.length + gene] as number);
  const points = {
    doses,
    effects,
    variances,
    shared,
    freedom: Math.min(...perturbations.map(ofGene)),
    ...(doseErrors && { doseErrors }),
  };
  const isUsable = variances.every((value) => value > 0) && effects.every(Number.isFinite);
  const fit =
    isTested && isUsable && doses.length >= FEWEST_DOSES
      ? fitCurve(points, unit === KNOCKDOWN ? powerOfPart : hill)
      : {
          maximum: NaN,
          half: NaN,
          slope: NaN,
          low: 0,
          high: Infinity,
          verdict: !isTested
            ? ('not tested' as const)
            : doses.length < FEWEST_DOSES
              ? ('few doses' as const)
              : ('no effect' as const),
        };
  const errors = variances.map((value) => Math.sqrt(value + shared));
  return { of, unit, gene, perturbations, doses, effects, errors, fit };
}

/** A gene at doses: their variance if nothing changed does not depend on their own noise; shared is what their own cells and guides do not explain. */
function pointsOfDoses(effects: Measured, doses: readonly number[], gene: number): GenePoints {
  const { folds, fit, tests, scales, genes } = effects;
  let [shared, sharedAtRest] = [0, 0];
  const atRest = new Float64Array(doses.length);
  const variances = Float64Array.from(doses, (k, which) => {
    const at = k * genes.length + gene;
    const [effect, error, level] = [tests.effect[at], tests.error[at], fit.level[at]] as [
      number,
      number,
      number,
    ];
    const { unchanged: own, growth } = noiseOfChange(effects, at);
    const share = Math.min(1, own / error ** 2);
    const total = (folds.error[at] as number) ** 2;
    // Errors of logarithms are those of levels over what is expressed, of the reference over what that expresses.
    const steeper = {
      residuals: () => 2 ** (folds.log2[at] as number),
      logarithms: () => (1 + 1 / expressionOf(level - effect)) / (1 + 1 / expressionOf(level)),
      ratios: () => 1,
    };
    const besideNone = total * steeper[scales.levels]() ** 2;
    const { base } = foldAgainst(level - effect, level, scaleIn(effects, k, gene));
    const ofMean = besideNone * (scales.levels === 'residuals' ? base ** 2 : 1);
    atRest[which] = ofMean * share;
    shared += (besideNone * (1 - share)) / doses.length;
    sharedAtRest += (ofMean * (1 - share)) / doses.length;
    return total * share * growth;
  });
  return {
    log2: doses.map((k) => folds.log2[k * genes.length + gene] as number),
    variances,
    shared,
    atRest: { own: atRest, shared: sharedAtRest },
  };
}

/** Standard error of log2 fold changes if nothing changed, up to which at all doses genes count as a whole: beyond, the logarithm is far from normal. */
const LARGEST_ERROR = 0.5;

/** [doses] along the direction that they have in common; without replicates, which tell noise, the root mean square of their changes. */
function wholeEffects(effects: Measured, dosed: DosedPerturbation) {
  if (effects.isTested) return commonStrengths(effects, dosed);
  const { folds, own, genes } = effects;
  const sizes = Float64Array.from(dosed.perturbations, (k) => {
    const changes = folds.log2
      .subarray(k * genes.length, (k + 1) * genes.length)
      .filter((change, gene) => own[k * genes.length + gene] !== 1 && Number.isFinite(change));
    return Math.sqrt(changes.reduce((sum, change) => sum + change ** 2, 0) / changes.length);
  });
  return { effects: sizes, variances: new Float64Array(sizes.length), shared: 0 };
}

/**
 * [doses] what each does along the direction that all have in common: y_i = s_i u + noise, s from the largest eigenvector of the products of the doses'
 * effects (genes by precision), each dose in units of its noise, as with unequal uniquenesses in factor analysis; the expected products of noise are
 * taken out, and own targets left out. Noise in products is that if nothing changed: falls have more and rises less, and that of what was found,
 * also of the reference, depends on what the noise made of it.
 */
function commonStrengths({ own, genes }: Measured, { perturbations, pointsOf }: DosedPerturbation) {
  const width = genes.length;
  const places = [...perturbations.keys()];
  const used = Array.from(genes.keys())
    .filter((gene) => perturbations.every((k) => own[k * width + gene] !== 1))
    .map(pointsOf)
    .map((points) => ({ ...points, weight: 1 / (Math.max(...points.atRest.own) + points.atRest.shared) }))
    .filter(({ log2, weight }) => weight > 1 / LARGEST_ERROR ** 2 && log2.every(Number.isFinite));
  const total = (of: (gene: (typeof used)[number]) => number) =>
    used.reduce((sum, gene) => sum + gene.weight * of(gene), 0);
  const units = places.map((a) => Math.sqrt(total(({ atRest }) => atRest.own[a] as number)));
  const matrix = places.map((a) =>
    places.map((b) => {
      const product = total(
        ({ log2, atRest }) =>
          (log2[a] as number) * (log2[b] as number) -
          atRest.shared -
          (a === b ? (atRest.own[a] as number) : 0),
      );
      return product / (units[a] as number) / (units[b] as number);
    }),
  );
  const common = commonStrength(matrix);
  const eigenvalue = common.reduce((sum, one) => sum + one * one, 0);
  const parts = common.map((one, a) => one / Math.sqrt(eigenvalue) / (units[a] as number));
  const ofReference = parts.reduce((sum, part) => sum + part, 0) ** 2;
  /** Expected square of a gene's changes along the direction if nothing changed; twice its square is the variance of that. */
  const noise = ({ atRest }: (typeof used)[number]) =>
    parts.reduce(
      (sum, part, a) => sum + part * part * (atRest.own[a] as number),
      atRest.shared * ofReference,
    );
  const spread = Math.sqrt(2 * total((gene) => gene.weight * noise(gene) ** 2));
  const isTold = eigenvalue > TOLD * spread + NOISE_ERROR * total(noise);
  const strengths = common.map((one, a) => (isTold ? one * (units[a] as number) : 0));
  const square = strengths.reduce((sum, one) => sum + one * one, 0);
  const weights = total(() => 1);
  const variances = new Float64Array(places.length);
  let shared = 0;
  for (const gene of used) {
    const direction =
      places.reduce((sum, at) => sum + (strengths[at] as number) * (gene.log2[at] as number), 0) / square;
    const share = (gene.weight * direction) ** 2 / weights;
    for (const at of places) (variances[at] as number) += share * (gene.variances[at] as number);
    shared += share * gene.shared;
  }
  return { effects: strengths.map((one) => one / Math.sqrt(weights)), variances, shared };
}
