/**
 * The cell term without each gene's own input, forward and backward in one pass (equations in loss/cellTerm.ts). The
 * residual of a (cell, gene) row depends only on that row, so its adjoint is computed at once: nothing of size cells ×
 * genes × modules is stored and no exponential is computed twice. Pointers in bytes.
 */
import { sumOfLanes, bounded, onePlusExponential, remainderOf, shiftedPowerOf } from './functions';
import { multiplyRows } from './matrices';

/** A block of cells with everything their term reads and writes. Matrices have rows of `genes` or `modules` floats. */
@unmanaged
class CellBlock {
  /** Cells (even), regulators, first column of the other genes, genes, modules. */
  cells: i32; regulators: i32; others: i32; genes: i32; modules: i32;
  /** λ_s / (batch · G). */
  scale: f32;
  /** [cells × genes] */
  x: usize; mask: usize; e: usize;
  /** [cells × modules] */
  u: usize; uBar: usize;
  /** [4 × modules] */
  scratch: usize;
  a: usize; bt: usize; beta: usize; resting: usize;
  aBar: usize; btBar: usize; betaBar: usize;
}

/**
 * Genes that are regulators (columns 0 … regulators − 1 of x), two cells at a time: they share the loads of A and B and the updates
 * of their gradients. u = Bz + β. Writes e = ∂L/∂f°; uBar, aBar and btBar gain their parts. `scratch` holds, per four modules and
 * both cells, the parts of their exponentials, then the activities.
 * @returns Σ scale · mask · f°²
 */
export function cellTermOfRegulators(block: CellBlock): f32 {
  const cells = block.cells, regulators = block.regulators, genes = block.genes, modules = block.modules, scale = block.scale;
  const x = block.x, mask = block.mask, u = block.u, a = block.a, bt = block.bt, resting = block.resting, e = block.e;
  const activities = block.scratch, uBar = block.uBar, aBar = block.aBar, btBar = block.btBar;
  const row = <usize>modules << 2, gRow = <usize>genes << 2, one = f32x4.splat(1);
  let loss: f32 = 0;
  for (let g = 0; g < regulators; g++) {
    const ag = a + <usize>g * row, bg = bt + <usize>g * row, aBarG = aBar + <usize>g * row, btBarG = btBar + <usize>g * row;
    for (let cell = 0; cell < cells; cell += 2) {
      const at = <usize>cell * gRow + (<usize>g << 2), u0 = u + <usize>cell * row, uBar0 = uBar + <usize>cell * row;
      const u1 = u0 + row, uBar1 = uBar0 + row;
      const own0 = load<f32>(x + at), own1 = load<f32>(x + at + gRow);
      const ownA = f32x4.splat(own0), ownB = f32x4.splat(own1);
      for (let m: usize = 0, w = activities; m < row; m += 16, w += 64) {
        const b = v128.load(bg + m);
        const x0 = bounded(f32x4.sub(f32x4.mul(b, ownA), v128.load(u0 + m))), shifted0 = shiftedPowerOf(x0);
        const x1 = bounded(f32x4.sub(f32x4.mul(b, ownB), v128.load(u1 + m))), shifted1 = shiftedPowerOf(x1);
        v128.store(w, remainderOf(x0, shifted0)); v128.store(w, remainderOf(x1, shifted1), 16);
        v128.store(w, shifted0, 32); v128.store(w, shifted1, 48);
      }
      for (let w = activities; w < activities + (row << 2); w += 64) {
        v128.store(w, onePlusExponential(v128.load(w), v128.load(w, 32)));
        v128.store(w, onePlusExponential(v128.load(w, 16), v128.load(w, 48)), 16);
      }
      let sum0 = f32x4.splat(0), sum1 = sum0;
      for (let m: usize = 0, w = activities; m < row; m += 16, w += 64) {
        const am = v128.load(ag + m), rest = v128.load(resting + m);
        const s0 = f32x4.div(one, v128.load(w)), s1 = f32x4.div(one, v128.load(w, 16));
        v128.store(w, s0); v128.store(w, s1, 16);
        sum0 = f32x4.add(sum0, f32x4.mul(am, f32x4.sub(s0, rest)));
        sum1 = f32x4.add(sum1, f32x4.mul(am, f32x4.sub(s1, rest)));
      }
      const f0 = sumOfLanes(sum0) - own0, f1 = sumOfLanes(sum1) - own1;
      const weight0 = scale * load<f32>(mask + at), weight1 = scale * load<f32>(mask + at + gRow);
      const slope0: f32 = 2 * weight0 * f0, slope1: f32 = 2 * weight1 * f1;
      loss += weight0 * f0 * f0 + weight1 * f1 * f1;
      store<f32>(e + at, slope0);
      store<f32>(e + at + gRow, slope1);
      const slopeA = f32x4.splat(slope0), slopeB = f32x4.splat(slope1);
      for (let m: usize = 0, w = activities; m < row; m += 16, w += 64) {
        const s0 = v128.load(w), s1 = v128.load(w, 16), am = v128.load(ag + m), rest = v128.load(resting + m);
        const t0 = f32x4.mul(f32x4.mul(slopeA, am), f32x4.mul(s0, f32x4.sub(one, s0)));
        const t1 = f32x4.mul(f32x4.mul(slopeB, am), f32x4.mul(s1, f32x4.sub(one, s1)));
        v128.store(uBar0 + m, f32x4.add(v128.load(uBar0 + m), t0));
        v128.store(uBar1 + m, f32x4.add(v128.load(uBar1 + m), t1));
        v128.store(btBarG + m, f32x4.sub(v128.load(btBarG + m), f32x4.add(f32x4.mul(t0, ownA), f32x4.mul(t1, ownB))));
        const aPart = f32x4.add(f32x4.mul(slopeA, f32x4.sub(s0, rest)), f32x4.mul(slopeB, f32x4.sub(s1, rest)));
        v128.store(aBarG + m, f32x4.add(v128.load(aBarG + m), aPart));
      }
    }
  }
  return loss;
}

/**
 * The other genes (columns from `others` on): φ in `e` becomes ∂L/∂f° in place.
 * @returns Σ scale · mask · (φ − x)²
 */
export function cellResidual(block: CellBlock): f32 {
  const cells = block.cells, first = block.others, genes = block.genes, scale = block.scale;
  const x = block.x, mask = block.mask, e = block.e;
  const gRow = <usize>genes << 2, scale4 = f32x4.splat(scale);
  let sum = f32x4.splat(0);
  for (let cell = 0; cell < cells; cell++)
    for (let i = <usize>cell * gRow + (<usize>first << 2); i < <usize>(cell + 1) * gRow; i += 16) {
      const f = f32x4.sub(v128.load(e + i), v128.load(x + i));
      const weighted = f32x4.mul(f32x4.mul(scale4, v128.load(mask + i)), f);
      sum = f32x4.add(sum, f32x4.mul(weighted, f));
      v128.store(e + i, f32x4.add(weighted, weighted));
    }
  return sumOfLanes(sum);
}

/** uBar gains p σ′(u), from the centred activities c. */
export function addActivityAdjoint(uBar: usize, p: usize, c: usize, resting: usize, rows: i32, modules: i32): void {
  const row = <usize>modules << 2, one = f32x4.splat(1);
  for (let n = 0; n < rows; n++, uBar += row, p += row, c += row)
    for (let m: usize = 0; m < row; m += 16) {
      const activity = f32x4.add(v128.load(c + m), v128.load(resting + m));
      const du = f32x4.mul(v128.load(p + m), f32x4.mul(activity, f32x4.sub(one, activity)));
      v128.store(uBar + m, f32x4.add(v128.load(uBar + m), du));
    }
}

/** betaBar gains Σ_cells uBar − σ′(β) Σ_g (Σ_cells e_g) A_g. */
export function cellTermOfBeta(block: CellBlock): void {
  const cells = block.cells, genes = block.genes, modules = block.modules, e = block.e, uBar = block.uBar;
  const a = block.a, resting = block.resting, scratch = block.scratch, betaBar = block.betaBar;
  const row = <usize>modules << 2, gRow = <usize>genes << 2, one = f32x4.splat(1);
  memory.fill(scratch, 0, row);
  for (let g = 0; g < genes; g++) {
    let slope: f32 = 0;
    for (let cell = 0; cell < cells; cell++) slope += load<f32>(e + <usize>cell * gRow + (<usize>g << 2));
    const slope4 = f32x4.splat(slope), ag = a + <usize>g * row;
    for (let m: usize = 0; m < row; m += 16)
      v128.store(scratch + m, f32x4.add(v128.load(scratch + m), f32x4.mul(slope4, v128.load(ag + m))));
  }
  for (let m: usize = 0; m < row; m += 16) {
    const rest = v128.load(resting + m);
    let sum = v128.load(betaBar + m);
    for (let cell = 0; cell < cells; cell++) sum = f32x4.add(sum, v128.load(uBar + <usize>cell * row + m));
    v128.store(betaBar + m, f32x4.sub(sum, f32x4.mul(f32x4.mul(rest, f32x4.sub(one, rest)), v128.load(scratch + m))));
  }
}

/** u = Bz + β for rows of x. */
export function preactivation(block: CellBlock): void {
  const rows = block.cells, modules = block.modules, u = block.u;
  const row = <usize>modules << 2;
  for (let n = 0; n < rows; n++) memory.copy(u + <usize>n * row, block.beta, row);
  multiplyRows(u, row, block.x, <usize>block.genes << 2, block.bt, row, rows, modules, block.regulators, true);
}
