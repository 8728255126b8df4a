/** What modules say of genes outside the network. */
import { type Loadings, isPredicted } from '../../dynamics/loadings';
import { median } from '../../numerics/statistics';
import { count, decimal, plural } from './format';

/** How well modules predict the genes outside the network, and whether better than the mean of the other perturbations, as for the network. */
export function outsideText(loadings: Loadings): string {
  const errors = [...loadings.genes.keys()].flatMap((gene) =>
    isPredicted(loadings, gene) ? (loadings.error[gene] ?? []) : [],
  );
  const of = `of ${plural(loadings.genes.length, 'measured gene')} outside the network`;
  if (errors.length === 0) return `Modules predict none ${of} better than no change.`;
  const { together } = loadings;
  if (together === undefined)
    return `Modules predict ${count(errors.length)} ${of} better than no change: median held-out error ${decimal(median(errors))} (no change = 1). The mean of the other perturbations may predict them as well: this was not tested.`;
  const { error, ofMean, beyondMean } = together;
  const doubt =
    error.high >= 1
      ? ': no evidence that modules help'
      : beyondMean.high >= 0
        ? ': no evidence that modules do better than this mean'
        : '';
  return `Modules predict ${count(errors.length)} ${of}. Held-out error of all genes together ${decimal(error.value)} [${decimal(error.low)}, ${decimal(error.high)}] (no change = 1), of the mean of the other perturbations ${decimal(ofMean.value)}${doubt}.`;
}
