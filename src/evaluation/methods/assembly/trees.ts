/**
 * Histograms of regression trees (regressionTree.ts). A place of 16 bytes holds a row of the tree, and those of a node lie together: draws ×
 * response (f64), ONE_ROW + draws or 0 where there is none (i32), and the number of the row (i32). Plain instructions: no SIMD is needed.
 */

/** One addition counts the rows and the draws of a class: exact below 2¹⁵ of both. */
const ONE_ROW: i32 = 1 << 16;

/** What is known of a node, as regressionTree.ts reads it. */
@unmanaged
class Node {
  /** Response over the draws, and its square. */
  sum: f64; squares: f64;
  /** Of the best split so far; −∞ before. */
  gain: f64;
  /** ONE_ROW × rows + draws. */
  counted: i32;
  /** Of the best split: rows of a class up to `lastLeft` go left. */
  predictor: i32; lastLeft: i32;
}

/** Sums of the node with the places from `first` to before `end`; `response` of all rows. */
export function describe(into: usize, first: usize, end: usize, response: usize): void {
  const node = changetype<Node>(into);
  let sum: f64 = 0, squares: f64 = 0, counted = 0;
  for (let at = first; at < end; at += 16) {
    const value = load<f64>(at);
    sum += value; squares += value * load<f64>(response + (<usize>load<i32>(at, 12) << 3));
    counted += load<i32>(at, 8);
  }
  node.sum = sum; node.squares = squares; node.counted = counted; node.gain = -Infinity;
}

/** Adds a place to a class of a histogram. */
@inline
function add(bin: usize, value: f64, drawn: i32): void {
  store<f64>(bin, load<f64>(bin) + value);
  store<i32>(bin, load<i32>(bin, 8) + drawn, 8);
}

/** Looks for a better split between the `occupied` classes of a histogram, and empties it. Returns 1 where there is one class only. */
function scan(node: Node, histogram: usize, occupied: u64, predictor: i32, minRows: i32): i32 {
  const total = node.counted, draws = total & (ONE_ROW - 1), sum = node.sum, before = sum * sum / <f64>draws;
  const least = minRows * ONE_ROW, most = ((total >> 16) - minRows + 1) * ONE_ROW;
  const isConstant = i32((occupied & (occupied - 1)) == 0);
  let left: f64 = 0, counted = 0, gain = node.gain;
  for (; occupied != 0; occupied &= occupied - 1) {
    const k = <i32>ctz(occupied), bin = histogram + (<usize>k << 4);
    left += load<f64>(bin); counted += load<i32>(bin, 8);
    store<f64>(bin, 0); store<i32>(bin, 0, 8);
    if (counted < least || counted >= most) continue;
    const right = sum - left, drawnLeft = counted & (ONE_ROW - 1);
    const gained = left * left / <f64>drawnLeft + right * right / <f64>(draws - drawnLeft) - before;
    if (gained > gain) { gain = gained; node.predictor = predictor; node.lastLeft = k; }
  }
  node.gain = gain;
  return isConstant;
}

/**
 * Looks for a better split of the node by the `count` predictors at `picks`. `classes` [predictors × rows] bytes below 64; `histogram` has
 * room for two predictors, 16 bytes per class, zero before and after. Two are counted at once, as additions to one class wait for each other.
 * @returns how many of the predictors are constant there
 */
export function search(
  into: usize, first: usize, end: usize, classes: usize, rows: i32, picks: usize, count: i32, minRows: i32, histogram: usize
): i32 {
  const node = changetype<Node>(into), second = histogram + (64 << 4);
  let constant = 0, p = 0;
  for (; p + 1 < count; p += 2) {
    const a = load<i32>(picks + (<usize>p << 2)), b = load<i32>(picks + (<usize>p << 2), 4);
    const ofA = classes + <usize>(a * rows), ofB = classes + <usize>(b * rows);
    let occupiedA: u64 = 0, occupiedB: u64 = 0;
    for (let at = first; at < end; at += 16) {
      const drawn = load<i32>(at, 8);
      if (drawn == 0) continue;
      const row = <usize>load<i32>(at, 12), value = load<f64>(at);
      const i = <i32>load<u8>(ofA + row), j = <i32>load<u8>(ofB + row);
      occupiedA |= (<u64>1) << i; occupiedB |= (<u64>1) << j;
      add(histogram + (<usize>i << 4), value, drawn); add(second + (<usize>j << 4), value, drawn);
    }
    constant += scan(node, histogram, occupiedA, a, minRows);
    constant += scan(node, second, occupiedB, b, minRows);
  }
  if (p < count) {
    const a = load<i32>(picks + (<usize>p << 2)), ofA = classes + <usize>(a * rows);
    let occupied: u64 = 0;
    for (let at = first; at < end; at += 16) {
      const drawn = load<i32>(at, 8);
      if (drawn == 0) continue;
      const i = <i32>load<u8>(ofA + <usize>load<i32>(at, 12));
      occupied |= (<u64>1) << i;
      add(histogram + (<usize>i << 4), load<f64>(at), drawn);
    }
    constant += scan(node, histogram, occupied, a, minRows);
  }
  return constant;
}

/**
 * Moves the rows of classes above `lastLeft` behind the others, both in order. `own` [rows] bytes: classes of the predictor; `spare` has room
 * for all places. Both sides are written and one of them moves on, because sides are hard to foresee.
 * @returns where the right side begins
 */
export function divide(first: usize, end: usize, own: usize, lastLeft: i32, spare: usize): usize {
  let left = first, right = spare;
  for (let at = first; at < end; at += 16) {
    const a = load<i64>(at), b = load<i64>(at, 8);
    const isRight = <usize>(<i32>load<u8>(own + <usize>(b >> 32)) > lastLeft);
    store<i64>(left, a); store<i64>(left, b, 8);
    store<i64>(right, a); store<i64>(right, b, 8);
    right += isRight << 4; left += (1 - isRight) << 4;
  }
  memory.copy(left, spare, right - spare);
  return left;
}

/** Takes `step` from the response of the rows in these places. */
export function lower(first: usize, end: usize, response: usize, step: f64): void {
  for (let at = first; at < end; at += 16) {
    const own = response + (<usize>load<i32>(at, 12) << 3);
    store<f64>(own, load<f64>(own) - step);
  }
}
