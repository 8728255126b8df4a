/**
 * Costs between points of two clouds and the small passes around them. Matrices are [size × size] floats, size = points
 * padded to 8; points are rows of genes. Pointers in bytes.
 */

/** to = from ⊙ mask, for rows of `genes` floats (a multiple of 4). */
export function maskedRows(to: usize, from: usize, mask: usize, rows: i32, genes: i32): void {
  const row = <usize>genes << 2;
  for (let n = 0; n < rows; n++, to += row, from += row)
    for (let i: usize = 0; i < row; i += 16)
      v128.store(to + i, f32x4.mul(v128.load(from + i), v128.load(mask + i)));
}

/** to [columns × rows] = fromᵀ, from [rows × columns]; both multiples of 4. */
export function transpose(to: usize, from: usize, rows: i32, columns: i32): void {
  const toRow = <usize>rows << 2, fromRow = <usize>columns << 2;
  for (let i: usize = 0; i < <usize>rows; i += 4)
    for (let j: usize = 0; j < <usize>columns; j += 4) {
      const source = from + i * fromRow + (j << 2), target = to + j * toRow + (i << 2);
      const a = v128.load(source), b = v128.load(source + fromRow);
      const c = v128.load(source + 2 * fromRow), d = v128.load(source + 3 * fromRow);
      const ab = i32x4.shuffle(a, b, 0, 4, 1, 5), cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
      const ab2 = i32x4.shuffle(a, b, 2, 6, 3, 7), cd2 = i32x4.shuffle(c, d, 2, 6, 3, 7);
      v128.store(target, i64x2.shuffle(ab, cd, 0, 2));
      v128.store(target + toRow, i64x2.shuffle(ab, cd, 1, 3));
      v128.store(target + 2 * toRow, i64x2.shuffle(ab2, cd2, 0, 2));
      v128.store(target + 3 * toRow, i64x2.shuffle(ab2, cd2, 1, 3));
    }
}

@inline
function squared(x: v128): v128 {
  return f32x4.mul(x, x);
}

/**
 * C_ij = scale Σ_g (x_ig − y_jg)², in blocks of 4 × 8 held in registers, from differences: |x|² + |y|² − 2xy would lose
 * what tells near points apart.
 * @param x [size × genes]; yt [genes × size]
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
