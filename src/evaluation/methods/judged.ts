/** What a method's result is worth: its edges against known ones, and its predictions of perturbations that it has not seen. */
import { compareWithTruth } from '../networks/truthComparison';
import type { Truth } from '../networks/truth';
import { errorOverNoChange } from '../predictions/predictionError';
import type { MethodResult } from './runMethod';

export interface JudgedMethod {
  /** null without a reference that has an edge among the pairs. */
  readonly truth: {
    readonly auprc: number;
    /** AUPRC of a random order. */
    readonly density: number;
    /** null where every pair is an edge. */
    readonly auroc: number | null;
    readonly earlyPrecision: number;
    readonly trueEdges: number;
  } | null;
  /** null where nothing is predicted or nothing changed; `error`: mean squared error over that of no change. */
  readonly unseen: { readonly error: number; readonly perturbations: number } | null;
}

export function judge(
  { network, predictions }: Pick<MethodResult, 'network' | 'predictions'>,
  truth: Truth | null,
): JudgedMethod {
  const compared = truth && compareWithTruth(network, truth, 1);
  const error = errorOverNoChange(predictions);
  return {
    truth: compared && {
      auprc: compared.auprc,
      density: compared.density,
      auroc: compared.auroc,
      earlyPrecision: compared.earlyPrecision,
      trueEdges: compared.trueEdges,
    },
    unseen: error === null ? null : { error, perturbations: predictions.length },
  };
}
