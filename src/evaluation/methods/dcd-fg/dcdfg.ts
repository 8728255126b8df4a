/**
 * DCD-FG (Lopez et al. 2022) with modules that are small neural networks. With C and D the edges into and out of modules, x_j ~ N(b_j +
 * Σ_f D_jf w_fj MLP_f(x ∘ C_f), σ²_j), over the cells in which j was not set. Minimises the negative log-likelihood under random edges, λ
 * times their mean probability, and the augmented Lagrangian of the spectral radius. Then the smallest threshold on the probability of an
 * edge that leaves no cycle fixes the edges, and training goes on without penalties. What differs from the authors' code is in
 * docs/methods/dcd-fg.md. The trained factor graph: slopes and predictions.
 */
import { Random } from '../../../numerics/random';
import { above, acyclicThreshold, topologicalOrder } from '../acyclic';
import type { Algorithm, SettingValues } from '../method';
import type { Screen } from '../screen';
import { setLevels } from '../setLevels';
import { type AdamState, adamStep } from '../../../dynamics/optimise';
import { GROUP, GROUPS, HIDDEN, modulesOf, penalty, steps } from './about';
import {
  type Batch,
  type Parameters,
  type Shape,
  hardened,
  leaky,
  leakySlope,
  negativeLogLikelihood,
  parametersOf,
  probabilitiesOf,
  spectralRadius,
  startParameters,
  throughSoftmax,
} from './model';

const RATE = 0.02;
const BETAS = [0.9, 0.99] as const;
/** Updates of the multipliers, evenly after the free share of the steps; μ at the start, when it grows, and how fast. */
const ROUNDS = 30;
const FREE = 0.25;
const FIRST_MU = 1e-3;
const ENOUGH_FALL = 0.9;
const STEEPER = 2;
/** Share of the steps that follow with fixed edges. */
const FINE = 0.25;
/** Cells whose slopes are averaged. */
const MOST_CELLS = 2000;

export const dcdfg: Algorithm = function* dcdfg({ screen, settings, seed }) {
  const { genes, candidates } = screen.dataset;
  const shape = { genes: genes.length, candidates, modules: modulesOf(settings, candidates.length) };
  const random = Random.mixed(seed);
  const parameters = startParameters(shape, random);
  const source = batches(screen, random);
  yield* train(parameters, shape, source, settings, random);
  const probabilities = probabilitiesOf(parameters.logits);
  const { values, count } = screen.cells;
  const cells = count <= MOST_CELLS ? values : someCells(values, genes.length, random);
  const share = 0.95 / (1 + FINE);
  const expected = yield* slopesOf(
    { ...shape, ...parameters, ...expectedEdges(probabilities) },
    cells,
    share,
  );
  const { into, out, order } = acyclicEdges(probabilities, shape);
  yield* tune(parameters, shape, source, settings, { into, out });
  const graph: FactorGraph = { ...shape, ...parameters, into, out };
  const scores = keptFirst(yield* slopesOf(graph, cells, 0.98), expected);
  const levelOf = setLevels(screen);
  const base = propagated(graph, order, new Map());
  return {
    scores,
    predict: (interventions) => {
      const set = new Map(interventions.map((one) => [one.gene, (base[one.gene] as number) + levelOf(one)]));
      return propagated(graph, order, set).map((level, gene) => level - (base[gene] as number));
    },
  };
};

/** Groups of cells, in a new random order each time all were used. */
function* batches({ cells, dataset, targets }: Screen, random: Random): Generator<Batch, never> {
  const genes = dataset.genes.length;
  let [order, at] = [random.permutation(cells.count), 0];
  for (;;) {
    const values = new Float64Array(GROUP * genes);
    const free = new Float64Array(GROUP * genes).fill(1);
    for (let row = 0; row < GROUP; row++) {
      if (at === order.length) [order, at] = [random.permutation(cells.count), 0];
      const cell = order[at++] as number;
      values.set(cells.values.subarray(cell * genes, (cell + 1) * genes), row * genes);
      for (const gene of targets[cells.conditionOf[cell] as number] ?? []) free[row * genes + gene] = 0;
    }
    yield { count: GROUP, values, free };
  }
}

function startOf({ all }: Parameters): AdamState<Float64Array> {
  const [firstMoment, secondMoment] = [new Float64Array(all.length), new Float64Array(all.length)];
  return { parameters: all, firstMoment, secondMoment, step: 0 };
}

/** Learns edges and modules together. */
function* train(
  parameters: Parameters,
  shape: Shape,
  source: Generator<Batch, never>,
  settings: SettingValues,
  random: Random,
): Generator<number, void> {
  const { genes, candidates, modules: count } = shape;
  const total = settings[steps.name] ?? steps.value;
  const sparsity = (settings[penalty.name] ?? penalty.value) / (2 * genes * count);
  const vectors = {
    left: new Float64Array(candidates.length).fill(1),
    right: new Float64Array(candidates.length).fill(1),
  };
  const unused = new Float64Array(parameters.logits.length);
  const radius = () => spectralRadius(shape, probabilitiesOf(parameters.logits), vectors, () => 0, unused);
  const start = Math.max(1e-12, radius());
  let [gamma, mu, last] = [0, FIRST_MU, Infinity];
  const state = startOf(parameters);
  const gradient = parametersOf(shape);
  const change = new Float64Array(unused.length);
  const round = Math.max(1, Math.floor((total * (1 - FREE)) / ROUNDS));
  for (let step = 1; step <= total; step++) {
    gradient.all.fill(0);
    for (let group = 0; group < GROUPS; group++) {
      const noise = unused.map(() => gumbel(random));
      const soft = probabilitiesOf(parameters.logits, noise);
      change.fill(0);
      const { value: batch } = source.next();
      const factor = 1 / (GROUPS * GROUP);
      const point = { shape, parameters, batch, edges: hardened(soft) };
      negativeLogLikelihood(point, factor, { gradient, ofEdges: change });
      throughSoftmax(soft, change, gradient.logits);
    }
    const probabilities = probabilitiesOf(parameters.logits);
    change.fill(0);
    for (let p = 0; p < change.length; p++) if (p % 3 < 2) change[p] = sparsity;
    const multiplier = (h: number) => (gamma + (mu * h) / start) / start;
    spectralRadius(shape, probabilities, vectors, multiplier, change);
    throughSoftmax(probabilities, change, gradient.logits);
    adamStep(state, gradient.all, RATE, BETAS);
    if (step > FREE * total && step % round === 0) {
      const h = radius() / start;
      gamma += mu * h;
      if (h > ENOUGH_FALL * last) mu *= STEEPER;
      last = h;
    }
    yield (0.95 * step) / (total * (1 + FINE));
  }
}

/** Trains the modules on with fixed edges and without penalties. */
function* tune(
  parameters: Parameters,
  shape: Shape,
  source: Generator<Batch, never>,
  settings: SettingValues,
  { into, out }: Pick<FactorGraph, 'into' | 'out'>,
): Generator<number, void> {
  const total = Math.round((settings[steps.name] ?? steps.value) * FINE);
  const edges = parameters.logits.map((_, p) =>
    p % 3 === 2 ? 0 : ((p % 3 === 0 ? into : out)[Math.floor(p / 3)] as number),
  );
  const state = startOf(parameters);
  const gradient = parametersOf(shape);
  const unused = new Float64Array(edges.length);
  for (let step = 1; step <= total; step++) {
    gradient.all.fill(0);
    for (let group = 0; group < GROUPS; group++)
      negativeLogLikelihood({ shape, parameters, batch: source.next().value, edges }, 1 / (GROUPS * GROUP), {
        gradient,
        ofEdges: unused,
      });
    adamStep(state, gradient.all, RATE / 2, BETAS);
    yield 0.95 * (1 - (FINE * (1 - step / total)) / (1 + FINE));
  }
}

function* slopesOf(graph: FactorGraph, cells: Float32Array, share: number): Generator<number, Float32Array> {
  const slopes = meanSlopes(graph, cells);
  let step = slopes.next();
  for (; step.done !== true; step = slopes.next()) yield share;
  return step.value;
}

/** Slopes of the kept edges; below them, in the order of their expected slopes, the pairs without a kept edge, which would tie at 0. */
function keptFirst(kept: Float32Array, expected: Float32Array): Float32Array {
  const smallest = kept.reduce((least, slope) => Math.min(least, Math.abs(slope) || least), 1);
  const largest = expected.reduce((most, slope, p) => Math.max(most, kept[p] === 0 ? Math.abs(slope) : 0), 0);
  const scale = largest > 0 ? (0.99 * smallest) / largest : 0;
  return kept.map((slope, p) => (slope === 0 ? scale * (expected[p] as number) : slope));
}

/** [G × m] probabilities of edges into and out of modules. */
function expectedEdges(probabilities: Float64Array): Pick<FactorGraph, 'into' | 'out'> {
  return {
    into: probabilities.filter((_, p) => p % 3 === 0),
    out: probabilities.filter((_, p) => p % 3 === 1),
  };
}

/**
 * [G × m] the likelier direction of each pair of a gene and a module, where the probability of an edge exceeds the smallest threshold without
 * a cycle, and where an edge is likelier than none.
 */
export function acyclicEdges(
  probabilities: ArrayLike<number>,
  { genes, modules: count }: Shape,
): { readonly into: Uint8Array; readonly out: Uint8Array; readonly order: Int32Array } {
  const nodes = genes + count;
  const graph = new Float64Array(nodes * nodes);
  for (let p = 0; p < genes * count; p++) {
    const [gene, node] = [Math.floor(p / count), genes + (p % count)];
    const [inward, outward] = [probabilities[3 * p] as number, probabilities[3 * p + 1] as number];
    if (inward + outward <= 0.5) continue;
    graph[inward > outward ? gene * nodes + node : node * nodes + gene] = inward + outward;
  }
  const kept = above(graph, acyclicThreshold(graph, nodes));
  const order = topologicalOrder(kept, nodes) ?? new Int32Array(0);
  const edge = (from: (p: number) => number) =>
    Uint8Array.from({ length: genes * count }, (_, p) => Number(kept[from(p)] !== 0));
  return {
    into: edge((p) => Math.floor(p / count) * nodes + genes + (p % count)),
    out: edge((p) => (genes + (p % count)) * nodes + Math.floor(p / count)),
    order: order.filter((node) => node < genes),
  };
}

/** A draw of the standard Gumbel distribution. */
function gumbel(random: Random): number {
  return -Math.log(-Math.log(random.uniform() * 0.999_998 + 1e-6));
}

/** [MOST_CELLS × G] */
function someCells(values: Float32Array, genes: number, random: Random): Float32Array {
  const chosen = random.permutation(values.length / genes).subarray(0, MOST_CELLS);
  const some = new Float32Array(MOST_CELLS * genes);
  chosen.forEach((cell, row) => some.set(values.subarray(cell * genes, (cell + 1) * genes), row * genes));
  return some;
}

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
