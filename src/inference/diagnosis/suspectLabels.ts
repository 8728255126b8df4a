/**
 * Labels that do not fit their cells, of the perturbations of one gene each at their latest time (dataset/quality/suspectLabels.ts), from
 * the mean shifts that training uses.
 */
import { checkLabels, type ComparedLevels, type SuspectLabel } from '../../dataset/quality/suspectLabels';
import type { MeasuredEndpoint } from '../../dynamics/prepare/measured';
import type { Prepared } from '../../dynamics/prepare/prepare';
import type { MeasurableEffects } from '../run/result';

/** Of targets that are measured. Held-out perturbations included: their labels can be wrong, too. `effects`: of the training perturbations; null where not measured. */
export function suspectLabels(
  {
    perturbations,
    mean,
    scale,
    spread,
    latent,
  }: Pick<Prepared, 'perturbations' | 'mean' | 'scale' | 'spread' | 'latent'>,
  effects: MeasurableEffects | null,
): readonly SuspectLabel[] {
  const singles = perturbations.flatMap(({ label, interventions, endpoints, training }) => {
    const [only, second] = interventions;
    const latest = endpoints.at(-1);
    if (only === undefined || second !== undefined || latest === undefined) return [];
    if (latent.includes(only.gene)) return [];
    return [{ label, kind: only.kind, target: only.gene, latest, training }];
  });
  const levelsOf = (k: number, l: number): ComparedLevels | null => {
    const [cells, gene] = [singles[k]?.latest, singles[l]?.target];
    if (cells === undefined || gene === undefined) return null;
    const unit = scale[gene] as number;
    const at = mean[gene] as number;
    const level = at + unit * (cells.rawShift[gene] as number);
    return {
      // The error of the shift includes that of the reference.
      own: {
        mean: Math.expm1(level),
        error: Math.exp(level) * unit * (cells.rawStandardError[gene] as number),
      },
      reference: { mean: Math.expm1(at), error: 0 },
    };
  };
  const directions = spread === null ? mean.length : effectiveDirections(spread.deviation);
  const check = checkLabels(singles, levelsOf, (k) => {
    const single = singles[k];
    if (single === undefined) return null;
    if (effects !== null && single.training)
      return ![...effects.labels, ...(effects.sharedBy ?? [])].includes(single.label);
    return isQuiet(single.latest, single.target, directions);
  });
  return check.suspects;
}

/** Standard deviations of the mean square, and of the largest change, beyond which genes other than the target have changed. */
const CLEAR = 4;
const CLEAR_GENE = 5;

/** Are the changes of all genes but the target as small as their errors? */
function isQuiet({ shift, standardError }: MeasuredEndpoint, target: number, directions: number): boolean {
  let [squares, genes, largest] = [0, 0, 0];
  shift.forEach((change, gene) => {
    const error = standardError[gene] as number;
    if (gene === target || !(error > 0)) return;
    const square = (change / error) ** 2;
    squares += square;
    genes += 1;
    largest = Math.max(largest, square);
  });
  return (
    genes === 0 ||
    (squares / genes < 1 + CLEAR * Math.sqrt(2 / Math.min(directions, genes)) && largest < CLEAR_GENE ** 2)
  );
}

/** (Σ λ)²/Σ λ² of the variances λ: the number of directions in which genes vary independently. */
function effectiveDirections(deviation: ArrayLike<number>): number {
  let [sum, squares] = [0, 0];
  for (let at = 0; at < deviation.length; at++) {
    const variance = (deviation[at] as number) ** 2;
    sum += variance;
    squares += variance ** 2;
  }
  return squares > 0 ? sum ** 2 / squares : 1;
}
