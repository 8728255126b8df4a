/**
 * The factor graph in training: likelihood, constraint, and their gradients in closed form. G genes, of which R are candidates, m modules, h
 * hidden units. Each pair of a gene and a module is an edge gene → module, an edge module → gene, or none.
 */
import type { Random } from '../../../numerics/random';
import { HIDDEN } from './about';

/** A constant of this file: imported ones are slow in the inner loops without a bundler. */
const units = HIDDEN;

export interface Shape {
  readonly genes: number;
  /** [R] */
  readonly candidates: Int32Array;
  readonly modules: number;
}

/** Parameters, or their gradient; parts of `all`. */
export interface Parameters {
  readonly all: Float64Array;
  /** [G × m × 3] gene → module, module → gene, none. */
  readonly logits: Float64Array;
  /** [m × R × h], [m × h × h], [m × h] */
  readonly weights: readonly [Float64Array, Float64Array, Float64Array];
  /** [m × h], [m × h], [m] */
  readonly biases: readonly [Float64Array, Float64Array, Float64Array];
  /** [m × G] */
  readonly loadings: Float64Array;
  /** [G] */
  readonly intercepts: Float64Array;
  /** [G] logarithms of variances, before 1e-4 is added. */
  readonly logVariances: Float64Array;
}

export function parametersOf({ genes, candidates, modules }: Shape, given?: Float64Array): Parameters {
  const regulators = candidates.length;
  const sizes = [
    genes * modules * 3,
    modules * regulators * units,
    modules * units * units,
    modules * units,
    modules * units,
    modules * units,
    modules,
    modules * genes,
    genes,
    genes,
  ];
  const all = given ?? new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  let end = 0;
  const part = (at: number): Float64Array => {
    end += sizes[at] as number;
    return all.subarray(end - (sizes[at] as number), end);
  };
  return {
    all,
    logits: part(0),
    weights: [part(1), part(2), part(3)],
    biases: [part(4), part(5), part(6)],
    loadings: part(7),
    intercepts: part(8),
    logVariances: part(9),
  };
}

/** An edge into a module of a gene that may not regulate: never drawn. */
const FORBIDDEN = -30;

export function startParameters(shape: Shape, random: Random): Parameters {
  const parameters = parametersOf(shape);
  const draw = (part: Float64Array, sd: number) => {
    for (let p = 0; p < part.length; p++) part[p] = sd * random.normal();
  };
  const { weights, loadings, logits } = parameters;
  draw(weights[0], Math.sqrt(2 / shape.candidates.length));
  draw(weights[1], Math.sqrt(2 / units));
  draw(weights[2], Math.sqrt(2 / units));
  draw(loadings, 1 / Math.sqrt(shape.modules));
  const isCandidate = new Set(shape.candidates);
  logits.fill(1);
  for (let p = 0; p < logits.length; p += 3)
    if (!isCandidate.has(Math.floor(p / (3 * shape.modules)))) logits[p] = FORBIDDEN;
  return parameters;
}

/** [G × m × 3] softmax of the logits, with noise where given. */
export function probabilitiesOf(logits: Float64Array, noise?: Float64Array): Float64Array {
  const soft = new Float64Array(logits.length);
  for (let p = 0; p < soft.length; p += 3) {
    let [largest, sum] = [-Infinity, 0];
    for (let k = p; k < p + 3; k++) {
      const value = (logits[k] as number) + (noise ? (noise[k] as number) : 0);
      soft[k] = value;
      largest = Math.max(largest, value);
    }
    for (let k = p; k < p + 3; k++) {
      const share = Math.exp((soft[k] as number) - largest);
      soft[k] = share;
      sum += share;
    }
    for (let k = p; k < p + 3; k++) soft[k] = (soft[k] as number) / sum;
  }
  return soft;
}

/** Adds to `gradient` of the logits what a gradient with respect to the softmax means. */
export function throughSoftmax(soft: Float64Array, change: Float64Array, gradient: Float64Array): void {
  for (let p = 0; p < soft.length; p += 3) {
    let mean = 0;
    for (let k = p; k < p + 3; k++) mean += (soft[k] as number) * (change[k] as number);
    for (let k = p; k < p + 3; k++)
      gradient[k] = (gradient[k] as number) + (soft[k] as number) * ((change[k] as number) - mean);
  }
}

/** [G × m × 3] 1 for the likeliest of three. */
export function hardened(soft: Float64Array): Float64Array {
  const hard = new Float64Array(soft.length);
  for (let p = 0; p < soft.length; p += 3) {
    const [into, out, none] = [soft[p] as number, soft[p + 1] as number, soft[p + 2] as number];
    hard[p + (into >= out && into >= none ? 0 : out >= none ? 1 : 2)] = 1;
  }
  return hard;
}

/** Cells that share one draw of the graph. */
export interface Batch {
  readonly count: number;
  /** [cells × G] */
  readonly values: Float64Array;
  /** [cells × G] 1 where the gene was not set. */
  readonly free: Float64Array;
}

const LEAST_VARIANCE = 1e-4;
const LEAK = 0.01;

/** Layers of the network of every module before their non-linearity, [m × cells × h] each, and what the module gives, [m × cells]. */
interface Activations {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly ofModules: Float64Array;
}

/** What is evaluated. */
interface Point {
  readonly shape: Shape;
  readonly parameters: Parameters;
  readonly batch: Batch;
  /** [G × m × 3] */
  readonly edges: Float64Array;
}

/** To which gradients are added: of the parameters, logits excepted, and of the edges. */
interface Slopes {
  readonly gradient: Parameters;
  readonly ofEdges: Float64Array;
}

/** Σ over cells and free genes of (log σ² + (x − x̂)²/σ²) · `factor`/2. Adds its gradient. */
export function negativeLogLikelihood(point: Point, factor: number, slopes: Slopes): number {
  const activations = activationsOf(point);
  /** [m × cells] gradient with respect to what a module gives. */
  const ofModules = new Float64Array(point.shape.modules * point.batch.count);
  const loss = lossOfGenes(point, activations.ofModules, factor, slopes, ofModules);
  throughModules(point, activations, ofModules, slopes);
  return loss;
}

function activationsOf({ shape, parameters, batch, edges }: Point): Activations {
  const { genes, candidates, modules } = shape;
  const {
    weights: [first, second, third],
    biases,
  } = parameters;
  const { count, values } = batch;
  const lower = new Float64Array(modules * count * units);
  const upper = new Float64Array(modules * count * units);
  const ofModules = new Float64Array(modules * count);
  for (let f = 0; f < modules; f++)
    for (let cell = 0; cell < count; cell++) {
      const at = (f * count + cell) * units;
      for (let h = 0; h < units; h++) lower[at + h] = biases[0][f * units + h] as number;
      for (let r = 0; r < candidates.length; r++) {
        const gene = candidates[r] as number;
        const edge = edges[3 * (gene * modules + f)] as number;
        if (edge === 0) continue;
        const value = edge * (values[cell * genes + gene] as number);
        const row = (f * candidates.length + r) * units;
        for (let h = 0; h < units; h++)
          lower[at + h] = (lower[at + h] as number) + value * (first[row + h] as number);
      }
      let value = biases[2][f] as number;
      for (let h = 0; h < units; h++) upper[at + h] = biases[1][f * units + h] as number;
      for (let k = 0; k < units; k++) {
        const input = leaky(lower[at + k] as number);
        const row = (f * units + k) * units;
        for (let h = 0; h < units; h++)
          upper[at + h] = (upper[at + h] as number) + input * (second[row + h] as number);
      }
      for (let h = 0; h < units; h++)
        value += leaky(upper[at + h] as number) * (third[f * units + h] as number);
      ofModules[f * count + cell] = value;
    }
  return { lower, upper, ofModules };
}

/** The loss, with its gradient with respect to everything between modules and genes; that of the modules goes to `slopes`. */
function lossOfGenes(
  { shape, parameters, batch, edges }: Point,
  ofModules: Float64Array,
  factor: number,
  { gradient, ofEdges }: Slopes,
  slopes: Float64Array,
): number {
  const { genes, modules } = shape;
  const { loadings, intercepts, logVariances } = parameters;
  const { count, values, free } = batch;
  let loss = 0;
  const change = new Float64Array(count);
  for (let gene = 0; gene < genes; gene++) {
    const own = Math.exp(logVariances[gene] as number);
    const variance = own + LEAST_VARIANCE;
    const logVariance = Math.log(variance);
    let [ofVariance, ofIntercept] = [0, 0];
    for (let cell = 0; cell < count; cell++) {
      change[cell] = 0;
      if (free[cell * genes + gene] === 0) continue;
      let rest = (intercepts[gene] as number) - (values[cell * genes + gene] as number);
      for (let f = 0; f < modules; f++) {
        const edge = edges[3 * (gene * modules + f) + 1] as number;
        if (edge !== 0)
          rest += edge * (loadings[f * genes + gene] as number) * (ofModules[f * count + cell] as number);
      }
      loss += (factor / 2) * (logVariance + (rest * rest) / variance);
      ofVariance += (factor / 2) * (1 / variance - (rest * rest) / (variance * variance)) * own;
      change[cell] = (factor * rest) / variance;
      ofIntercept += change[cell] as number;
    }
    gradient.logVariances[gene] = (gradient.logVariances[gene] as number) + ofVariance;
    gradient.intercepts[gene] = (gradient.intercepts[gene] as number) + ofIntercept;
    for (let f = 0; f < modules; f++) {
      const [p, e] = [f * genes + gene, 3 * (gene * modules + f) + 1];
      const [edge, loading] = [edges[e] as number, loadings[p] as number];
      let product = 0;
      for (let cell = 0; cell < count; cell++) {
        product += (change[cell] as number) * (ofModules[f * count + cell] as number);
        if (edge !== 0)
          slopes[f * count + cell] =
            (slopes[f * count + cell] as number) + edge * loading * (change[cell] as number);
      }
      ofEdges[e] = (ofEdges[e] as number) + loading * product;
      gradient.loadings[p] = (gradient.loadings[p] as number) + edge * product;
    }
  }
  return loss;
}

/** Adds the gradient of what lies between candidates and modules; overwrites `upper`. */
function throughModules(
  { shape, parameters, batch, edges }: Point,
  { lower, upper }: Activations,
  slopes: Float64Array,
  { gradient, ofEdges }: Slopes,
): void {
  const { genes, candidates, modules } = shape;
  const [first, second, third] = parameters.weights;
  const { count, values } = batch;
  const back = new Float64Array(units);
  const sums = new Float64Array(candidates.length * units);
  const [ofFirst, ofSecond, ofThird] = gradient.weights;
  for (let f = 0; f < modules; f++) {
    sums.fill(0);
    for (let cell = 0; cell < count; cell++) {
      const at = (f * count + cell) * units;
      const slope = slopes[f * count + cell] as number;
      if (slope === 0) continue;
      gradient.biases[2][f] = (gradient.biases[2][f] as number) + slope;
      for (let h = 0; h < units; h++) {
        const p = f * units + h;
        const value = upper[at + h] as number;
        ofThird[p] = (ofThird[p] as number) + slope * leaky(value);
        const inner = slope * (third[p] as number) * leakySlope(value);
        upper[at + h] = inner;
        gradient.biases[1][p] = (gradient.biases[1][p] as number) + inner;
      }
      for (let k = 0; k < units; k++) {
        const value = lower[at + k] as number;
        const row = (f * units + k) * units;
        const input = leaky(value);
        let sum = 0;
        for (let h = 0; h < units; h++) {
          const inner = upper[at + h] as number;
          sum += inner * (second[row + h] as number);
          ofSecond[row + h] = (ofSecond[row + h] as number) + inner * input;
        }
        back[k] = sum * leakySlope(value);
        const p = f * units + k;
        gradient.biases[0][p] = (gradient.biases[0][p] as number) + (back[k] as number);
      }
      for (let r = 0; r < candidates.length; r++) {
        const value = values[cell * genes + (candidates[r] as number)] as number;
        for (let h = 0; h < units; h++)
          sums[r * units + h] = (sums[r * units + h] as number) + value * (back[h] as number);
      }
    }
    for (let r = 0; r < candidates.length; r++) {
      const e = 3 * ((candidates[r] as number) * modules + f);
      const row = (f * candidates.length + r) * units;
      const edge = edges[e] as number;
      let sum = 0;
      for (let h = 0; h < units; h++) {
        const product = sums[r * units + h] as number;
        sum += product * (first[row + h] as number);
        ofFirst[row + h] = (ofFirst[row + h] as number) + edge * product;
      }
      ofEdges[e] = (ofEdges[e] as number) + sum;
    }
  }
}

export function leaky(value: number): number {
  return value > 0 ? value : LEAK * value;
}

export function leakySlope(value: number): number {
  return value > 0 ? 1 : LEAK;
}

/** [R] left and right eigenvectors, refined at every use. */
export interface Eigenvectors {
  readonly left: Float64Array;
  readonly right: Float64Array;
}

const ITERATIONS = 5;

/**
 * Spectral radius of P = C Dᵀ without its diagonal, C and D [R × m] the probabilities [G × m × 3] of edges of the candidates into and out of
 * modules: 0 where no gene reaches itself. Power iterations on the factors, which never form P. Adds `factor(h)` times its gradient to
 * `ofProbabilities`, with the vectors as constants (first-order perturbation).
 */
export function spectralRadius(
  { candidates, modules }: Shape,
  probabilities: Float64Array,
  { left, right }: Eigenvectors,
  factor: (h: number) => number,
  ofProbabilities: Float64Array,
): number {
  const at = (r: number, f: number, direction: 0 | 1) =>
    3 * ((candidates[r] as number) * modules + f) + direction;
  /** [m] Σ over candidates of probability times vector. */
  const gathered = (vector: Float64Array, direction: 0 | 1): Float64Array => {
    const sum = new Float64Array(modules);
    for (let r = 0; r < vector.length; r++)
      for (let f = 0; f < modules; f++)
        sum[f] = (sum[f] as number) + (vector[r] as number) * (probabilities[at(r, f, direction)] as number);
    return sum;
  };
  const image = (vector: Float64Array, from: 0 | 1): Float64Array => {
    const sums = gathered(vector, from);
    return vector.map((own, r) => {
      let value = 0;
      for (let f = 0; f < modules; f++)
        value +=
          (probabilities[at(r, f, from === 1 ? 0 : 1)] as number) *
          ((sums[f] as number) - own * (probabilities[at(r, f, from)] as number));
      return value;
    });
  };
  for (let k = 0; k < ITERATIONS; k++) {
    right.set(normalised(image(right, 1)));
    left.set(normalised(image(left, 0)));
  }
  const through = image(right, 1);
  let [product, overlap] = [0, 1e-12];
  for (let r = 0; r < left.length; r++) {
    product += (left[r] as number) * (through[r] as number);
    overlap += (left[r] as number) * (right[r] as number);
  }
  const h = product / overlap;
  const scale = factor(h) / overlap;
  const [sources, targets] = [gathered(left, 0), gathered(right, 1)];
  for (let r = 0; r < left.length; r++)
    for (let f = 0; f < modules; f++) {
      const [into, out] = [at(r, f, 0), at(r, f, 1)];
      const [l, g] = [left[r] as number, right[r] as number];
      ofProbabilities[into] =
        (ofProbabilities[into] as number) +
        scale * l * ((targets[f] as number) - g * (probabilities[out] as number));
      ofProbabilities[out] =
        (ofProbabilities[out] as number) +
        scale * g * ((sources[f] as number) - l * (probabilities[into] as number));
    }
  return h;
}

function normalised(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 1e-40));
  return vector.map((value) => value / length);
}
