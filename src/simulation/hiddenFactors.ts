/**
 * What cells share and nobody measured (state, size, cycle, batch): factors that raise and lower the production of many genes
 * at once, so that genes go together that do not regulate each other.
 */
import type { Random } from '../numerics/random';

export interface HiddenSettings {
  readonly factors: number;
  /** Standard deviation of a gene's log production between cells, all factors together, in the mean over genes. */
  readonly strength: number;
  /** Chance of a gene to answer to a factor, as strong in the mean all the same; 1 where not given. */
  readonly share?: number;
}

export interface HiddenFactors {
  /** [G] by how much one cell's production differs; 1 in the mean over cells. */
  readonly draw: (random: Random) => Float64Array;
}

/**
 * exp(Σ_f L_gf c_f − Σ_f L_gf²/2) with c_f standard normal per cell and loadings L normal with variance strength²/(factors · share)
 * with chance `share`, else 0: log-normal with mean 1.
 */
export function hiddenFactors(
  genes: number,
  { factors, strength, share = 1 }: HiddenSettings,
  random: Random,
): HiddenFactors {
  const size = strength / Math.sqrt(factors * share);
  const loadings = Float64Array.from({ length: genes * factors }, () =>
    share === 1 || random.uniform() < share ? size * random.normal() : 0,
  );
  return {
    draw: (ofCell) => {
      const values = Float64Array.from({ length: factors }, () => ofCell.normal());
      return Float64Array.from({ length: genes }, (_, g) => {
        let log = 0;
        for (const [f, value] of values.entries()) {
          const loading = loadings[g * factors + f] ?? 0;
          log += loading * value - loading ** 2 / 2;
        }
        return Math.exp(log);
      });
    },
  };
}
