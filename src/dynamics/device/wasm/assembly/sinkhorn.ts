/**
 * Sinkhorn iterations (equations in loss/sinkhorn.ts), all in units of ε: costs C/ε, potentials f/ε. The plan at base
 * potentials, P_ij = exp(f_i + g_j − C_ij), is computed once and an iteration only rescales it: f_i + log u_i with u_i
 * = 1/mean_j P_ij v_j is T(g + log v, C). The loop has two matrix-vector products and no exponential. A scaling beyond
 * bounds is absorbed into the base and the plan computed again (Schmitzer, SIAM J. Sci. Comput. 2019).
 *
 * Products and quotients stay within the range of single precision. With the base f_i = min_j C_ij, g_j = min_i (C_ij −
 * f_i), no entry of P exceeds 1 and every row and column has an entry of 1, so that u and v start between 1/n and n;
 * entries that underflow are smaller than e^−87 and cannot matter before the next absorption. Self potentials stay
 * within ± ½ log n.
 *
 * Matrices are [size × size], vectors [size], size = n padded to 8. Padding of a plan is n on the diagonal and 0
 * elsewhere, which leaves the padding of every scaling at 1. Pointers in bytes.
 */
import { transpose } from './matrices';
import { exponential, logarithm, largestLane, smallestLane, sumOfLanes } from './functions';

/** to = from ⊙ mask, for rows of `genes` floats (a multiple of 4). */
export function maskedRows(to: usize, from: usize, mask: usize, rows: i32, genes: i32): void {
  const row = <usize>genes << 2;
  for (let n = 0; n < rows; n++, to += row, from += row)
    for (let i: usize = 0; i < row; i += 16)
      v128.store(to + i, f32x4.mul(v128.load(from + i), v128.load(mask + i)));
}

@inline
function squared(x: v128): v128 {
  return f32x4.mul(x, x);
}

/**
 * C_ij = scale Σ_g (x_ig − y_jg)², in blocks of 4 × 8 held in registers, from differences: |x|² + |y|² − 2xy would lose
 * the precision of small distances. x [size × genes]; yt [genes × size].
 */
export function squaredDistances(c: usize, x: usize, yt: usize, size: i32, genes: i32, scale: f32): void {
  const row = <usize>size << 2, p1 = <usize>genes << 2, p2 = p1 * 2, p3 = p1 * 3, scale4 = f32x4.splat(scale);
  for (let j: usize = 0; j < row; j += 32)
    for (let i: usize = 0; i < <usize>size; i += 4) {
      let x00 = f32x4.splat(0), x01 = x00, x10 = x00, x11 = x00, x20 = x00, x21 = x00, x30 = x00, x31 = x00;
      let p = x + i * p1, q = yt + j;
      for (let g = 0; g < genes; g++) {
        const y0 = v128.load(q), y1 = v128.load(q, 16);
        let s = v128.load32_splat(p);
        x00 = f32x4.add(x00, squared(f32x4.sub(s, y0))); x01 = f32x4.add(x01, squared(f32x4.sub(s, y1)));
        s = v128.load32_splat(p + p1);
        x10 = f32x4.add(x10, squared(f32x4.sub(s, y0))); x11 = f32x4.add(x11, squared(f32x4.sub(s, y1)));
        s = v128.load32_splat(p + p2);
        x20 = f32x4.add(x20, squared(f32x4.sub(s, y0))); x21 = f32x4.add(x21, squared(f32x4.sub(s, y1)));
        s = v128.load32_splat(p + p3);
        x30 = f32x4.add(x30, squared(f32x4.sub(s, y0))); x31 = f32x4.add(x31, squared(f32x4.sub(s, y1)));
        p += 4; q += row;
      }
      const c0 = c + i * row + j, c1 = c0 + row, c2 = c1 + row, c3 = c2 + row;
      v128.store(c0, f32x4.mul(scale4, x00)); v128.store(c0, f32x4.mul(scale4, x01), 16);
      v128.store(c1, f32x4.mul(scale4, x10)); v128.store(c1, f32x4.mul(scale4, x11), 16);
      v128.store(c2, f32x4.mul(scale4, x20)); v128.store(c2, f32x4.mul(scale4, x21), 16);
      v128.store(c3, f32x4.mul(scale4, x30)); v128.store(c3, f32x4.mul(scale4, x31), 16);
    }
}

/** Mean of the first n rows and columns. */
export function meanCost(c: usize, n: i32, size: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) sum += <f64>load<f32>(c + (<usize>(i * size + j) << 2));
  return sum / (<f64>n * <f64>n);
}

/** Multiplies `count` floats (a multiple of 4) by a factor. */
export function scaled(c: usize, count: i32, factor: f32): void {
  const factor4 = f32x4.splat(factor);
  for (let i: usize = 0; i < <usize>count << 2; i += 16) v128.store(c + i, f32x4.mul(factor4, v128.load(c + i)));
}

/** Scalings beyond e^±16 are absorbed. */
const bound: f32 = 8.886e6;

/** P_ij = exp(f_i + g_j − C_ij); may be in place. */
function setPlan(n: i32, size: i32, plan: usize, cost: usize, f: usize, g: usize): void {
  const row = <usize>size << 2;
  for (let i = 0; i < size; i++, plan += row, cost += row) {
    const fi = v128.load32_splat(f + (<usize>i << 2));
    for (let j: usize = 0; j < row; j += 16)
      v128.store(plan + j, exponential(f32x4.add(f32x4.sub(fi, v128.load(cost + j)), v128.load(g + j))));
    for (let j = i < n ? n : 0; j < size; j++) store<f32>(plan + (<usize>j << 2), i == j ? <f32>n : 0);
  }
}

/** sums_j = Σ_i s_i M_ij. */
function weightedSums(size: i32, sums: usize, s: usize, m: usize): void {
  const row = <usize>size << 2;
  for (let j: usize = 0; j < row; j += 32) {
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
    let p = m + j;
    for (let i: usize = 0; i < row; i += 16, p += 4 * row) {
      const p1 = p + row, p2 = p1 + row, p3 = p2 + row;
      let si = v128.load32_splat(s + i);
      a0 = f32x4.add(a0, f32x4.mul(si, v128.load(p))); a1 = f32x4.add(a1, f32x4.mul(si, v128.load(p, 16)));
      si = v128.load32_splat(s + i, 4);
      b0 = f32x4.add(b0, f32x4.mul(si, v128.load(p1))); b1 = f32x4.add(b1, f32x4.mul(si, v128.load(p1, 16)));
      si = v128.load32_splat(s + i, 8);
      c0 = f32x4.add(c0, f32x4.mul(si, v128.load(p2))); c1 = f32x4.add(c1, f32x4.mul(si, v128.load(p2, 16)));
      si = v128.load32_splat(s + i, 12);
      d0 = f32x4.add(d0, f32x4.mul(si, v128.load(p3))); d1 = f32x4.add(d1, f32x4.mul(si, v128.load(p3, 16)));
    }
    v128.store(sums + j, f32x4.add(f32x4.add(a0, b0), f32x4.add(c0, d0)));
    v128.store(sums + j, f32x4.add(f32x4.add(a1, b1), f32x4.add(c1, d1)), 16);
  }
}

/** The larger of log(largest up) and −log(smallest down); NaN where one is not positive and finite. */
function furthest(up: v128, down: v128): f64 {
  return max(logarithm(largestLane(up)), -logarithm(smallestLane(down)));
}

/** s_j = n / sums_j. @returns max |log s_new − log s_old| */
function rescale(n: i32, size: i32, s: usize, sums: usize): f64 {
  const count = f32x4.splat(<f32>n);
  let up = f32x4.splat(1), down = up;
  for (let j: usize = 0; j < <usize>size << 2; j += 16) {
    const next = f32x4.div(count, v128.load(sums + j)), ratio = f32x4.div(next, v128.load(s + j));
    up = f32x4.max(up, ratio);
    down = f32x4.min(down, ratio);
    v128.store(s + j, next);
  }
  return furthest(up, down);
}

/** s_j = √(s_j n / sums_j), the averaged update. @returns max 2 |log s_new − log s_old| */
function rescaleAveraged(n: i32, size: i32, s: usize, sums: usize): f64 {
  const count = f32x4.splat(<f32>n);
  let up = f32x4.splat(1), down = up;
  for (let j: usize = 0; j < <usize>size << 2; j += 16) {
    const old = v128.load(s + j), next = f32x4.sqrt(f32x4.div(f32x4.mul(old, count), v128.load(sums + j)));
    const ratio = f32x4.div(next, old);
    up = f32x4.max(up, ratio);
    down = f32x4.min(down, ratio);
    v128.store(s + j, next);
  }
  return 2 * furthest(up, down);
}

/** False for NaN. */
function withinBounds(size: i32, s: usize): bool {
  let largest = v128.load(s), smallest = largest;
  for (let j: usize = 16; j < <usize>size << 2; j += 16) {
    largest = f32x4.max(largest, v128.load(s + j));
    smallest = f32x4.min(smallest, v128.load(s + j));
  }
  return largestLane(largest) < bound && smallestLane(smallest) > 1 / bound;
}

/** Adds log s to the base and sets the scaling to 1. */
function absorb(size: i32, base: usize, s: usize): void {
  for (let j: usize = 0; j < <usize>size << 2; j += 4) {
    store<f32>(base + j, <f32>(<f64>load<f32>(base + j) + logarithm(load<f32>(s + j))));
    store<f32>(s + j, 1);
  }
}

/** s = exp(−base), so that the potential is 0. */
function startAtZero(size: i32, base: usize, s: usize): void {
  for (let j: usize = 0; j < <usize>size << 2; j += 16)
    v128.store(s + j, exponential(f32x4.neg(v128.load(base + j))));
}

function meanPotential(n: i32, base: usize, s: usize): f64 {
  let sum: f64 = 0;
  for (let j: usize = 0; j < <usize>n << 2; j += 4) sum += <f64>load<f32>(base + j) + logarithm(load<f32>(s + j));
  return sum / <f64>n;
}

/**
 * Two clouds. cost: C/ε; plan, back (its transpose), f, g, u and v are written; f and g are zeros before; sums: scratch. The potentials
 * are f + log u and g + log v, the transport plan is u_i plan_ij v_j / n².
 */
@unmanaged
class CloudPair {
  n: i32; size: i32;
  cost: usize; plan: usize; back: usize;
  f: usize; g: usize; u: usize; v: usize; sums: usize;
  iterations: i32; tolerance: f64;
}

/** Alternating updates of the potentials of two clouds, from 0. @returns mean f + mean g, in units of ε */
export function crossPotentials(clouds: CloudPair): f64 {
  const n = clouds.n, size = clouds.size, cost = clouds.cost, plan = clouds.plan, back = clouds.back;
  const f = clouds.f, g = clouds.g, u = clouds.u, v = clouds.v, sums = clouds.sums;
  const iterations = clouds.iterations, tolerance = clouds.tolerance;
  for (let i = 0; i < n; i++) {
    const row = cost + (<usize>(i * size) << 2);
    let smallest: f32 = Infinity;
    for (let j = 0; j < n; j++) smallest = min(smallest, load<f32>(row + (<usize>j << 2)));
    store<f32>(f + (<usize>i << 2), smallest);
  }
  for (let j = 0; j < n; j++) {
    let smallest: f32 = Infinity;
    for (let i = 0; i < n; i++)
      smallest = min(smallest, load<f32>(cost + (<usize>(i * size + j) << 2)) - load<f32>(f + (<usize>i << 2)));
    store<f32>(g + (<usize>j << 2), smallest);
  }
  startAtZero(size, f, u);
  startAtZero(size, g, v);
  setPlan(n, size, plan, cost, f, g);
  transpose(back, plan, size, size);
  let moved: f64 = Infinity;
  for (let made = 0; made < iterations && !(moved < tolerance); made++) {
    weightedSums(size, sums, v, back);
    moved = rescale(n, size, u, sums);
    weightedSums(size, sums, u, plan);
    rescale(n, size, v, sums);
    if (withinBounds(size, u) && withinBounds(size, v)) continue;
    absorb(size, f, u);
    absorb(size, g, v);
    setPlan(n, size, plan, cost, f, g);
    transpose(back, plan, size, size);
  }
  return meanPotential(n, f, u) + meanPotential(n, g, v);
}

/**
 * Averaged updates of the potential of a cloud with itself, from 0.
 * @param plan C/ε in, exp(−C/ε) out; the transport plan is w_i plan_ij w_j / n²
 * @param zeros, sums scratch; `zeros` must be 0 and is left so
 * @returns the mean potential, in units of ε
 */
export function selfPotential(
  n: i32, size: i32, plan: usize, w: usize, zeros: usize, sums: usize, iterations: i32, tolerance: f64,
): f64 {
  startAtZero(size, zeros, w);
  setPlan(n, size, plan, plan, zeros, zeros);
  let moved: f64 = Infinity;
  for (let made = 0; made < iterations && !(moved < tolerance); made++) {
    weightedSums(size, sums, w, plan);
    moved = rescaleAveraged(n, size, w, sums);
  }
  return meanPotential(n, zeros, w);
}

/**
 * The gradient with respect to x as two matrices, so that scale · [Σ_j π_ij (x_i − y_j) − Σ_j πxx_ij (x_i − x_j)] is
 * cross · Y + self · X: in place, plans become −scale π, and scale πxx with the difference of their row sums on the diagonal.
 * @param scale includes the 1/n² of the plans
 */
export function transportGradient(
  n: i32, size: i32, scale: f32, cross: usize, u: usize, v: usize, self: usize, w: usize,
): void {
  const row = <usize>size << 2;
  for (let i = 0; i < n; i++) {
    const at = <usize>i << 2, crossRow = cross + <usize>i * row, selfRow = self + <usize>i * row;
    const ui = f32x4.splat(-scale * load<f32>(u + at)), wi = f32x4.splat(scale * load<f32>(w + at));
    let sum = f32x4.splat(0);
    for (let j: usize = 0; j < row; j += 16) {
      const pull = f32x4.mul(f32x4.mul(ui, v128.load(crossRow + j)), v128.load(v + j));
      const push = f32x4.mul(f32x4.mul(wi, v128.load(selfRow + j)), v128.load(w + j));
      v128.store(crossRow + j, pull);
      v128.store(selfRow + j, push);
      sum = f32x4.add(sum, f32x4.add(pull, push));
    }
    store<f32>(selfRow + at, load<f32>(selfRow + at) - sumOfLanes(sum));
  }
  for (let i = n; i < size; i++) {
    memory.fill(cross + <usize>i * row, 0, row);
    memory.fill(self + <usize>i * row, 0, row);
  }
}
