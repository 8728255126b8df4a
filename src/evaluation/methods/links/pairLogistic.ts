/**
 * Logistic regression on a pair (r, g): |r|, |r within conditions|, log(1 + |t|) of g's response to r and of r's to g, and whether r and g were
 * perturbed; standardised over the training pairs. The sign of an edge is that of the response, else of the correlation within conditions.
 * Docs: docs/methods/pair-logistic.md.
 */
import type { LinkFeatures } from './features';
import { atOnce, labelled, type LinkMethod } from './link';
import { fittedLogistic } from './logistic';

export const pairLogistic: LinkMethod = atOnce('pair-logistic', ({ features, training }) => {
  const rows = pairFeatures(features);
  const chosen = labelled(training);
  const taken = new Float64Array(chosen.length * COLUMNS);
  chosen.forEach((at, n) => taken.set(rows.subarray(at * COLUMNS, (at + 1) * COLUMNS), n * COLUMNS));
  const { means, deviations } = moments(taken);
  const standardised = (all: Float64Array) =>
    all.map((value, at) => (value - (means[at % COLUMNS] as number)) / (deviations[at % COLUMNS] as number));
  const wanted = Array.from(chosen, (at) => Number(training.known[at] === 1));
  const coefficients = fittedLogistic(standardised(taken), COLUMNS, wanted);
  const inputs = standardised(rows);
  const scores = Float32Array.from(training.known, (_, at) => {
    let sum = coefficients[COLUMNS] as number;
    for (let c = 0; c < COLUMNS; c++)
      sum += (coefficients[c] as number) * (inputs[at * COLUMNS + c] as number);
    return sum;
  });
  return { scores, signs: measuredSigns(features) };
});

const COLUMNS = 6;

/** [G × R × 6] */
function pairFeatures({
  genes,
  candidates,
  correlation,
  within,
  effects,
  perturbed,
}: LinkFeatures): Float64Array {
  const R = candidates.length;
  const columnOf = new Map(Array.from(candidates, (gene, r) => [gene, r]));
  const rows = new Float64Array(genes * R * COLUMNS);
  for (let g = 0; g < genes; g++) {
    const reverse = columnOf.get(g);
    candidates.forEach((regulator, r) => {
      const at = g * R + r;
      const back = reverse === undefined ? 0 : (effects[regulator * R + reverse] as number);
      rows.set(
        [
          Math.abs(correlation[regulator * genes + g] as number),
          Math.abs(within[regulator * genes + g] as number),
          Math.log1p(Math.abs(effects[at] as number)),
          Math.log1p(Math.abs(back)),
          perturbed[r] as number,
          reverse === undefined ? 0 : (perturbed[reverse] as number),
        ],
        at * COLUMNS,
      );
    });
  }
  return rows;
}

function moments(rows: Float64Array) {
  const count = rows.length / COLUMNS;
  const means = new Float64Array(COLUMNS);
  const deviations = new Float64Array(COLUMNS);
  for (const [at, value] of rows.entries())
    means[at % COLUMNS] = (means[at % COLUMNS] as number) + value / count;
  for (const [at, value] of rows.entries())
    deviations[at % COLUMNS] =
      (deviations[at % COLUMNS] as number) + (value - (means[at % COLUMNS] as number)) ** 2 / count;
  return { means, deviations: deviations.map((square) => Math.sqrt(square) || 1) };
}

/** [G × R] */
export function measuredSigns({ genes, candidates, within, effects }: LinkFeatures): Float32Array {
  const R = candidates.length;
  return effects.map((effect, at) =>
    Math.sign(
      effect !== 0 ? effect : (within[(candidates[at % R] as number) * genes + Math.floor(at / R)] as number),
    ),
  );
}
