/** The back-transform of a dataset: what it is fixed by in the reference cells, and fitted to in the training shifts. */
import type { Dataset } from '../../dataset/dataset';
import { fitBackTransform, type BackTransform } from './backTransform';
import type { MeasuredPerturbation } from './prepared';
import type { Scaling } from './scaling';
import type { Strata } from './strata';

/** Row sums of expm1 vary by less than this share in cells of which all that was normalised to a total is modelled. */
const TOTAL_VARIATION = 0.01;

/** `learned`: the training perturbations. */
export function wayBack(
  dataset: Dataset,
  strata: Strata,
  scaling: Scaling,
  learned: readonly MeasuredPerturbation[],
): BackTransform {
  const genes = dataset.genes.length;
  const references = strata.reference.reduce((cells, reference) => cells + reference.length, 0);
  const controlPseudobulk = new Float64Array(genes);
  strata.reference.forEach((reference, stratum) => {
    const share = reference.length / references;
    for (let g = 0; g < genes; g++)
      controlPseudobulk[g] =
        (controlPseudobulk[g] as number) + share * (scaling.pseudobulk[stratum * genes + g] as number);
  });
  return fitBackTransform(
    { controlPseudobulk, scale: scaling.reportedScale, wholeTotal: keepsTotal(dataset, strata) },
    learned.flatMap(({ interventions, endpoints }) =>
      endpoints.map(({ shift, rawShift }) => ({
        shift,
        rawShift,
        targets: interventions.map(({ gene }) => gene),
      })),
    ),
  );
}

function keepsTotal(dataset: Dataset, strata: Strata): boolean {
  const genes = dataset.genes.length;
  let cells = 0;
  let sum = 0;
  let squares = 0;
  for (const reference of new Set(strata.reference))
    for (const cell of reference) {
      let total = 0;
      for (let g = 0; g < genes; g++) total += Math.expm1(dataset.values[cell * genes + g] as number);
      cells += 1;
      sum += total;
      squares += total ** 2;
    }
  const mean = sum / cells;
  return Math.sqrt(Math.max(0, squares / cells - mean ** 2)) < TOTAL_VARIATION * mean;
}
