/** In-degree: score of (r, g) = number of training regulators with a known edge to g. Docs: docs/methods/links.md. */
import { atOnce, type LinkMethod } from './link';

export const degree: LinkMethod = atOnce('degree', ({ training: { known, regulators, genes } }) => {
  const R = regulators.length;
  const sums = genes.map((_, g) =>
    known.subarray(g * R, (g + 1) * R).reduce((sum, label) => sum + Number(label === 1), 0),
  );
  return { scores: Float32Array.from(known, (_, at) => sums[Math.floor(at / R)] as number), signs: null };
});
