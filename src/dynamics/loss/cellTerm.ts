/**
 * The cell term: the mean square of f°, the vector field at observed cells with each gene's own input left out (for
 * regulator g every pre-activation is u_m − B_mg z_g, so that no self-loop can explain the residual), and its adjoint:
 *   f°_g = Σ_m A_gm (s_gm − σ(β_m)) − z_g,  s_gm = σ(u_m − B_mg z_g) for regulators, σ(u_m) for other genes,
 *   e_g = ∂L/∂f°_g,  t_gm = e_g A_gm s_gm (1 − s_gm),  du_m = Σ_g t_gm,
 *   ∂A_gm = e_g (s_gm − σ(β_m)),  ∂B_mr = du_m z_r − t_rm z_r,  ∂β_m = du_m − σ′(β_m) Σ_g e_g A_gm.
 * Float64, one cell at a time.
 */
import type { Problem } from '../problem';
import { logistic, preactivation, type ParameterBlocks, type VectorField } from '../vectorField';

/** Adds the gradient; returns λ_s · Σ f°² mask / (batch · G). `batch` are rows of problem.cells. */
export function cellTermLoss(
  problem: Problem,
  field: VectorField,
  batch: Int32Array,
  gradient: ParameterBlocks,
): number {
  const { genes } = problem.shape;
  if (problem.cellWeight === 0 || batch.length === 0) return 0;
  const scale = problem.cellWeight / (batch.length * genes);
  const regulatorOfGene = new Int32Array(genes).fill(-1);
  field.regulators.forEach((gene, r) => {
    regulatorOfGene[gene] = r;
  });
  let sum = 0;
  for (const cell of batch) {
    const condition = problem.maskOfCell[cell] as number;
    sum += lossOfCell(
      field,
      regulatorOfGene,
      Float64Array.from(problem.cells.subarray(cell * genes, (cell + 1) * genes)),
      problem.cellMask.subarray(condition * genes, (condition + 1) * genes),
      scale,
      gradient,
    );
  }
  return sum;
}

function lossOfCell(
  field: VectorField,
  regulatorOfGene: Int32Array,
  z: Float64Array,
  mask: Float32Array,
  scale: number,
  gradient: ParameterBlocks,
): number {
  const { at, bt } = field.parameters;
  const { genes, modules } = field.shape;
  const { resting } = field;
  const u = new Float64Array(modules);
  preactivation(field, z, u);
  const s = new Float64Array(modules);
  const du = new Float64Array(modules);
  let loss = 0;
  for (let g = 0; g < genes; g++) {
    const r = regulatorOfGene[g] as number;
    const own = r < 0 ? 0 : (z[g] as number);
    const bRow = Math.max(r, 0) * modules;
    let f = -(z[g] as number);
    for (let m = 0; m < modules; m++) {
      const activity = logistic((u[m] as number) - (bt[bRow + m] as number) * own);
      s[m] = activity;
      f += (at[m * genes + g] as number) * (activity - (resting[m] as number));
    }
    const weight = scale * (mask[g] as number);
    loss += weight * f * f;
    const e = 2 * weight * f;
    for (let m = 0; m < modules; m++) {
      const a = at[m * genes + g] as number;
      const activity = s[m] as number;
      const rest = resting[m] as number;
      const t = e * a * activity * (1 - activity);
      du[m] = (du[m] as number) + t;
      gradient.at[m * genes + g] = (gradient.at[m * genes + g] as number) + e * (activity - rest);
      gradient.beta[m] = (gradient.beta[m] as number) - e * a * rest * (1 - rest);
      if (r >= 0) gradient.bt[bRow + m] = (gradient.bt[bRow + m] as number) - t * own;
    }
  }
  for (let m = 0; m < modules; m++) gradient.beta[m] = (gradient.beta[m] as number) + (du[m] as number);
  for (let r = 0; r < field.regulators.length; r++) {
    const input = z[field.regulators[r] as number] as number;
    for (let m = 0; m < modules; m++)
      gradient.bt[r * modules + m] = (gradient.bt[r * modules + m] as number) + (du[m] as number) * input;
  }
  return loss;
}
