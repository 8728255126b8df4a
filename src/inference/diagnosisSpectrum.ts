/** The covariance of genes within conditions, from its spectrum: what the closed-form questions of docs/method.md look at. */
import { transposedProduct } from '../numerics/dense/products';
import type { Spread } from '../dynamics/prepare/cappedCells';

/** [G × G] U diag(f² s²) Uᵀ; `factors` [G] by how much each direction is damped. */
export function covarianceWithin({ deviation, directions }: Spread, factors: Float64Array): Float64Array {
  const genes = deviation.length;
  const scaled = directions.map(
    (value, p) =>
      value * (deviation[Math.floor(p / genes)] as number) * (factors[Math.floor(p / genes)] as number),
  );
  return transposedProduct(scaled, genes, scaled, genes);
}
