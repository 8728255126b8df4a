/**
 * Products, reflections and rotations of matrices in double precision for computations before training
 * (numerics/dense). Separate from the kernels of a training step. Row-major; pointers and strides in bytes.
 */

/**
 * sum[i, j] += Σ_q a[i, q] b[j, q], q < depth, summed in order. Panels of four: a[i, q] lies at ((i & ~3) · depth +
 * 4q + (i & 3)) · 8, b likewise; `left` and `right` are multiples of 4, a row of `sum` has `right` numbers. If
 * `isSymmetric`, only tiles from the diagonal on.
 */
export function addProducts(sum: usize, a: usize, b: usize, left: i32, right: i32, depth: i32, isSymmetric: bool): void {
  const row = <usize>right << 3, panel = <usize>depth << 5;
  for (let i = 0; i < left; i += 4) {
    const first = a + <usize>(i >> 2) * panel, end = first + panel;
    for (let j = isSymmetric ? i : 0; j < right; j += 4) {
      const to0 = sum + <usize>i * row + (<usize>j << 3), to1 = to0 + row, to2 = to1 + row, to3 = to2 + row;
      let t00 = v128.load(to0), t01 = v128.load(to0, 16), t10 = v128.load(to1), t11 = v128.load(to1, 16);
      let t20 = v128.load(to2), t21 = v128.load(to2, 16), t30 = v128.load(to3), t31 = v128.load(to3, 16);
      let q = b + <usize>(j >> 2) * panel;
      for (let p = first; p < end; p += 32, q += 32) {
        const b0 = v128.load(q), b1 = v128.load(q, 16);
        let s = v128.load64_splat(p);
        t00 = f64x2.add(t00, f64x2.mul(s, b0)); t01 = f64x2.add(t01, f64x2.mul(s, b1));
        s = v128.load64_splat(p, 8);
        t10 = f64x2.add(t10, f64x2.mul(s, b0)); t11 = f64x2.add(t11, f64x2.mul(s, b1));
        s = v128.load64_splat(p, 16);
        t20 = f64x2.add(t20, f64x2.mul(s, b0)); t21 = f64x2.add(t21, f64x2.mul(s, b1));
        s = v128.load64_splat(p, 24);
        t30 = f64x2.add(t30, f64x2.mul(s, b0)); t31 = f64x2.add(t31, f64x2.mul(s, b1));
      }
      v128.store(to3, t31, 16); v128.store(to3, t30); v128.store(to2, t21, 16); v128.store(to2, t20);
      v128.store(to1, t11, 16); v128.store(to1, t10); v128.store(to0, t01, 16); v128.store(to0, t00);
    }
  }
}

/** Σ x y over `count` numbers, in four partial sums. */
@inline
function dot(x: usize, y: usize, count: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  const end = x + (<usize>(count & ~3) << 3);
  for (; x < end; x += 32, y += 32) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(x), v128.load(y)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (let k = count & 3; k > 0; k--, x += 8, y += 8) sum += load<f64>(x) * load<f64>(y);
  return sum;
}

/** x −= factor · y over `count` numbers. */
@inline
function subtract(x: usize, y: usize, factor: f64, count: i32): void {
  const f = f64x2.splat(factor);
  const end = x + (<usize>(count & ~1) << 3);
  for (; x < end; x += 16, y += 16) v128.store(x, f64x2.sub(v128.load(x), f64x2.mul(f, v128.load(y))));
  if (count & 1) store<f64>(x, load<f64>(x) - factor * load<f64>(y));
}

/** p = M u for the symmetric M of `size` rows with its lower triangle at `m`. */
export function symmetricTimes(m: usize, row: usize, u: usize, p: usize, size: i32): void {
  memory.fill(p, 0, <usize>size << 3);
  for (let j = 0; j < size; j++) {
    const mj = m + <usize>j * row, uj = load<f64>(u + (<usize>j << 3));
    const own = dot(mj, u, j) + load<f64>(mj + (<usize>j << 3)) * uj;
    subtract(p, mj, -uj, j);
    store<f64>(p + (<usize>j << 3), own);
  }
}

/** M −= u pᵀ + p uᵀ in the lower triangle. */
export function subtractSymmetric(m: usize, row: usize, u: usize, p: usize, size: i32): void {
  for (let j = 0; j < size; j++) {
    const mj = m + <usize>j * row, at = <usize>j << 3;
    subtract(mj, p, load<f64>(u + at), j + 1);
    subtract(mj, u, load<f64>(p + at), j + 1);
  }
}

/**
 * Multiplies row r of w, initially a unit vector, by (I − u_i u_iᵀ/h_i) for i = r + 1 … size − 1 in turn, for every
 * r: u_i are the first i numbers of row i at `u`; h_i = 0 skips a reflection.
 */
export function reflectRows(w: usize, u: usize, row: usize, h: usize, size: i32): void {
  for (let first = 0; first < size; first += 4)
    for (let i = first + 1; i < size; i++) {
      const hi = load<f64>(h + (<usize>i << 3));
      if (hi == 0) continue;
      const ui = u + <usize>i * row, last = min(first + 4, i);
      for (let r = first; r < last; r++) {
        const wr = w + <usize>r * row;
        subtract(wr, ui, dot(wr, ui, i) / hi, i);
      }
    }
}

/**
 * Rotates neighbouring rows of w, sweep by sweep. A sweep (two int32 in `sweeps`: top row t and number of rotations)
 * acts on rows t and t − 1, then t − 1 and t − 2, and so on, with consecutive pairs (c, s) in `turns`: the upper row
 * becomes s · lower + c · upper, the lower c · lower − s · upper. `columns` is even; processed in strips that stay in
 * the cache.
 */
export function turnRows(w: usize, row: usize, columns: i32, sweeps: usize, count: i32, turns: usize): void {
  for (let k = 0; k < columns; k += 8) {
    const wide = columns - k;
    let at = turns;
    for (let sweep = 0; sweep < count; sweep++) {
      const top = load<i32>(sweeps + (<usize>sweep << 3)), steps = load<i32>(sweeps + (<usize>sweep << 3), 4);
      const x = w + <usize>top * row + (<usize>k << 3);
      if (wide >= 8) turnWide(x, row, at, steps);
      else for (let j = 0; j < wide; j += 2) turnNarrow(x + (<usize>j << 3), row, at, steps);
      at += <usize>steps << 4;
    }
  }
}

/** Eight columns. */
@inline
function turnWide(x: usize, row: usize, turns: usize, steps: i32): void {
  let x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48);
  for (const end = turns + (<usize>steps << 4); turns < end; turns += 16, x -= row) {
    const y = x - row, c = v128.load64_splat(turns), s = v128.load64_splat(turns, 8);
    const y0 = v128.load(y), y1 = v128.load(y, 16), y2 = v128.load(y, 32), y3 = v128.load(y, 48);
    v128.store(x, f64x2.add(f64x2.mul(s, y0), f64x2.mul(c, x0)));
    v128.store(x, f64x2.add(f64x2.mul(s, y1), f64x2.mul(c, x1)), 16);
    v128.store(x, f64x2.add(f64x2.mul(s, y2), f64x2.mul(c, x2)), 32);
    v128.store(x, f64x2.add(f64x2.mul(s, y3), f64x2.mul(c, x3)), 48);
    x0 = f64x2.sub(f64x2.mul(c, y0), f64x2.mul(s, x0)); x1 = f64x2.sub(f64x2.mul(c, y1), f64x2.mul(s, x1));
    x2 = f64x2.sub(f64x2.mul(c, y2), f64x2.mul(s, x2)); x3 = f64x2.sub(f64x2.mul(c, y3), f64x2.mul(s, x3));
  }
  v128.store(x, x0); v128.store(x, x1, 16); v128.store(x, x2, 32); v128.store(x, x3, 48);
}

/** Two columns. */
@inline
function turnNarrow(x: usize, row: usize, turns: usize, steps: i32): void {
  let x0 = v128.load(x);
  for (const end = turns + (<usize>steps << 4); turns < end; turns += 16, x -= row) {
    const c = v128.load64_splat(turns), s = v128.load64_splat(turns, 8), y0 = v128.load(x - row);
    v128.store(x, f64x2.add(f64x2.mul(s, y0), f64x2.mul(c, x0)));
    x0 = f64x2.sub(f64x2.mul(c, y0), f64x2.mul(s, x0));
  }
  v128.store(x, x0);
}
