/**
 * GENIE3 (Huynh-Thu et al., PLoS ONE 2010): a random forest (Breiman 2001) predicts every gene from the other candidates, and a
 * candidate scores by how much of the gene's variance its splits explain. Cells in which the gene itself was set are left out,
 * which the published method does not do: they say nothing of what regulates it.
 */
import type { Screen } from '../screen';
import { responsesOf, type Response } from './response';
import { TreeGrower } from './tree';

export interface ForestSettings {
  readonly trees: number;
  /** Fewest distinct cells of a leaf. */
  readonly leastRows: number;
  /** Most cells a gene is learned from. */
  readonly mostCells: number;
}

/** Published: 1000 trees grown to the end on all cells; these are far cheaper and rank as well (docs/method.md). */
const usual: ForestSettings = { trees: 100, leastRows: 5, mostCells: 1500 };

/** [R × G] importances, without sign; they add up to 1 per gene. Yields the share of genes done. */
export function* genie3Scores(
  screen: Screen,
  seed: number,
  settings: ForestSettings = usual,
): Generator<number, Float32Array> {
  const genes = screen.dataset.genes.length;
  const scores = new Float32Array(screen.dataset.candidates.length * genes);
  for (const response of responsesOf(screen, seed, settings.mostCells)) {
    const importance = forestImportance(response, settings);
    response.predictors.forEach((r, p) => {
      scores[r * genes + response.gene] = importance[p] as number;
    });
    yield (response.gene + 1) / genes;
  }
  return scores;
}

/**
 * [predictors] mean decrease in impurity as scikit-learn defines it: of each tree on a bootstrap sample, √predictors drawn per
 * node, relative to what the whole tree explains; the mean over trees, scaled to add up to 1 (0 where no tree splits).
 */
export function forestImportance(
  { bins, values, random }: Pick<Response, 'bins' | 'values' | 'random'>,
  { trees, leastRows }: Pick<ForestSettings, 'trees' | 'leastRows'>,
): Float64Array {
  const drawn = Math.max(1, Math.floor(Math.sqrt(bins.predictors)));
  const grower = new TreeGrower(bins, { mostDepth: Infinity, leastRows, drawn });
  const total = new Float64Array(bins.predictors);
  const own = new Float64Array(bins.predictors);
  const weights = new Float64Array(bins.rows);
  const everyRow = Int32Array.from(values.keys());
  for (let tree = 0; tree < trees; tree++) {
    weights.fill(0);
    for (let draw = 0; draw < bins.rows; draw++) {
      const row = Math.floor(random.uniform() * bins.rows);
      weights[row] = (weights[row] as number) + 1;
    }
    own.fill(0);
    grower.grow(
      everyRow.filter((row) => weights[row] !== 0),
      values,
      weights,
      random,
      own,
    );
    addShares(total, own);
  }
  const shares = new Float64Array(bins.predictors);
  addShares(shares, total);
  return shares;
}

/** Adds `part` scaled to add up to 1. */
function addShares(total: Float64Array, part: Float64Array): void {
  const whole = part.reduce((sum, value) => sum + value, 0);
  if (!(whole > 0)) return;
  for (let p = 0; p < part.length; p++) total[p] = (total[p] as number) + (part[p] as number) / whole;
}
