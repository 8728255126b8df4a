/** The perturbation of the screen to try first on the sliders. */
import type { Condition } from '../../../../dataset/dataset';
import { foldChange, MIN_RESPONSE } from '../../../../dynamics/predict';
import type { Comparison, FitResult } from '../../../../inference/run/result';
import type { Network } from '../../../../network/network';
import { strength } from '../../../../network/ranking';

export interface Suggested {
  readonly gene: number;
  /** Of the slider: 0 knocked out, 2 raised as overexpression raises genes of the data. */
  readonly value: 0 | 2;
}

/** The perturbation with the largest change of a gene that prediction and measurement share; null where they share none. */
export function surestOf(
  {
    comparisons,
    model,
  }: Pick<FitResult, 'comparisons'> & { readonly model: Pick<FitResult['model'], 'mean'> },
  conditions: readonly Condition[],
): Suggested | null {
  return largestOf(measuredAlone(conditions), MIN_RESPONSE, ({ label }) =>
    Math.max(0, ...lastOf(comparisons, label).map((one) => sharedChange(one, model))),
  );
}

/** The perturbation whose gene has the strongest edges; the first one before there is a network. */
export function strongestOf(network: Network | null, conditions: readonly Condition[]): Suggested | null {
  return largestOf(measuredAlone(conditions), 0, ({ gene }) => {
    const row = network?.regulators.indexOf(gene) ?? -1;
    if (!network || row < 0) return 0;
    const genes = network.genes.length;
    return network.weights
      .subarray(row * genes, (row + 1) * genes)
      .reduce((sum, weight) => sum + strength(weight), 0);
  });
}

interface Alone extends Suggested {
  readonly label: string;
}

/** Perturbations of one gene each: those that lower it, or where there are none those that raise it. */
function measuredAlone(conditions: readonly Condition[]): readonly Alone[] {
  const alone = conditions.flatMap(({ label, interventions: [one, ...others] }): Alone[] =>
    one && others.length === 0
      ? [{ label, gene: one.gene, value: one.kind === 'overexpression' ? 2 : 0 }]
      : [],
  );
  const lowered = alone.filter(({ value }) => value === 0);
  return lowered.length > 0 ? lowered : alone;
}

/** The first of the largest; null where none is at least `least`. */
function largestOf(
  candidates: readonly Alone[],
  least: number,
  sizeOf: (one: Alone) => number,
): Suggested | null {
  const sized = candidates.map(({ label, gene, value }) => ({
    gene,
    value,
    size: sizeOf({ label, gene, value }),
  }));
  const largest = sized.toSorted((a, b) => b.size - a.size)[0];
  return largest && largest.size >= least ? { gene: largest.gene, value: largest.value } : null;
}

/** Comparisons of that perturbation at its last time, predicted as the sliders do: by the fit to all cells. */
function lastOf(comparisons: readonly Comparison[], label: string): readonly Comparison[] {
  const own = comparisons.filter((one) => one.label === label && one.role !== 'cross-validated');
  const last = Math.max(...own.map(({ time }) => time ?? 0));
  return own.filter(({ time }) => (time ?? 0) === last);
}

/** Over genes with a clear measured change (two standard errors): the smaller of predicted and measured log2 change in one direction. */
function sharedChange(
  { predicted, measured, standardError, targets }: Comparison,
  model: Pick<FitResult['model'], 'mean'>,
): number {
  const clear = [...measured.keys()].filter(
    (gene) => !targets.includes(gene) && Math.abs(measured[gene] ?? 0) > 2 * (standardError[gene] ?? 0),
  );
  const mean = Float64Array.from(clear, (gene) => model.mean[gene] ?? 0);
  const foldOf = (of: Float32Array) =>
    foldChange(
      { mean },
      Float32Array.from(clear, (gene) => of[gene] ?? 0),
    );
  const [foldPredicted, foldMeasured] = [foldOf(predicted), foldOf(measured)];
  return foldMeasured.reduce((largest, one, at) => {
    const other = foldPredicted[at] ?? 0;
    return one * other > 0 ? Math.max(largest, Math.min(Math.abs(one), Math.abs(other))) : largest;
  }, 0);
}
