/**
 * What to perturb next: the gene about whose perturbation the fits disagree most, as in query by committee (Seung, Opper and
 * Sompolinsky 1992). An experiment that all of them foresee alike can teach little.
 */
import { isControl, type Dataset } from '../../dataset/dataset';
import type { NextPerturbation } from './confidence';
import { mean } from '../../numerics/statistics';
import { dominantKind } from './dominantKind';
import type { ResampledFit } from './resampledFit';

const genesNamed = 5;

/**
 * Every candidate regulator, the most telling first; equal ones in the order of `regulators` ([R] indices into genes). Genes are named
 * where the fits differ about them, those they differ about most first.
 */
export function nextPerturbations(
  dataset: Dataset,
  regulators: Int32Array,
  fits: readonly ResampledFit[],
): readonly NextPerturbation[] {
  const genes = dataset.genes.length;
  const kind = dominantKind(dataset);
  const held = new Set(dataset.heldOut);
  const measured = new Set(
    dataset.conditions
      .filter((condition) => !isControl(condition) && !held.has(condition.label))
      .flatMap(({ interventions }) => interventions.map(({ gene }) => gene)),
  );
  return Array.from(regulators, (gene, r): NextPerturbation => {
    const deviations = Float64Array.from({ length: genes }, (_, g) => deviationAt(fits, r * genes + g));
    const square = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
    const differing = [...deviations.keys()]
      .filter((g) => (deviations[g] as number) > 0)
      .toSorted((a, b) => (deviations[b] as number) - (deviations[a] as number) || a - b);
    return {
      gene,
      kind,
      measured: measured.has(gene),
      disagreement: Math.sqrt(square / Math.max(1, genes)),
      genes: differing.slice(0, genesNamed),
    };
  }).toSorted((a, b) => b.disagreement - a.disagreement);
}

/** Standard deviation over the fits of one predicted change; 0 of fewer than two. */
function deviationAt(fits: readonly ResampledFit[], at: number): number {
  if (fits.length < 2) return 0;
  const values = fits.map(({ responses }) => responses[at] ?? 0);
  const average = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1));
}
