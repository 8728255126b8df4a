/** A model given by what its genes do to each other, for closed forms. */
import type { FittedModel } from '../../../src/dynamics/fitted';
import { presets } from '../../../src/dynamics/settings';
import { plainModel } from './plainModel';

/**
 * A model whose unit r reads gene r and drives the others with `weights` [target][source]: W is that matrix where the units hardly
 * leave the middle of σ, whose slope is 1/4. All genes are regulators. Control mean 2, scale 0.5, T = 3.
 */
export function drivenModel(
  weights: readonly (readonly number[])[],
  gain = 1e-3,
  change: Partial<FittedModel> = {},
): FittedModel {
  const genes = weights.length;
  const at = weights.flatMap((_, source) => weights.map((row) => (4 * (row[source] ?? 0)) / gain));
  const bt = weights.flatMap((_, r) => weights.map((__, m) => (r === m ? gain : 0)));
  return plainModel({
    genes: weights.map((_, g) => `G${g}`),
    regulators: Int32Array.from(weights.keys()),
    shape: { genes, regulators: genes, modules: genes, deltas: 0 },
    parameters: Float32Array.from([...at, ...bt, ...weights.map(() => 0)]),
    settings: { ...presets.H, horizon: 3, solverSteps: 60 },
    mean: new Float64Array(genes).fill(2),
    scale: new Float64Array(genes).fill(0.5),
    low: new Float64Array(genes).fill(-9),
    high: new Float64Array(genes).fill(9),
    ...change,
  });
}
