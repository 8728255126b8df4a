/** Counts of guides in cells, with ambient counts in proportion to what all cells of the pool express. */
import { Random } from '../../src/numerics/random';
import { poisson } from '../../src/simulation/capture';
import { gamma } from './effects/simulatedScreen';

export { poisson };

export interface GuideCountsDesign {
  readonly guides: number;
  readonly cells: number;
  readonly perCell: number;
  /** Mean count of a guide that a cell has. */
  readonly depth: number;
  /** Ambient counts of a cell over those of its own guides. */
  readonly ambient: number;
}

/** `counts` and `has` [cells × guides] */
export function guideCounts({ guides, cells, perCell, depth, ambient }: GuideCountsDesign, seed: number) {
  const random = Random.mixed(seed);
  const lognormal = (spread: number) => Math.exp(spread * random.normal() - spread ** 2 / 2);
  const abundance = Float64Array.from({ length: guides }, () => lognormal(0.7));
  const expressed = Float64Array.from({ length: guides }, () => lognormal(0.4));
  const total = abundance.reduce((sum, value) => sum + value, 0);
  const [counts, has] = [new Float64Array(cells * guides), new Uint8Array(cells * guides)];
  for (let cell = 0; cell < cells; cell++) {
    const size = lognormal(0.4);
    for (let guide = 0; guide < guides; guide++) {
      const share = (abundance[guide] ?? 0) / total;
      const at = cell * guides + guide;
      has[at] = Number(random.uniform() < 1 - Math.exp(-perCell * share));
      const own = has[at] === 1 ? (depth * size * gamma(3, random)) / 3 : 0;
      const soup = ambient * perCell * depth * share * size;
      counts[at] = poisson((expressed[guide] ?? 0) * (own + soup), random);
    }
  }
  return { counts, has };
}
