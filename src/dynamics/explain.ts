/**
 * Which paths of the model carry a predicted change from the genes that were set to one gene.
 *
 * Along the trajectory z(t) the vector field is a matrix: φ(z) = W(t) z with W = A diag(s) B and the secant slopes
 * s_m = [σ(u_m) − σ(β_m)]/(u_m − β_m), exactly and without linearisation. z then solves the linear equation
 * dz/dt = W(t) z − z, whose solution is the sum over all paths from the genes that were set: along a path the signal y_i of each gene solves
 * dy_i/dt = W_ij(t) y_j − (1 − W_ii(t)) y_i, j the gene before it and W_ii its influence on itself. Contributions of paths therefore add
 * up to the predicted change.
 */
import { type VectorField, intervenedField, logistic, preactivation, vectorFieldOf } from './vectorField';
import type { FittedModel } from './fitted';
import { type Change, experiment } from './predict';
import { rk4 } from './solve/rk4';

/** Points per path signal, on top of the model's own steps. */
const INTERVALS = 240;
/** Paths whose contribution is below this share of the largest are not followed. */
const MIN_SHARE = 0.005;
const MAX_EXPANSIONS = 400;

export interface Path {
  /** From a gene that was set to the target; indices into genes. */
  readonly genes: readonly number[];
  /** Sign of the influence of each gene on the next. */
  readonly signs: readonly (1 | -1)[];
  /** Part of the predicted change of the target, in log1p expression. */
  readonly contribution: number;
}

interface ExplainedEdge {
  readonly source: number;
  readonly target: number;
  /** The predicted change minus the one simulated without this edge, in log1p expression. */
  readonly contribution: number;
}

export interface Explanation {
  /** Predicted change of the target, in log1p expression (as predictChange). */
  readonly delta: number;
  /** Largest contribution first. */
  readonly paths: readonly Path[];
  /** The response shared by all perturbations, which is not from the network. */
  readonly shared: number;
  /** What the listed paths and the shared response leave: further paths, loops, and the correction of composition. */
  readonly other: number;
  /** The edges of the listed paths, each cut alone; largest contribution first. */
  readonly edges: readonly ExplainedEdge[];
}

/**
 * `target` is not one of the changed genes. At most `most` paths, without those that visit a gene twice.
 * @throws RangeError where `target` is set by a change
 */
export function explainChange(
  model: FittedModel,
  changes: readonly Change[],
  target: number,
  time: number | null,
  most = 12,
): Explanation {
  const set = changes.filter(({ value }) => value !== 1).map(({ gene }) => gene);
  if (set.includes(target)) throw new RangeError('the target is set itself');
  const { row, steps, latest, kappa, sharedAt, shiftOf } = experiment(model, changes, time);
  const field = vectorFieldOf(model.shape, model.regulators, Float64Array.from(model.parameters));
  const endOf = (cut: Omit<ExplainedEdge, 'contribution'> | null) => {
    const rhs = intervenedField(field, row);
    const modified = cut === null ? rhs : withoutEdge(rhs, field, cut, row.keep);
    const end = rk4(modified, row.clamp.slice(), latest, steps).at(-1);
    return (shiftOf(end, latest)[target] ?? 0) * (model.scale[target] ?? 1);
  };
  const delta = endOf(null);
  const fine = steps * Math.ceil(INTERVALS / steps);
  const states = rk4(intervenedField(field, row), row.clamp.slice(), latest, fine);
  const signals = new PathSignals(field, states, row.keep, target, latest / fine);
  const starts = [...new Set(set)].map((gene) => ({
    gene,
    signal:
      row.keep[gene] === 0
        ? new Float64Array(fine + 1).fill(row.clamp[gene] ?? 0)
        : signals.response(gene, new Float64Array(fine + 1).fill(row.shift[gene] ?? 0)),
  }));
  const unit = (model.scale[target] ?? 1) * kappa * (model.back?.geneScale[target] ?? 1);
  const paths = signals
    .largestPaths(starts, most)
    .map(({ contribution, ...path }) => ({ ...path, contribution: contribution * unit }));
  const shared = (sharedAt(latest)?.[target] ?? 0) * (model.scale[target] ?? 1);
  const listed = paths.reduce((sum, { contribution }) => sum + contribution, 0);
  const edges = edgesOf(paths)
    .map((edge) => ({ ...edge, contribution: delta - endOf(edge) }))
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return { delta, paths, shared, other: delta - listed - shared, edges };
}

function edgesOf(paths: readonly Path[]): readonly Omit<ExplainedEdge, 'contribution'>[] {
  const edges = new Map<string, Omit<ExplainedEdge, 'contribution'>>();
  for (const { genes } of paths)
    for (const [at, target] of genes.slice(1).entries()) {
      const source = genes[at] as number;
      edges.set(`${source} ${target}`, { source, target });
    }
  return [...edges.values()];
}

/** The field in which `target` does not see `source`: Σ_m A_gm [σ(u_m) − σ(u_m − B_mr z_r)] is taken from dz_g/dt. */
function withoutEdge(
  rhs: (z: Float64Array, dz: Float64Array) => void,
  field: VectorField,
  { source, target }: Omit<ExplainedEdge, 'contribution'>,
  keep: ArrayLike<number>,
): (z: Float64Array, dz: Float64Array) => void {
  const { genes, modules } = field.shape;
  const { at, bt } = field.parameters;
  const regulator = field.regulators.indexOf(source);
  const u = new Float64Array(modules);
  return (z, dz) => {
    rhs(z, dz);
    if (regulator < 0 || keep[target] === 0) return;
    preactivation(field, z, u);
    for (let m = 0; m < modules; m++) {
      const own = (bt[regulator * modules + m] as number) * (z[source] as number);
      const lost = logistic(u[m] as number) - logistic((u[m] as number) - own);
      dz[target] = (dz[target] as number) - (at[m * genes + target] as number) * lost;
    }
  };
}

interface Prefix {
  readonly genes: readonly number[];
  readonly signs: readonly (1 | -1)[];
  /** [points] of the last gene. */
  readonly signal: Float64Array;
  /** Sum over all ways on to the target (z); of a path that has arrived, its contribution. */
  readonly total: number;
}

/** Signals along paths, on the points of one trajectory. */
class PathSignals {
  readonly #field: VectorField;
  readonly #points: number;
  readonly #step: number;
  readonly #target: number;
  readonly #keep: ArrayLike<number>;
  /** [points × M] secant slopes. */
  readonly #slopes: Float64Array;
  /** [points × R] what a unit of the regulator's signal at that point adds to the target in the end, by all ways. */
  readonly #influence: Float64Array;

  constructor(
    field: VectorField,
    states: readonly Float64Array[],
    keep: ArrayLike<number>,
    target: number,
    step: number,
  ) {
    this.#field = field;
    this.#points = states.length;
    this.#step = step;
    this.#target = target;
    this.#keep = keep;
    this.#slopes = secantSlopes(field, states);
    this.#influence = this.#influences();
  }

  /** [points] y of the gene with dy/dt = input − (1 − W_ii) y and y(0) = 0; the input is linear, W_ii constant between points. */
  response(gene: number, input: Float64Array): Float64Array {
    const own = this.#ownInfluence(gene);
    const y = new Float64Array(input.length);
    for (let i = 1; i < input.length; i++) {
      const rate = 1 - ((own[i - 1] as number) + (own[i] as number)) / 2;
      const passed = rate * this.#step;
      const decay = Math.exp(-passed);
      // Weights of the input at both ends of the step, with their limits where nothing decays.
      const mean = Math.abs(passed) < 1e-9 ? 1 - passed / 2 : (1 - decay) / passed;
      const last = Math.abs(passed) < 1e-4 ? 0.5 - passed / 6 : (1 - mean) / passed;
      y[i] =
        decay * (y[i - 1] as number) +
        this.#step * ((mean - last) * (input[i - 1] as number) + last * (input[i] as number));
    }
    return y;
  }

  /** [points] W_ii. */
  #ownInfluence(gene: number): Float64Array {
    const { at, bt } = this.#field.parameters;
    const { genes, modules } = this.#field.shape;
    const regulator = this.#field.regulators.indexOf(gene);
    const own = new Float64Array(this.#points);
    if (regulator < 0) return own;
    const product = Float64Array.from(
      { length: modules },
      (_, m) => (at[m * genes + gene] as number) * (bt[regulator * modules + m] as number),
    );
    return own.map((_, i) =>
      product.reduce((sum, weight, m) => sum + weight * (this.#slopes[i * modules + m] as number), 0),
    );
  }

  /** The paths with the largest contributions, best first; search by what all ways on from a path add. */
  largestPaths(
    starts: readonly { readonly gene: number; readonly signal: Float64Array }[],
    most: number,
  ): readonly Path[] {
    const open: Prefix[] = starts.map(({ gene, signal }) => ({
      genes: [gene],
      signs: [],
      signal,
      total: this.#totalFrom(gene, signal),
    }));
    const found: Path[] = [];
    for (let expansions = 0; open.length > 0 && found.length < most && expansions < MAX_EXPANSIONS;) {
      const best = open.reduce(
        (at, one, i) => (Math.abs(one.total) > Math.abs(open[at]?.total ?? 0) ? i : at),
        0,
      );
      const [prefix] = open.splice(best, 1);
      if (!prefix) break;
      const { genes, signs, total } = prefix;
      if (genes.at(-1) === this.#target) {
        found.push({ genes, signs, contribution: total });
        continue;
      }
      if (Math.abs(total) < MIN_SHARE * Math.abs(found[0]?.contribution ?? 0)) break;
      expansions++;
      open.push(...this.#extended(prefix));
    }
    return found.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  }

  /** The path with each possible next gene: a regulator that is not clamped and not yet on it, or the target. */
  #extended({ genes, signs, signal }: Prefix): Prefix[] {
    const { regulators } = this.#field;
    const last = genes.at(-1) ?? -1;
    const next = [...new Set([...regulators, this.#target])].filter(
      (gene) => !genes.includes(gene) && this.#keep[gene] !== 0,
    );
    const inputs = this.#inputs(last, signal, next);
    return next.flatMap((gene, at) => {
      const input = inputs[at] as Float64Array;
      const own = this.response(gene, input);
      const total = gene === this.#target ? (own.at(-1) ?? 0) : this.#totalFrom(gene, own);
      if (total === 0) return [];
      const agreement = input.reduce((sum, value, i) => sum + value * (signal[i] ?? 0), 0);
      return [{ genes: [...genes, gene], signs: [...signs, agreement < 0 ? -1 : 1], signal: own, total }];
    });
  }

  /** [points] W_gj(t) y(t) for each g of `next`. */
  #inputs(gene: number, signal: Float64Array, next: readonly number[]): readonly Float64Array[] {
    const { at, bt } = this.#field.parameters;
    const { genes, modules } = this.#field.shape;
    const regulator = this.#field.regulators.indexOf(gene);
    const inputs = next.map(() => new Float64Array(this.#points));
    if (regulator < 0) return inputs;
    const sent = new Float64Array(modules);
    for (let i = 0; i < this.#points; i++) {
      for (let m = 0; m < modules; m++)
        sent[m] =
          (this.#slopes[i * modules + m] as number) *
          (bt[regulator * modules + m] as number) *
          (signal[i] as number);
      for (const [place, one] of next.entries()) {
        let sum = 0;
        for (let m = 0; m < modules; m++) sum += (at[m * genes + one] as number) * (sent[m] as number);
        (inputs[place] as Float64Array)[i] = sum;
      }
    }
    return inputs;
  }

  /** ∫ influence × signal: the trapezoidal rule. */
  #totalFrom(gene: number, signal: Float64Array): number {
    const regulator = this.#field.regulators.indexOf(gene);
    if (regulator < 0) return 0;
    const count = this.#field.regulators.length;
    return signal.reduce((sum, value, i) => {
      const weight = i === 0 || i === signal.length - 1 ? this.#step / 2 : this.#step;
      return sum + weight * value * (this.#influence[i * count + regulator] as number);
    }, 0);
  }

  /** Backwards in time: dλ/dt = λ − Wᵀλ from λ(T) = 1 at the target, for free genes; the influence is Wᵀλ. Heun's method. */
  #influences(): Float64Array {
    const { at, bt } = this.#field.parameters;
    const { genes, modules } = this.#field.shape;
    const { regulators } = this.#field;
    const followed = [...new Set([...regulators, this.#target])].filter((gene) => this.#keep[gene] !== 0);
    const influence = new Float64Array(this.#points * regulators.length);
    const back = new Float64Array(modules);
    /** Wᵀλ [R] at a point. */
    const sentBack = (lambda: Float64Array, point: number): Float64Array => {
      for (let m = 0; m < modules; m++) {
        let sum = 0;
        for (const gene of followed) sum += (at[m * genes + gene] as number) * (lambda[gene] as number);
        back[m] = sum * (this.#slopes[point * modules + m] as number);
      }
      return Float64Array.from(regulators, (_, r) => {
        let sum = 0;
        for (let m = 0; m < modules; m++) sum += (bt[r * modules + m] as number) * (back[m] as number);
        return sum;
      });
    };
    const slope = (lambda: Float64Array, sent: Float64Array) => {
      const change = lambda.map((value) => -value);
      regulators.forEach((gene, r) => {
        if (this.#keep[gene] !== 0) change[gene] = (change[gene] as number) + (sent[r] as number);
      });
      return change;
    };
    let lambda = new Float64Array(genes);
    lambda[this.#target] = 1;
    for (let i = this.#points - 1; i >= 0; i--) {
      const sent = sentBack(lambda, i);
      influence.set(sent, i * regulators.length);
      if (i === 0) break;
      const first = slope(lambda, sent);
      const guess = lambda.map((value, g) => value + this.#step * (first[g] as number));
      const second = slope(guess, sentBack(guess, i - 1));
      lambda = lambda.map(
        (value, g) => value + (this.#step / 2) * ((first[g] as number) + (second[g] as number)),
      );
    }
    return influence;
  }
}

/** [points × M] [σ(u) − σ(β)]/(u − β), and σ′(β) where u is β. */
function secantSlopes(field: VectorField, states: readonly Float64Array[]): Float64Array {
  const { modules } = field.shape;
  const { beta } = field.parameters;
  const slopes = new Float64Array(states.length * modules);
  const u = new Float64Array(modules);
  states.forEach((z, point) => {
    preactivation(field, z, u);
    for (let m = 0; m < modules; m++) {
      const resting = field.resting[m] as number;
      const distance = (u[m] as number) - (beta[m] as number);
      slopes[point * modules + m] =
        Math.abs(distance) < 1e-7 ? resting * (1 - resting) : (logistic(u[m] as number) - resting) / distance;
    }
  });
  return slopes;
}
