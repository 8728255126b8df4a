/**
 * The vector field in Float64, for one state: f(z) = φ(z) − z with φ(z) = A [σ(Bz + β) − σ(β)] (docs/method.md, "Vector field"; after
 * PerturbODE, Lin et al., arXiv 2501.02409). The centring makes z = 0 an exact fixed point. Also its adjoint. The definition every faster
 * device is tested against. Interventions in the dynamics: clamped genes stay constant, overexpressed genes get a constant source. dz/dt
 * = keep ⊙ (f(z) + shift), z(0) = the clamped values (0 elsewhere). Independent of data and labels.
 */
import { type ParameterShape, parameterLayout } from './problem';
import type { AdjointOfRightHandSide } from './adjoint';
import type { RightHandSide } from './solve/rk4';

/** Parameters by block, as views of (or into) one flat array laid out by problem.ts. */
export interface ParameterBlocks {
  /** [M × G] Aᵀ. */
  readonly at: Float64Array;
  /** [R × M] Bᵀ. */
  readonly bt: Float64Array;
  /** [M] β. */
  readonly beta: Float64Array;
  /** [D] raw overexpression strengths. */
  readonly delta: Float64Array;
}

export function parameterBlocks(shape: ParameterShape, flat: Float64Array): ParameterBlocks {
  const layout = parameterLayout(shape);
  return {
    at: flat.subarray(layout.at, layout.bt),
    bt: flat.subarray(layout.bt, layout.beta),
    beta: flat.subarray(layout.beta, layout.delta),
    delta: flat.subarray(layout.delta, layout.total),
  };
}

/** σ, the logistic function. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

export interface VectorField {
  readonly shape: ParameterShape;
  readonly regulators: Int32Array;
  readonly parameters: ParameterBlocks;
  /** [M] σ(β): module activity of the unperturbed mean. */
  readonly resting: Float64Array;
}

export function vectorFieldOf(
  shape: ParameterShape,
  regulators: Int32Array,
  flat: Float64Array,
): VectorField {
  const parameters = parameterBlocks(shape, flat);
  return { shape, regulators, parameters, resting: parameters.beta.map(logistic) };
}

/** u = Bz + β for z [G]; writes u [M]. */
export function preactivation(field: VectorField, z: Float64Array, u: Float64Array): void {
  const { bt, beta } = field.parameters;
  const input = new Float64Array(field.regulators.length);
  for (let r = 0; r < input.length; r++) input[r] = z[field.regulators[r] as number] as number;
  u.set(beta);
  addProduct(bt, input, u);
}

/** φ(z) for z [G]; writes φ [G]. */
export function regulation(field: VectorField, z: Float64Array, phi: Float64Array): void {
  const activity = new Float64Array(field.shape.modules);
  preactivation(field, z, activity);
  for (let m = 0; m < activity.length; m++)
    activity[m] = logistic(activity[m] as number) - (field.resting[m] as number);
  phi.fill(0);
  addProduct(field.parameters.at, activity, phi);
}

/**
 * Adds Σ_r x_r row_r to y [columns], `rows` [rows × columns] row-major: row after row, so that the sums round alike however many rows are
 * taken at a time. Four at a time read and write y a quarter as often.
 */
function addProduct(rows: Float64Array, x: Float64Array, y: Float64Array): void {
  const columns = y.length;
  const blocks = x.length - (x.length % 4);
  for (let r = 0; r < blocks; r += 4) {
    const [x0, x1, x2, x3] = [x[r] as number, x[r + 1] as number, x[r + 2] as number, x[r + 3] as number];
    const first = r * columns;
    const [second, third, fourth] = [first + columns, first + 2 * columns, first + 3 * columns];
    for (let c = 0; c < columns; c++)
      y[c] =
        (y[c] as number) +
        (rows[first + c] as number) * x0 +
        (rows[second + c] as number) * x1 +
        (rows[third + c] as number) * x2 +
        (rows[fourth + c] as number) * x3;
  }
  for (let r = blocks; r < x.length; r++) {
    const input = x[r] as number;
    for (let c = 0; c < columns; c++) y[c] = (y[c] as number) + (rows[r * columns + c] as number) * input;
  }
}

/** f(z) = φ(z) − z for z [G]; writes f [G]. */
export function vectorField(field: VectorField, z: Float64Array, f: Float64Array): void {
  regulation(field, z, f);
  for (let g = 0; g < z.length; g++) f[g] = (f[g] as number) - (z[g] as number);
}

/**
 * Adds Jᵀv to zBar [G], J the Jacobian of f at z, and vᵀ∂f/∂(A, B, β) to the gradient: p = Aᵀv, du = p σ′(u); ∂A = v
 * (σ(u) − σ(β))ᵀ, ∂B = du zᵀ, ∂β = du − p σ′(β).
 */
function vectorFieldAdjoint(
  field: VectorField,
  z: Float64Array,
  v: Float64Array,
  zBar: Float64Array,
  gradient: ParameterBlocks,
): void {
  const { at, bt } = field.parameters;
  const { genes, modules } = field.shape;
  const u = new Float64Array(modules);
  preactivation(field, z, u);
  for (let m = 0; m < modules; m++) {
    const activity = logistic(u[m] as number);
    const resting = field.resting[m] as number;
    let p = 0;
    for (let g = 0; g < genes; g++) {
      const vg = v[g] as number;
      const i = m * genes + g;
      p += (at[i] as number) * vg;
      gradient.at[i] = (gradient.at[i] as number) + vg * (activity - resting);
    }
    const du = p * activity * (1 - activity);
    gradient.beta[m] = (gradient.beta[m] as number) + du - p * resting * (1 - resting);
    for (let r = 0; r < field.regulators.length; r++) {
      const gene = field.regulators[r] as number;
      const i = r * modules + m;
      zBar[gene] = (zBar[gene] as number) + (bt[i] as number) * du;
      gradient.bt[i] = (gradient.bt[i] as number) + du * (z[gene] as number);
    }
  }
  for (let g = 0; g < genes; g++) zBar[g] = (zBar[g] as number) - (v[g] as number);
}

interface Intervened {
  /** [G] 1 free, 0 clamped. */
  readonly keep: ArrayLike<number>;
  /** [G] constant added to dz/dt, δ applied. */
  readonly shift: ArrayLike<number>;
}

export function intervenedField(field: VectorField, row: Intervened): RightHandSide {
  return (z, dz) => {
    vectorField(field, z, dz);
    for (let g = 0; g < dz.length; g++)
      dz[g] = (row.keep[g] as number) * ((dz[g] as number) + (row.shift[g] as number));
  };
}

/** Adds ∂L/∂shift to shiftBar [G] besides what vectorFieldAdjoint adds. */
export function intervenedAdjoint(
  field: VectorField,
  row: Intervened,
  gradient: ParameterBlocks,
  shiftBar: Float64Array,
): AdjointOfRightHandSide {
  return (z, v, zBar) => {
    const free = v.map((value, g) => value * (row.keep[g] as number));
    for (let g = 0; g < free.length; g++) shiftBar[g] = (shiftBar[g] as number) + (free[g] as number);
    vectorFieldAdjoint(field, z, free, zBar, gradient);
  };
}

/**
 * Lowest level of a clamped gene, in standard deviations of the reference. log1p turns "no expression" into a level as
 * far down as the gene is expressed: −26 in a cell with a thousand molecules. Free cells rarely fall below −4, and
 * without a floor such a level lets a tiny weight of B explain a knockout (docs/decisions/0022).
 */
export const CLAMP_FLOOR = -4;

/** The level (z) passed to the vector field; `floor` null: no floor. */
export function clampedLevel(level: number, floor: number | null): number {
  return floor === null ? level : Math.max(floor, level);
}
