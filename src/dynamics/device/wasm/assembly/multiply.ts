/**
 * Matrix products in blocks of 4 rows × 2 vectors held in registers. All sizes are padded by the caller: rows to 4,
 * columns to 8. Pointers and strides in bytes, so that transposes and column ranges need no copies.
 */

/**
 * C[i, j] (+)= Σ_k A[i, k] B[k, j] for i < rows (a multiple of 4), j < columns (a multiple of 8), k < inner.
 * A may be transposed: its rows are `aRow` bytes apart, its columns `aColumn`. `add` keeps what C holds.
 */
export function multiply(
  c: usize, cRow: usize,
  a: usize, aRow: usize, aColumn: usize,
  b: usize, bRow: usize,
  rows: i32, columns: i32, inner: i32,
  add: bool,
): void {
  for (let j = 0; j < columns; j += 8) {
    for (let i = 0; i < rows; i += 4) {
      const c0 = c + <usize>i * cRow + (<usize>j << 2), c1 = c0 + cRow, c2 = c1 + cRow, c3 = c2 + cRow;
      let x00 = f32x4.splat(0), x01 = x00, x10 = x00, x11 = x00, x20 = x00, x21 = x00, x30 = x00, x31 = x00;
      if (add) {
        x00 = v128.load(c0); x01 = v128.load(c0, 16);
        x10 = v128.load(c1); x11 = v128.load(c1, 16);
        x20 = v128.load(c2); x21 = v128.load(c2, 16);
        x30 = v128.load(c3); x31 = v128.load(c3, 16);
      }
      let p = a + <usize>i * aRow, q = b + (<usize>j << 2);
      const p1 = aRow, p2 = aRow * 2, p3 = aRow * 3;
      for (let k = 0; k < inner; k++) {
        const b0 = v128.load(q), b1 = v128.load(q, 16);
        let s = v128.load32_splat(p);
        x00 = f32x4.add(x00, f32x4.mul(s, b0)); x01 = f32x4.add(x01, f32x4.mul(s, b1));
        s = v128.load32_splat(p + p1);
        x10 = f32x4.add(x10, f32x4.mul(s, b0)); x11 = f32x4.add(x11, f32x4.mul(s, b1));
        s = v128.load32_splat(p + p2);
        x20 = f32x4.add(x20, f32x4.mul(s, b0)); x21 = f32x4.add(x21, f32x4.mul(s, b1));
        s = v128.load32_splat(p + p3);
        x30 = f32x4.add(x30, f32x4.mul(s, b0)); x31 = f32x4.add(x31, f32x4.mul(s, b1));
        p += aColumn; q += bRow;
      }
      v128.store(c0, x00); v128.store(c0, x01, 16);
      v128.store(c1, x10); v128.store(c1, x11, 16);
      v128.store(c2, x20); v128.store(c2, x21, 16);
      v128.store(c3, x30); v128.store(c3, x31, 16);
    }
  }
}
