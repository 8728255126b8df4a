/** Measured effects of the perturbed regulators, from the shifts of their perturbations (docs/method.md, "Measured effects"). */
import type { MeasuredPerturbation } from '../../dynamics/prepare/measured';
import type { MeasuredEffects } from '../../network/joinedWeights';
import { median, NORMAL_MAD } from '../../numerics/statistics';

interface Measurements {
  /** Training ones are used. */
  readonly perturbations: readonly MeasuredPerturbation[];
  /** [G] log1p units per unit of the shifts. */
  readonly scale: ArrayLike<number>;
  readonly genes: number;
  /** [R] indices into genes, ascending. */
  readonly regulators: Int32Array;
}

/** Added to squared standard errors (z units). */
const VARIANCE_FLOOR = 1e-6;
/** Samples that the spread common to all genes counts as. */
const COMMON_SAMPLES = 60;

/**
 * Effects of perturbations of one gene each; several of one gene, and several time points, count together (Stouffer's method). With one
 * sample per condition no standard error is measured: a gene's median over the samples is the reference and their median absolute deviation
 * the unit, because most perturbations leave most genes as they are.
 */
export function measuredEffects(measurements: Measurements): MeasuredEffects {
  const { genes, regulators } = measurements;
  const placeOf = new Map(Array.from(regulators, (gene, r) => [gene, r]));
  const alone = measurements.perturbations.filter(
    ({ training, interventions }) => training && interventions.length === 1,
  );
  const scoresOf = isOneSampleEach(alone) ? scoresBySpread(alone, measurements) : ownScores;
  const scores = new Float64Array(regulators.length * genes);
  const counts = new Int32Array(regulators.length);
  for (const perturbation of alone) {
    const [own] = perturbation.interventions;
    const r = own && placeOf.get(own.gene);
    if (!own || r === undefined) continue;
    const sign = own.kind === 'overexpression' ? 1 : -1;
    for (const row of scoresOf(perturbation)) {
      row.forEach((score, gene) => {
        scores[r * genes + gene] = (scores[r * genes + gene] as number) + sign * score;
      });
      counts[r] = (counts[r] as number) + 1;
    }
  }
  for (const [r, gene] of regulators.entries()) {
    const perRoot = 1 / Math.sqrt(Math.max(1, counts[r] as number));
    for (let i = 0; i < genes; i++) scores[r * genes + i] = (scores[r * genes + i] as number) * perRoot;
    scores[r * genes + gene] = 0;
  }
  return { scores, isMeasured: Array.from(counts, (count) => count > 0) };
}

/** Whether each training perturbation is one sample. */
export function isOneSampleEach(perturbations: readonly MeasuredPerturbation[]): boolean {
  const used = perturbations.filter(({ training }) => training);
  return used.length > 0 && used.every(({ endpoints }) => endpoints.every(({ cells }) => cells === 1));
}

/** Per endpoint. */
function ownScores({ endpoints }: MeasuredPerturbation): readonly Float64Array[] {
  return endpoints.map(({ shift, standardError }) =>
    shift.map((value, gene) => value / Math.sqrt((standardError[gene] as number) ** 2 + VARIANCE_FLOOR)),
  );
}

/** Per endpoint, from a gene's median over all single samples, in units of its spread (log1p), drawn towards that of all genes. */
function scoresBySpread(
  alone: readonly MeasuredPerturbation[],
  { genes, scale }: Measurements,
): (perturbation: MeasuredPerturbation) => readonly Float64Array[] {
  const samples = alone.flatMap(({ interventions, endpoints }) =>
    endpoints.map(({ shift }) => ({ shift, target: interventions[0]?.gene })),
  );
  const middle = new Float64Array(genes);
  const deviation = new Float64Array(genes);
  for (let gene = 0; gene < genes; gene++) {
    const values = samples.flatMap(({ shift, target }) => (target === gene ? [] : [shift[gene] as number]));
    if (values.length === 0) continue;
    const own = median(values);
    middle[gene] = own;
    deviation[gene] =
      NORMAL_MAD * (scale[gene] as number) * median(values.map((value) => Math.abs(value - own)));
  }
  const common = median(deviation);
  const perUnit = deviation.map((own, gene) => {
    const squares = samples.length * own ** 2 + COMMON_SAMPLES * common ** 2;
    const spread = Math.sqrt(squares / (samples.length + COMMON_SAMPLES));
    return spread > 0 ? (scale[gene] as number) / spread : 0;
  });
  return ({ endpoints }) =>
    endpoints.map(({ shift }) =>
      shift.map((value, gene) => (value - (middle[gene] as number)) * (perUnit[gene] as number)),
    );
}
