/** Names of the methods that every run is compared with. Apart from their code, which the page loads only where it runs. */

/** Deterministic methods. */
export const closedForms = [
  'density',
  'pearson',
  'ko-z',
  'welch',
  'wasserstein',
  'linear-on-means',
  'cell-ridge',
  'cell-lasso',
] as const;

export const methodNames = [...closedForms, 'genie3', 'grnboost2'] as const;

export type MethodName = (typeof methodNames)[number];

const unsigned: readonly MethodName[] = ['density', 'wasserstein', 'genie3', 'grnboost2'];

/** Whether a score has the sign of the edge; otherwise scores are magnitudes. */
export function isSigned(method: MethodName): boolean {
  return !unsigned.includes(method);
}
