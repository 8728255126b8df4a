/**
 * GRNBoost2 (Moerman et al., Bioinformatics 2019): stochastic gradient boosting (Friedman 2002) predicts every gene from the other
 * candidates with shallow trees, and stops when the cells left out of each tree are no longer predicted better. Importances are
 * multiplied by the number of trees, so that genes that could be predicted for longer rank higher. Cells in which the gene itself
 * was set are left out, which the published method does not do.
 */
import type { Random } from '../../../numerics/random';
import type { Screen } from '../screen';
import type { Bins } from './bins';
import { responsesOf, type Response } from './response';
import { TreeGrower } from './tree';

export interface BoostingSettings {
  readonly rate: number;
  readonly mostTrees: number;
  readonly mostDepth: number;
  /** Share of predictors drawn per node, and of rows each tree is grown on. */
  readonly predictors: number;
  readonly rows: number;
  /** Trees over whose mean improvement of the rows left out it is decided to stop. */
  readonly window: number;
}

/** As published. */
const published: BoostingSettings = {
  rate: 0.01,
  mostTrees: 5000,
  mostDepth: 3,
  predictors: 0.1,
  rows: 0.9,
  window: 25,
};
const MOST_CELLS = 1500;

/** [R × G] importances × trees, without sign. Yields the share of genes done. */
export function* grnBoost2Scores(screen: Screen, seed: number): Generator<number, Float32Array> {
  const genes = screen.dataset.genes.length;
  const scores = new Float32Array(screen.dataset.candidates.length * genes);
  for (const response of responsesOf(screen, seed, MOST_CELLS)) {
    const { importance, trees } = boosted(response, published);
    response.predictors.forEach((r, p) => {
      scores[r * genes + response.gene] = trees * (importance[p] as number);
    });
    yield (response.gene + 1) / genes;
  }
  return scores;
}

export interface Boosted {
  /** [predictors] adds up to 1; 0 where no tree splits. */
  readonly importance: Float64Array;
  readonly trees: number;
}

export function boosted(
  { bins, values, random }: Pick<Response, 'bins' | 'values' | 'random'>,
  settings: BoostingSettings,
): Boosted {
  const grower = new TreeGrower(bins, {
    mostDepth: settings.mostDepth,
    leastRows: 1,
    drawn: Math.max(1, Math.floor(settings.predictors * bins.predictors)),
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / bins.rows;
  const residual = values.map((value) => value - mean);
  const importance = new Float64Array(bins.predictors);
  const everyRow = Int32Array.from(values.keys());
  const urn = everyRow.slice();
  const leftOut = Math.ceil((1 - settings.rows) * bins.rows - 1e-9);
  const improvements: number[] = [];
  let trees = 0;
  while (trees < settings.mostTrees && bins.rows > 0) {
    const weights = weightsOf(bins, leftOut, random, urn);
    const before = squaresOf(residual, urn, leftOut);
    const leaves = grower.grow(everyRow, residual, weights, random, importance);
    for (const { start, end, mean: step } of leaves)
      for (let i = start; i < end; i++) {
        const row = grower.order[i] as number;
        residual[row] = (residual[row] as number) - settings.rate * step;
      }
    trees++;
    improvements.push(before - squaresOf(residual, urn, leftOut));
    if (leftOut > 0 && hasStopped(improvements, settings.window)) break;
  }
  const whole = importance.reduce((sum, value) => sum + value, 0);
  return { importance: whole > 0 ? importance.map((value) => value / whole) : importance, trees };
}

function hasStopped(improvements: readonly number[], window: number): boolean {
  if (improvements.length < window) return false;
  return improvements.slice(-window).reduce((sum, value) => sum + value, 0) < 0;
}

/** 0 for the rows left out, which come first in `urn` then; 1 for the others. */
function weightsOf({ rows }: Bins, leftOut: number, random: Random, urn: Int32Array): Float64Array {
  const weights = new Float64Array(rows).fill(1);
  for (let i = 0; i < leftOut; i++) {
    const pick = i + Math.floor(random.uniform() * (rows - i));
    const row = urn[pick] as number;
    urn[pick] = urn[i] as number;
    urn[i] = row;
    weights[row] = 0;
  }
  return weights;
}

/** Sum of squares over the first `count` rows of `urn`. */
function squaresOf(residual: Float64Array, urn: Int32Array, count: number): number {
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (residual[urn[i] as number] as number) ** 2;
  return squares;
}
