/**
 * Regulatory networks with signed strengths, random or given, and their additive Hill kinetics: each gene responds
 * half-maximally at its regulators' steady levels, so the steady state is known exactly.
 */
import type { Random } from '../numerics/random';
import { type Kinetics, hill } from './langevin';
import type { SignedEdge } from './rules';

export interface Regulation {
  readonly source: number;
  readonly target: number;
  /** Largest production rate it adds; negative for repression (added when the regulator is absent). */
  readonly strength: number;
}

export interface SignedNetwork {
  readonly genes: readonly string[];
  readonly regulations: readonly Regulation[];
  /** [G] planted module of each gene, −1 for none; null where none are planted. */
  readonly modules: Int32Array | null;
}

export interface SettledKinetics extends Kinetics {
  /** [G] steady state of the equations without noise. */
  readonly steady: Float64Array;
  /**
   * Largest real part of the Jacobian's eigenvalues at the steady state; negative: stable. Precision as
   * largestRealPart.
   */
  readonly leadingRealPart: () => number;
}

const HILL_EXPONENT = 2;

/**
 * dx_i/dt = b_i + Σ_j k⁺ H(x_j) + Σ_j k⁻ (1 − H(x_j)) − λ_i x_i, H(x) = x²/(x² + x*_j²), with x* the steady state (b
 * + Σ k/2)/λ. One evaluation takes a Hill term per regulator and an addition per regulation. Decay λ in 0.6–1; basal
 * rate 0.1–0.5 for regulated genes, 2–5 for others.
 */
export function additiveHill({ genes, regulations }: SignedNetwork, random: Random): SettledKinetics {
  const regulated = new Set(regulations.map(({ target }) => target));
  const decay = Float64Array.from(genes, () => 0.6 + 0.4 * random.uniform());
  const basal = Float64Array.from(genes, (_, g) =>
    regulated.has(g) ? 0.1 + 0.4 * random.uniform() : 2 + 3 * random.uniform(),
  );
  const halfway = basal.slice();
  for (const { target, strength } of regulations)
    halfway[target] = (halfway[target] ?? 0) + Math.abs(strength) / 2;
  const steady = halfway.map((rate, g) => rate / (decay[g] ?? 1));

  const sources = Int32Array.from(new Set(regulations.map(({ source }) => source)));
  const active = new Float64Array(genes.length);
  const from = Int32Array.from(regulations, ({ source }) => source);
  const to = Int32Array.from(regulations, ({ target }) => target);
  const strengths = Float64Array.from(regulations, ({ strength }) => strength);
  return {
    genes,
    decay,
    steady,
    leadingRealPart: () =>
      leadingRealPart(
        { decay, regulations },
        // H′(x*) = n / (4 x*).
        strengths.map((strength, at) => (strength * HILL_EXPONENT) / (4 * (steady[from[at] ?? 0] ?? 1))),
      ),
    production: (state, rates) => {
      for (const source of sources)
        active[source] = hill(state[source] ?? 0, steady[source] ?? 1, HILL_EXPONENT);
      rates.set(basal);
      for (let at = 0; at < from.length; at++) {
        const [strength, target] = [strengths[at] as number, to[at] as number];
        const share = active[from[at] as number] as number;
        rates[target] =
          (rates[target] as number) + (strength > 0 ? strength * share : -strength * (1 - share));
      }
    },
  };
}

/** Largest real part of the Jacobian's eigenvalues. @param slopes [regulations] of the production of its target with its source */
export function leadingRealPart(
  { decay, regulations }: Pick<SettledKinetics, 'decay'> & Pick<SignedNetwork, 'regulations'>,
  slopes: Float64Array,
): number {
  return largestRealPart({
    diagonal: decay.map((rate) => -rate),
    from: Int32Array.from(regulations, ({ source }) => source),
    to: Int32Array.from(regulations, ({ target }) => target),
    weights: slopes,
  });
}

export function edgesOfNetwork({ genes, regulations }: SignedNetwork): SignedEdge[] {
  return regulations.map(({ source, target, strength }) => ({
    source: genes[source] ?? '',
    target: genes[target] ?? '',
    sign: strength > 0 ? 1 : -1,
  }));
}

/** By gene names; sign 0 if unknown. */
export interface KnownRegulation {
  readonly source: string;
  readonly target: string;
  readonly sign: 1 | -1 | 0;
}

/**
 * A network from known regulations. Strengths from 1 to 5 as in random networks; unknown signs are repressing with
 * probability `repressing`. Self-regulation and repeated edges are left out.
 */
export function givenNetwork(
  edges: readonly KnownRegulation[],
  repressing: number,
  random: Random,
): SignedNetwork {
  const names = new Map<string, number>();
  for (const name of edges.flatMap(({ source, target }) => [source, target]))
    if (!names.has(name)) names.set(name, names.size);
  const regulations = new Map<number, Regulation>();
  for (const edge of edges) {
    const [source, target] = [names.get(edge.source) ?? 0, names.get(edge.target) ?? 0];
    const pair = source * names.size + target;
    if (source === target || regulations.has(pair)) continue;
    const size = 1 + 4 * random.uniform();
    const drawn = random.uniform() < repressing ? -1 : 1;
    regulations.set(pair, { source, target, strength: size * (edge.sign || drawn) });
  }
  return { genes: [...names.keys()], regulations: [...regulations.values()], modules: null };
}

/**
 * Stability of a linear system: the largest real part of the eigenvalues of a sparse matrix, in time linear in its
 * entries, where an eigendecomposition takes the cube of its rows.
 */
export interface SparseMatrix {
  readonly diagonal: Float64Array;
  /** Entry `weights[i]` acts from column `from[i]` on row `to[i]`, off the diagonal. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weights: Float64Array;
}

/** Times of the linear equation, in units of its diagonal; growth is measured between them. */
const SETTLED = 100;
const LAST = 500;
const STEP = 0.5;

/**
 * Precise to about a hundredth. The eigenvalues of a matrix are those of its strongly connected parts: a part of one
 * row has exactly its diagonal entry; in larger parts dz/dt = Jz is integrated by RK4, and the growth of ‖z‖ is that
 * of the leading direction. Entries must be of the order of one.
 */
export function largestRealPart(matrix: SparseMatrix): number {
  const { diagonal, from, to } = matrix;
  const part = stronglyConnected(diagonal.length, from, to);
  const sizes = new Map<number, number>();
  for (const of of part) sizes.set(of, (sizes.get(of) ?? 0) + 1);
  let largest = Number.NEGATIVE_INFINITY;
  for (const [row, value] of diagonal.entries())
    if (sizes.get(part[row] ?? 0) === 1) largest = Math.max(largest, value);
  for (const [of, size] of sizes) if (size > 1) largest = Math.max(largest, growthIn(matrix, part, of));
  return largest;
}

/** Growth rate in one strongly connected part. */
function growthIn(matrix: SparseMatrix, part: Int32Array, of: number): number {
  const rows = [...part.keys()].filter((row) => part[row] === of);
  const local = new Map(rows.map((row, at) => [row, at]));
  const inside = [...matrix.from.keys()].filter(
    (i) => part[matrix.from[i] ?? 0] === of && part[matrix.to[i] ?? 0] === of,
  );
  const diagonal = Float64Array.from(rows, (row) => matrix.diagonal[row] ?? 0);
  const from = Int32Array.from(inside, (i) => local.get(matrix.from[i] ?? 0) ?? 0);
  const to = Int32Array.from(inside, (i) => local.get(matrix.to[i] ?? 0) ?? 0);
  const weights = Float64Array.from(inside, (i) => matrix.weights[i] ?? 0);
  const apply = (x: Float64Array): Float64Array => {
    const y = x.map((value, row) => (diagonal[row] as number) * value);
    for (let i = 0; i < from.length; i++) {
      const row = to[i] as number;
      y[row] = (y[row] as number) + (weights[i] as number) * (x[from[i] as number] as number);
    }
    return y;
  };
  // A start vector that is unlikely to be orthogonal to the leading eigenvector, as all-ones could be by symmetry.
  let z = Float64Array.from(rows, (_, at) => 1 + ((at * 0.6180339887498949) % 1));
  let grown = 0;
  for (let time = 0; time < LAST; time += STEP) {
    // exp(hJ) to fourth order: RK4 for a linear equation.
    let term = z;
    let next = z.slice();
    for (let order = 1; order <= 4; order++) {
      term = apply(term).map((value) => (value * STEP) / order);
      for (const [row, value] of term.entries()) next[row] = (next[row] ?? 0) + value;
    }
    const size = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    if (time >= SETTLED) grown += Math.log(size);
    z = next.map((value) => value / size);
  }
  return grown / (LAST - SETTLED);
}

/**
 * [nodes] index of each node's strongly connected component (Tarjan 1972, SIAM Journal on Computing 1: 146, without
 * recursion). Edge i leads from `from[i]` to `to[i]`.
 */
export function stronglyConnected(nodes: number, from: Int32Array, to: Int32Array): Int32Array {
  const targets = Array.from({ length: nodes }, (): number[] => []);
  for (const [i, source] of from.entries()) targets[source]?.push(to[i] ?? 0);
  const part = new Int32Array(nodes).fill(-1);
  const seen = new Int32Array(nodes).fill(-1);
  const lowest = new Int32Array(nodes);
  const next = new Int32Array(nodes);
  const open: number[] = [];
  let count = 0;
  let parts = 0;
  for (let root = 0; root < nodes; root++) {
    if (seen[root] !== -1) continue;
    const path = [root];
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      if (seen[node] === -1) {
        seen[node] = lowest[node] = count++;
        open.push(node);
      }
      const target = targets[node]?.[next[node] ?? 0];
      if (target === undefined) {
        path.pop();
        const above = path.at(-1);
        if (above !== undefined) lowest[above] = Math.min(lowest[above] ?? 0, lowest[node] ?? 0);
        if (lowest[node] === seen[node]) {
          for (let member = open.pop(); member !== undefined; member = open.pop()) {
            part[member] = parts;
            if (member === node) break;
          }
          parts++;
        }
        continue;
      }
      next[node] = (next[node] ?? 0) + 1;
      if (seen[target] === -1) path.push(target);
      else if (part[target] === -1) lowest[node] = Math.min(lowest[node] ?? 0, seen[target] ?? 0);
    }
  }
  return part;
}
