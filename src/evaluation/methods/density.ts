/** The line every ranking has to beat: all pairs alike, whose tie-aware average precision is the density of true edges. */
import type { Screen } from './screen';

/** [R × G] 1 off the diagonal. */
export function densityLine({ dataset: { genes, candidates } }: Screen): Float32Array {
  const scores = new Float32Array(candidates.length * genes.length).fill(1);
  candidates.forEach((gene, r) => {
    scores[r * genes.length + gene] = 0;
  });
  return scores;
}
