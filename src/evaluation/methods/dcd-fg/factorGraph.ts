/** The trained factor graph: slopes and predictions. */
import { HIDDEN } from './about';
import { leaky, leakySlope, type Parameters } from './model';

/** A constant of this file: imported ones are slow in the inner loops without a bundler. */
const units = HIDDEN;

export interface FactorGraph extends Pick<Parameters, 'weights' | 'biases' | 'loadings' | 'intercepts'> {
  readonly genes: number;
  /** [R] */
  readonly candidates: Int32Array;
  readonly modules: number;
  /** [G × m] 1 for an edge into or out of the module, 0 for none; or its probability, for the mean over graphs. */
  readonly into: ArrayLike<number>;
  readonly out: ArrayLike<number>;
}

/** Value of a module at a state [G]; with `slopes` [R], adds its derivative by every candidate. */
export function moduleValue(
  graph: FactorGraph,
  module: number,
  state: ArrayLike<number>,
  slopes?: Float64Array,
): number {
  const { candidates, modules, into, weights, biases } = graph;
  const [first, second, third] = weights;
  const [b1, b2, b3] = biases;
  const start = module * candidates.length * units;
  const lower = new Float64Array(units);
  for (let h = 0; h < units; h++) lower[h] = b1[module * units + h] as number;
  candidates.forEach((gene, r) => {
    const value = (into[gene * modules + module] as number) * (state[gene] as number);
    if (value === 0) return;
    for (let h = 0; h < units; h++)
      lower[h] = (lower[h] as number) + value * (first[start + r * units + h] as number);
  });
  const upper = new Float64Array(units);
  for (let h = 0; h < units; h++) {
    let sum = b2[module * units + h] as number;
    for (let k = 0; k < units; k++)
      sum += leaky(lower[k] as number) * (second[(module * units + k) * units + h] as number);
    upper[h] = sum;
  }
  let value = b3[module] as number;
  for (let h = 0; h < units; h++) value += leaky(upper[h] as number) * (third[module * units + h] as number);
  if (!slopes) return value;
  const back = new Float64Array(units);
  for (let k = 0; k < units; k++) {
    let sum = 0;
    for (let h = 0; h < units; h++)
      sum +=
        (second[(module * units + k) * units + h] as number) *
        (third[module * units + h] as number) *
        leakySlope(upper[h] as number);
    back[k] = sum * leakySlope(lower[k] as number);
  }
  for (let r = 0; r < candidates.length; r++) {
    const edge = into[(candidates[r] as number) * modules + module] as number;
    if (edge === 0) continue;
    for (let h = 0; h < units; h++)
      slopes[r] =
        (slopes[r] as number) + edge * (back[h] as number) * (first[start + r * units + h] as number);
  }
  return value;
}

/** [R × G] mean over cells [cells × G] of the derivative of each gene's expectation by each candidate; yields after some cells. */
export function* meanSlopes(graph: FactorGraph, cells: Float32Array): Generator<number, Float32Array> {
  const { genes, candidates, modules, out, loadings } = graph;
  const count = cells.length / genes;
  const ofModules = Array.from({ length: modules }, () => new Float64Array(candidates.length));
  for (let cell = 0; cell < count; cell++) {
    const state = cells.subarray(cell * genes, (cell + 1) * genes);
    ofModules.forEach((slopes, module) => moduleValue(graph, module, state, slopes));
    if (cell % 64 === 63) yield cell / count;
  }
  const scores = new Float64Array(candidates.length * genes);
  ofModules.forEach((slopes, module) => {
    for (let gene = 0; gene < genes; gene++) {
      const edge = out[gene * modules + module] as number;
      if (edge === 0) continue;
      const loading = (edge * (loadings[module * genes + gene] as number)) / count;
      slopes.forEach((slope, r) => {
        scores[r * genes + gene] = (scores[r * genes + gene] as number) + slope * loading;
      });
    }
  });
  candidates.forEach((gene, r) => {
    scores[r * genes + gene] = 0;
  });
  return Float32Array.from(scores);
}

/** [G] expectations without noise, genes in an order in which regulators come first; `set`: levels of perturbed genes. */
export function propagated(
  graph: FactorGraph,
  order: Int32Array,
  set: ReadonlyMap<number, number>,
): Float64Array {
  const { genes, modules, out, loadings, intercepts } = graph;
  const state = new Float64Array(genes);
  const known = new Map<number, number>();
  for (const gene of order) {
    const level = set.get(gene);
    if (level !== undefined) {
      state[gene] = level;
      continue;
    }
    let sum = intercepts[gene] as number;
    for (let module = 0; module < modules; module++) {
      if (out[gene * modules + module] === 0) continue;
      // Every regulator of the module stands before this gene.
      const value = known.get(module) ?? moduleValue(graph, module, state);
      known.set(module, value);
      sum += (loadings[module * genes + gene] as number) * value;
    }
    state[gene] = sum;
  }
  return state;
}
