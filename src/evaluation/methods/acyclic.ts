/** Acyclic graphs among candidate regulators: their order, and the threshold that breaks every cycle. Matrices are [n × n], source in rows. */

/** Sources before their targets, or null with a cycle. Every entry other than 0 is an edge. */
export function topologicalOrder(weights: Float64Array, n: number): Int32Array | null {
  const entering = new Int32Array(n);
  weights.forEach((weight, p) => {
    const target = p % n;
    if (weight !== 0) entering[target] = (entering[target] as number) + 1;
  });
  const order = new Int32Array(n);
  let found = 0;
  for (let i = 0; i < n; i++) if (entering[i] === 0) order[found++] = i;
  for (let at = 0; at < found; at++)
    for (let j = 0, row = (order[at] as number) * n; j < n; j++) {
      if (weights[row + j] === 0) continue;
      entering[j] = (entering[j] as number) - 1;
      if (entering[j] === 0) order[found++] = j;
    }
  return found === n ? order : null;
}

/** The smallest magnitude, or 0, such that the edges above it form no cycle; by bisection over the magnitudes that occur. */
export function acyclicThreshold(weights: Float64Array, n: number): number {
  const magnitudes = Float64Array.from(new Set(weights.map(Math.abs)).add(0)).toSorted();
  let [cyclic, acyclic] = [-1, magnitudes.length - 1];
  while (acyclic - cyclic > 1) {
    const middle = Math.floor((cyclic + acyclic) / 2);
    if (topologicalOrder(above(weights, magnitudes[middle] as number), n) === null) cyclic = middle;
    else acyclic = middle;
  }
  return magnitudes[acyclic] as number;
}

/** Entries of larger magnitude than the threshold; 0 elsewhere. */
export function above(weights: Float64Array, threshold: number): Float64Array {
  return weights.map((weight) => (Math.abs(weight) > threshold ? weight : 0));
}
