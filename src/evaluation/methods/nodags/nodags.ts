/**
 * The linear form of NODAGS-Flow (Sethuraman et al., AISTATS 2023): x = W x + b + e in every cell, cycles allowed, and a perturbation cuts
 * the rows U of its targets. −log L = Σ over free genes of −log N(e_j; 0, σ_j²), − log|det(I − U W)|; W is rescaled to a spectral norm below 1.
 * Where the authors sample a Gumbel adjacency and estimate the determinant by a random power series, W has an L1 penalty here and the
 * determinants of all perturbations follow exactly from one inverse (docs/methods/nodags.md).
 */
import type { Intervention } from '../../../dataset/dataset';
import { inverseOf } from '../../../numerics/lyapunov';
import { minimise } from '../../../numerics/orthantWise';
import type { Algorithm } from '../method';
import { amongCandidates, linearProblem, negativeLogLikelihood } from '../notears/notears';
import { scoresByRegulator, type Screen } from '../screen';
import { setLevels } from '../setLevels';

const FIT = { iterations: 300, tolerance: 1e-6 };

export const nodags: Algorithm = function* ({ screen, settings }) {
  const problem = linearProblem(screen);
  const { genes, candidates } = problem;
  const regulators = candidates.length;
  const regimes = regimesOf(screen);
  const norm = settings['norm'] ?? 1;
  const free = new Float64Array(genes * regulators);
  const ofWeights = new Float64Array(free.length);
  const fit = minimise(
    (x, gradient) => {
      const scaled = rescaled(x, candidates, norm);
      const loss = negativeLogLikelihood(problem, scaled.weights, ofWeights);
      const volume = addLogDeterminants(regimes, candidates, scaled.weights, ofWeights);
      scaled.pullBack(ofWeights, gradient);
      return loss + volume;
    },
    free,
    new Float64Array(free.length).fill(settings['sparsity'] ?? 0),
    FIT,
  );
  for (let step = fit.next(); step.done !== true; step = fit.next()) yield step.value / FIT.iterations;
  const { weights } = rescaled(free, candidates, norm);
  return { scores: scoresByRegulator(weights, regulators), predict: prediction(screen, candidates, weights) };
};

/** The fixed point with the perturbed genes at their level, relative to that of the controls. */
function prediction(
  screen: Screen,
  candidates: Int32Array,
  weights: Float64Array,
): (interventions: readonly Intervention[]) => Float64Array {
  const regulators = candidates.length;
  const genes = weights.length / regulators;
  const levelOf = setLevels(screen);
  const feedback = amongCandidates(candidates, weights);
  return (interventions) => {
    const levels = new Map(interventions.map((one) => [one.gene, levelOf(one)]));
    // (I − U W) x = x of the perturbed genes.
    const system = new Float64Array(regulators * regulators);
    candidates.forEach((gene, q) => {
      for (let r = 0; r < regulators; r++)
        system[q * regulators + r] =
          Number(q === r) - (levels.has(gene) ? 0 : (feedback[q * regulators + r] as number));
    });
    const inverse = inverseOf(system, regulators)?.inverse;
    const shift = new Float64Array(genes);
    if (inverse === undefined) return shift;
    // Perturbed genes that are no candidates act on nothing.
    candidates.forEach((source, r) => {
      const level = levels.get(source);
      if (level === undefined) return;
      for (let q = 0; q < regulators; q++) {
        const gene = candidates[q] as number;
        shift[gene] = (shift[gene] as number) + (inverse[q * regulators + r] as number) * level;
      }
    });
    const ofCandidates = Float64Array.from(candidates, (gene) => shift[gene] as number);
    for (let gene = 0; gene < genes; gene++) {
      let sum = 0;
      for (let r = 0; r < regulators; r++)
        sum += (weights[gene * regulators + r] as number) * (ofCandidates[r] as number);
      shift[gene] = levels.get(gene) ?? sum;
    }
    return shift;
  };
}

/** Cells in which the same candidates are set. */
interface Regime {
  /** Places among the candidates. */
  readonly set: readonly number[];
  /** Share of all training cells. */
  readonly share: number;
}

export function regimesOf({ dataset, cells, targets }: Screen): readonly Regime[] {
  const regimes = new Map<string, { set: readonly number[]; cells: number }>();
  for (const condition of cells.conditionOf) {
    const set = (targets[condition] ?? [])
      .map((gene) => dataset.candidates.indexOf(gene))
      .filter((place) => place >= 0);
    const key = set.join();
    const own = regimes.get(key) ?? { set, cells: 0 };
    own.cells++;
    regimes.set(key, own);
  }
  return Array.from(regimes.values(), (own) => ({ set: own.set, share: own.cells / cells.count }));
}

/**
 * −Σ share · log|det(I − U W)|; adds its gradient to `gradient`. `weights` [G × R] by target. Replacing row g of a matrix A by that of the
 * identity multiplies its determinant by (A⁻¹)_gg and changes the inverse by rank one. Infinity where a determinant is 0.
 */
export function addLogDeterminants(
  regimes: readonly Regime[],
  candidates: Int32Array,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  const n = candidates.length;
  const system = amongCandidates(candidates, weights).map((weight, p) => Number(p % (n + 1) === 0) - weight);
  const found = inverseOf(system, n);
  if (found === null) return Infinity;
  let total = 0;
  for (const { set, share } of regimes) {
    let { inverse, logDeterminant } = found;
    for (const g of set) {
      const own = inverse[g * (n + 1)] as number;
      logDeterminant += Math.log(Math.abs(own));
      const column = Float64Array.from({ length: n }, (_, i) => inverse[i * n + g] as number);
      const row = inverse.slice(g * n, (g + 1) * n);
      row[g] = (row[g] as number) - 1;
      inverse = inverse.map(
        (value, p) => value - ((column[Math.floor(p / n)] as number) * (row[p % n] as number)) / own,
      );
    }
    total -= share * logDeterminant;
    for (let q = 0; q < n; q++) {
      if (set.includes(q)) continue;
      const start = (candidates[q] as number) * n;
      for (let r = 0; r < n; r++)
        if (r !== q)
          gradient[start + r] = (gradient[start + r] as number) + share * (inverse[r * n + q] as number);
    }
  }
  return Number.isFinite(total) ? total : Infinity;
}

interface Rescaled {
  readonly weights: Float64Array;
  /** Writes the gradient with respect to what was rescaled. */
  pullBack(ofWeights: Float64Array, gradient: Float64Array): void;
}

const STEPS = 30;

/** W = V · min(1, norm/‖V‖₂), ‖·‖₂ the largest singular value among the candidates. `free` V [G × R] by target. */
export function rescaled(free: Float64Array, candidates: Int32Array, norm: number): Rescaled {
  const n = candidates.length;
  const square = amongCandidates(candidates, free);
  let v: Float64Array = new Float64Array(n).fill(1 / Math.sqrt(n));
  let u: Float64Array = v;
  let size = 0;
  for (let step = 0; step < STEPS; step++) {
    u = unit(products(square, v, false));
    const image = products(square, u, true);
    size = Math.sqrt(image.reduce((sum, value) => sum + value * value, 0));
    v = unit(image);
  }
  if (size <= norm) return { weights: free, pullBack: (ofWeights, gradient) => gradient.set(ofWeights) };
  const factor = norm / size;
  return {
    weights: free.map((value) => factor * value),
    pullBack(ofWeights, gradient) {
      const along = free.reduce((sum, value, p) => sum + value * (ofWeights[p] as number), 0);
      ofWeights.forEach((slope, p) => {
        gradient[p] = factor * slope;
      });
      for (let q = 0; q < n; q++) {
        const start = (candidates[q] as number) * n;
        for (let r = 0; r < n; r++) {
          if (r === q) continue;
          gradient[start + r] =
            (gradient[start + r] as number) - ((factor * along) / size) * (u[q] as number) * (v[r] as number);
        }
      }
    },
  };
}

/** M′x (`byColumn`) or M x for M [n × n]. */
function products(matrix: Float64Array, x: Float64Array, byColumn: boolean): Float64Array {
  const n = x.length;
  const image = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const value = matrix[i * n + j] as number;
      if (byColumn) image[j] = (image[j] as number) + value * (x[i] as number);
      else image[i] = (image[i] as number) + value * (x[j] as number);
    }
  return image;
}

function unit(x: Float64Array): Float64Array {
  const size = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  return size > 0 ? x.map((value) => value / size) : x;
}
