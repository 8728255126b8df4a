/**
 * Interventions as the vector field sees them (docs/method.md, "Interventions"): knocked-out, inhibited and
 * knocked-down genes are clamped, overexpressed ones get a constant input; several add up.
 */
import type { Intervention } from '../../dataset/dataset';
import { mean, median } from '../../numerics/statistics';
import { type DosedInput, doseShare, LATENT_RAISED } from '../doses';
import { dosedInputs } from './dosedInputs';
import type { MeasuredPerturbation } from './measured';

/** The values of set genes; enough for `interventionRow`. */
export interface InterventionValues {
  /** [G] z⁰ = −μ/s: no expression. */
  readonly knockoutValue: Float64Array;
  /**
   * [G] z of a knocked-down gene: as observed, else with the median fraction of expression that observed knockdowns
   * leave.
   */
  readonly knockdownValue: Float64Array;
  /** Gene index of each learned overexpression strength δ. */
  readonly deltaGenes: Int32Array;
  /** Genes that are not measured: clamped in every row, at the control level 0 unless they are set. */
  readonly latent: readonly number[];
  /** Those of `latent` that follow their regulators where they are not set; the others stay as in controls. */
  readonly following?: readonly number[];
  /** Levels of inputs that have several doses. */
  readonly doses: readonly DosedInput[];
}

interface InterventionRow {
  /** [G] 1 where the gene is free, 0 where it is clamped. */
  readonly keep: Float32Array;
  /** [G] the clamped value where keep is 0, else 0: also the state at time 0. */
  readonly clamp: Float32Array;
  /** [G] δ added to dz/dt. */
  readonly shift: Float32Array;
}

type SetValues = Omit<InterventionValues, 'deltaGenes' | 'latent'>;

/** z at which a gene is clamped where it is set at its full level: one that is not measured, knocked out or down, or inhibited. */
function fullLevel(
  { knockoutValue, knockdownValue }: Omit<SetValues, 'doses'>,
  { gene, kind }: Pick<Intervention, 'gene' | 'kind'>,
): number {
  if (kind === 'overexpression') return LATENT_RAISED;
  return (kind === 'knockdown' ? knockdownValue[gene] : knockoutValue[gene]) as number;
}

/** The same at the dose of an intervention. */
export function clampLevel(values: SetValues, intervention: Intervention): number {
  return fullLevel(values, intervention) * doseShare(values.doses, intervention);
}

/** With the curves of inputs that have several doses in training. */
export function withDosedInputs(
  values: Omit<SetValues, 'doses'>,
  training: readonly MeasuredPerturbation[],
  latent: readonly number[],
): SetValues {
  return { ...values, doses: dosedInputs(training, latent, (one) => fullLevel(values, one)) };
}

/** δ where none was learned: its initial value. */
const UNLEARNED_DELTA = 2;

/** `deltas`: δ themselves, not raw parameters, in the order of `deltaGenes`; other genes get their mean. */
export function interventionRow(
  values: InterventionValues,
  interventions: readonly Intervention[],
  deltas: Float64Array,
): InterventionRow {
  const { knockoutValue, deltaGenes, latent, following = [] } = values;
  const genes = knockoutValue.length;
  const keep = new Float32Array(genes).fill(1);
  const clamp = new Float32Array(genes);
  const shift = new Float32Array(genes);
  for (const gene of latent) if (!following.includes(gene)) keep[gene] = 0;
  for (const intervention of interventions) {
    const { gene, kind } = intervention;
    if (latent.includes(gene)) {
      keep[gene] = 0;
      clamp[gene] = clampLevel(values, intervention);
      continue;
    }
    switch (kind) {
      case 'knockout':
      case 'inhibitor':
      case 'knockdown':
        keep[gene] = 0;
        clamp[gene] = clampLevel(values, intervention);
        break;
      case 'overexpression':
        shift[gene] = deltas[deltaGenes.indexOf(gene)] ?? meanDelta(deltas);
        break;
      default:
        kind satisfies never;
    }
  }
  return { keep, clamp, shift };
}

/** δ of a gene not overexpressed in training: the mean of the learned ones. */
export function meanDelta(deltas: Float64Array): number {
  return deltas.length === 0 ? UNLEARNED_DELTA : mean(deltas);
}

/** Fraction of expression left where no knockdown was observed. */
const UNOBSERVED_SHARE = 0.2;

/**
 * [G] z at which knocked-down genes are clamped: the mean over all endpoints of the training perturbations that knock a
 * gene down; other genes keep the median fraction of expression of the observed ones. μ and s in log1p units.
 */
export function knockdownValues(
  training: readonly MeasuredPerturbation[],
  means: Float64Array,
  scale: Float64Array,
  latent: readonly number[],
): Float64Array {
  const sums = new Float64Array(means.length);
  const counts = new Float64Array(means.length);
  for (const { interventions, endpoints } of training)
    for (const { gene, kind } of interventions) {
      if (kind !== 'knockdown' || latent.includes(gene)) continue;
      for (const { shift } of endpoints) {
        sums[gene] = (sums[gene] as number) + (shift[gene] as number);
        counts[gene] = (counts[gene] as number) + 1;
      }
    }
  const control = means.map((mu) => Math.expm1(mu));
  const shares: number[] = [];
  for (let g = 0; g < means.length; g++) {
    if (counts[g] === 0 || !((control[g] as number) > 0)) continue;
    const observed = (sums[g] as number) / (counts[g] as number);
    shares.push(
      Math.max(0, Math.expm1((means[g] as number) + (scale[g] as number) * observed)) /
        (control[g] as number),
    );
  }
  const share = shares.length === 0 ? UNOBSERVED_SHARE : Math.min(1, median(shares));
  return sums.map((sum, g) =>
    counts[g] === 0
      ? (Math.log1p(share * (control[g] as number)) - (means[g] as number)) / (scale[g] as number)
      : sum / (counts[g] as number),
  );
}
