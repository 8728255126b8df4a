/**
 * Matrix products in blocks of 4 rows × 2 vectors held in registers. The caller pads: rows to 4, columns to 8. Pointers
 * and strides in bytes.
 *
 * The loops exit in the middle: engines move all loads of a branch-free stretch to its front, so that two iterations in
 * one stretch would need more registers than there are.
 */

/** C [rows × columns] from A and B; rows of each matrix are contiguous, `…Row` bytes apart; `inner` ≥ 1 terms per sum. */
@unmanaged
class Product {
  c: usize; cRow: usize;
  a: usize; aRow: usize;
  b: usize; bRow: usize;
  rows: i32; columns: i32; inner: i32;
}

/** Bytes of eight columns of a row: the distance between blocks of columns of a matrix whose rows are contiguous. */
const BLOCK: usize = 32;

/** C[i, j] = Σ_k A[i, k] B[k, j]. */
export function multiply(p: Product): void {
  multiplyRows(p.c, p.cRow, p.a, p.aRow, p.b, p.bRow, p.rows, p.columns, p.inner, false);
}

/** C[i, j] += Σ_k A[i, k] B[k, j]. */
export function addProduct(p: Product): void {
  multiplyRows(p.c, p.cRow, p.a, p.aRow, p.b, p.bRow, p.rows, p.columns, p.inner, true);
}

/** `count` floats (a multiple of 4) gain others. */
export function addTo(to: usize, from: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 16)
    v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
}

/** As multiply or, with `add`, addProduct; for other kernels. */
export function multiplyRows(
  c: usize, cRow: usize, a: usize, aRow: usize, b: usize, bRow: usize, rows: i32, columns: i32, inner: i32, add: bool,
): void {
  multiplyBlocks(c, cRow, a, aRow, b, bRow, BLOCK, rows, columns, inner, add);
}

/** C = A B for B in the panels of packPanels, each `depth` rows long, of which `inner` are used. */
export function multiplyPanels(
  c: usize, cRow: usize, a: usize, aRow: usize, panels: usize, depth: i32, rows: i32, columns: i32, inner: i32,
): void {
  multiplyBlocks(c, cRow, a, aRow, panels, BLOCK, BLOCK * <usize>depth, rows, columns, inner, false);
}

@inline
function storeRow(c: usize, x0: v128, x1: v128): void {
  v128.store(c, x0);
  v128.store(c, x1, 16);
}

/** Eight columns of B begin `bPanel` bytes after the eight before. */
function multiplyBlocks(
  c: usize, cRow: usize, a: usize, aRow: usize, b: usize, bRow: usize, bPanel: usize,
  rows: i32, columns: i32, inner: i32, add: bool,
): void {
  for (let j = 0; j < columns; j += 8, b += bPanel) {
    const end = b + <usize>inner * bRow;
    for (let i = 0; i < rows; i += 4) {
      const c0 = c + <usize>i * cRow + (<usize>j << 2), c1 = c0 + cRow, c2 = c1 + cRow, c3 = c2 + cRow;
      let x00 = f32x4.splat(0), x01 = x00, x10 = x00, x11 = x00, x20 = x00, x21 = x00, x30 = x00, x31 = x00;
      if (add) {
        x00 = v128.load(c0); x01 = v128.load(c0, 16);
        x10 = v128.load(c1); x11 = v128.load(c1, 16);
        x20 = v128.load(c2); x21 = v128.load(c2, 16);
        x30 = v128.load(c3); x31 = v128.load(c3, 16);
      }
      let p0 = a + <usize>i * aRow, p1 = p0 + aRow, p2 = p1 + aRow, p3 = p2 + aRow, q = b;
      while (true) {
        let b0 = v128.load(q), b1 = v128.load(q, 16);
        let s = v128.load32_splat(p0);
        x00 = f32x4.add(x00, f32x4.mul(s, b0)); x01 = f32x4.add(x01, f32x4.mul(s, b1));
        s = v128.load32_splat(p1);
        x10 = f32x4.add(x10, f32x4.mul(s, b0)); x11 = f32x4.add(x11, f32x4.mul(s, b1));
        s = v128.load32_splat(p2);
        x20 = f32x4.add(x20, f32x4.mul(s, b0)); x21 = f32x4.add(x21, f32x4.mul(s, b1));
        s = v128.load32_splat(p3);
        x30 = f32x4.add(x30, f32x4.mul(s, b0)); x31 = f32x4.add(x31, f32x4.mul(s, b1));
        q += bRow;
        if (q == end) break;
        b0 = v128.load(q); b1 = v128.load(q, 16);
        s = v128.load32_splat(p0, 4);
        x00 = f32x4.add(x00, f32x4.mul(s, b0)); x01 = f32x4.add(x01, f32x4.mul(s, b1));
        s = v128.load32_splat(p1, 4);
        x10 = f32x4.add(x10, f32x4.mul(s, b0)); x11 = f32x4.add(x11, f32x4.mul(s, b1));
        s = v128.load32_splat(p2, 4);
        x20 = f32x4.add(x20, f32x4.mul(s, b0)); x21 = f32x4.add(x21, f32x4.mul(s, b1));
        s = v128.load32_splat(p3, 4);
        x30 = f32x4.add(x30, f32x4.mul(s, b0)); x31 = f32x4.add(x31, f32x4.mul(s, b1));
        p0 += 8; p1 += 8; p2 += 8; p3 += 8; q += bRow;
        if (q == end) break;
      }
      storeRow(c0, x00, x01); storeRow(c1, x10, x11); storeRow(c2, x20, x21); storeRow(c3, x30, x31);
    }
  }
}

/** C[i, j] += Σ_k A[k, i] B[k, j]. */
export function addTransposedProduct(p: Product): void {
  const cRow = p.cRow, a = p.a, aRow = p.aRow, bRow = p.bRow, rows = p.rows, columns = p.columns, inner = p.inner, c = p.c;
  let b = p.b;
  for (let j = 0; j < columns; j += 8, b += BLOCK) {
    const end = b + <usize>inner * bRow;
    for (let i = 0; i < rows; i += 4) {
      const c0 = c + <usize>i * cRow + (<usize>j << 2), c1 = c0 + cRow, c2 = c1 + cRow, c3 = c2 + cRow;
      let x00 = v128.load(c0), x01 = v128.load(c0, 16), x10 = v128.load(c1), x11 = v128.load(c1, 16);
      let x20 = v128.load(c2), x21 = v128.load(c2, 16), x30 = v128.load(c3), x31 = v128.load(c3, 16);
      let p = a + (<usize>i << 2), q = b;
      while (true) {
        const b0 = v128.load(q), b1 = v128.load(q, 16);
        let s = v128.load32_splat(p);
        x00 = f32x4.add(x00, f32x4.mul(s, b0)); x01 = f32x4.add(x01, f32x4.mul(s, b1));
        s = v128.load32_splat(p, 4);
        x10 = f32x4.add(x10, f32x4.mul(s, b0)); x11 = f32x4.add(x11, f32x4.mul(s, b1));
        s = v128.load32_splat(p, 8);
        x20 = f32x4.add(x20, f32x4.mul(s, b0)); x21 = f32x4.add(x21, f32x4.mul(s, b1));
        s = v128.load32_splat(p, 12);
        x30 = f32x4.add(x30, f32x4.mul(s, b0)); x31 = f32x4.add(x31, f32x4.mul(s, b1));
        p += aRow; q += bRow;
        if (q == end) break;
      }
      storeRow(c0, x00, x01); storeRow(c1, x10, x11); storeRow(c2, x20, x21); storeRow(c3, x30, x31);
    }
  }
}

/** Copies a matrix [rows × columns] to panels of eight columns, row after row, which multiplyPanels reads in order. */
export function packPanels(to: usize, from: usize, rows: i32, columns: i32): void {
  const row = <usize>columns << 2, end = from + <usize>rows * row;
  for (let j: usize = 0; j < row; j += 32)
    for (let p = from + j; p < end; p += row, to += 32) {
      v128.store(to, v128.load(p));
      v128.store(to, v128.load(p, 16), 16);
    }
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
