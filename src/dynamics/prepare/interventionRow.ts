/**
 * What an experimenter's interventions are to the vector field (docs/method.md, "Interventions"):
 * knocked-out and knocked-down genes are clamped, overexpressed ones get a constant input; several add up.
 */
import type { Intervention } from '../../dataset/dataset';
import { mean } from '../../numerics/statistics';
import type { InterventionValues } from './prepared';

export interface InterventionRow {
  /** [G] 1 where the gene is free, 0 where it is clamped. */
  readonly keep: Float32Array;
  /** [G] the clamped value where keep is 0, else 0: also the state at time 0. */
  readonly clamp: Float32Array;
  /** [G] δ added to dz/dt. */
  readonly shift: Float32Array;
}

/** δ of a gene where none was learned (the value training starts from). */
const UNLEARNED_DELTA = 2;

/** `deltas` are δ themselves, not their raw parameters, in the order of `deltaGenes`; unseen genes get their mean. */
export function interventionRow(
  { knockoutValue, knockdownValue, deltaGenes }: InterventionValues,
  interventions: readonly Intervention[],
  deltas: Float64Array,
): InterventionRow {
  const genes = knockoutValue.length;
  const keep = new Float32Array(genes).fill(1);
  const clamp = new Float32Array(genes);
  const shift = new Float32Array(genes);
  for (const { gene, kind } of interventions) {
    switch (kind) {
      case 'knockout':
        keep[gene] = 0;
        clamp[gene] = knockoutValue[gene] as number;
        break;
      case 'knockdown':
        keep[gene] = 0;
        clamp[gene] = knockdownValue[gene] as number;
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

/** δ of a gene that was not overexpressed in training: the mean of those learned. */
export function meanDelta(deltas: Float64Array): number {
  return deltas.length === 0 ? UNLEARNED_DELTA : mean(deltas);
}
