/**
 * Regression trees (treeEnsembles.ts). A place of 16 bytes holds a row of the tree, and those of a node lie together: draws × response
 * (f64), ONE_ROW + draws or 0 where there is none (i32), and the number of the row (i32). Plain instructions: no SIMD is needed.
 */

/** One addition counts the rows and the draws of a class: exact below 2¹⁵ of both. */
const ONE_ROW: i32 = 1 << 16;

/** A node, and its best split so far. */
@unmanaged
class Node {
  /** Response over the draws, and its square. */
  sum: f64; squares: f64;
  /** Of the split; −∞ before. */
  gain: f64;
  /** ONE_ROW × rows + draws, and those that go left. */
  counted: i32; left: i32;
  /** Rows of a class up to `lastLeft` go left. */
  predictor: i32; lastLeft: i32;
}

/** xoroshiro128+ (Blackman and Vigna 2018) on the state of numerics/random.ts. @returns an integer from 0 to before `count`, as there */
@inline
function drawBelow(state: usize, count: i32): i32 {
  const s0 = load<u64>(state), s1 = load<u64>(state, 8), mixed = s0 ^ s1;
  store<u64>(state, rotl(s0, 24) ^ mixed ^ (mixed << 16)); store<u64>(state, rotl(mixed, 37), 8);
  return <i32>(((s0 + s1) & 0xffffffff) * <u64>count >> 32);
}

/** Draws `rows` rows with replacement: `draws` [rows] becomes how often each was drawn. */
export function bootstrap(draws: usize, rows: i32, random: usize): void {
  memory.fill(draws, 0, <usize>rows << 2);
  for (let draw = 0; draw < rows; draw++) {
    const row = draws + (<usize>drawBelow(random, rows) << 2);
    store<i32>(row, load<i32>(row) + 1);
  }
}

/** Sums of the node with the places from `first` to before `end`; `response` of all rows. */
function describe(node: Node, first: usize, end: usize, response: usize): void {
  let sum: f64 = 0, squares: f64 = 0;
  for (let at = first; at < end; at += 16) {
    const value = load<f64>(at);
    sum += value; squares += value * load<f64>(response + (<usize>load<i32>(at, 12) << 3));
  }
  node.sum = sum; node.squares = squares; node.gain = -Infinity;
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
    if (gained > gain) { gain = gained; node.left = counted; node.predictor = predictor; node.lastLeft = k; }
  }
  node.gain = gain;
  return isConstant;
}

/** Bytes of the histogram of one predictor. */
const HISTOGRAM: usize = 64 << 4;

/**
 * Looks for a better split of the node by the 1, 2 or 3 predictors at `picks`, which are counted at once, as additions to one class wait for
 * each other. @returns how many of them are constant there
 */
@inline
function searchTogether(
  together: i32, node: Node, first: usize, end: usize, classes: usize, rows: i32, picks: usize, minRows: i32, histogram: usize
): i32 {
  const a = load<i32>(picks), b = together > 1 ? load<i32>(picks, 4) : a, c = together > 2 ? load<i32>(picks, 8) : a;
  const ofA = classes + <usize>(a * rows), ofB = classes + <usize>(b * rows), ofC = classes + <usize>(c * rows);
  let occupiedA: u64 = 0, occupiedB: u64 = 0, occupiedC: u64 = 0;
  for (let at = first; at < end; at += 16) {
    const drawn = load<i32>(at, 8);
    if (drawn == 0) continue;
    const row = <usize>load<i32>(at, 12), value = load<f64>(at), i = <i32>load<u8>(ofA + row);
    occupiedA |= (<u64>1) << i;
    add(histogram + (<usize>i << 4), value, drawn);
    if (together > 1) {
      const j = <i32>load<u8>(ofB + row);
      occupiedB |= (<u64>1) << j;
      add(histogram + HISTOGRAM + (<usize>j << 4), value, drawn);
    }
    if (together > 2) {
      const k = <i32>load<u8>(ofC + row);
      occupiedC |= (<u64>1) << k;
      add(histogram + 2 * HISTOGRAM + (<usize>k << 4), value, drawn);
    }
  }
  let constant = scan(node, histogram, occupiedA, a, minRows);
  if (together > 1) constant += scan(node, histogram + HISTOGRAM, occupiedB, b, minRows);
  if (together > 2) constant += scan(node, histogram + 2 * HISTOGRAM, occupiedC, c, minRows);
  return constant;
}

/**
 * The same by `count` predictors. `classes` [predictors × rows] bytes below 64; `histogram` has room for three predictors, 16 bytes per class,
 * zero before and after.
 */
function search(
  node: Node, first: usize, end: usize, classes: usize, rows: i32, picks: usize, count: i32, minRows: i32, histogram: usize
): i32 {
  let constant = 0, left = count;
  for (; left > 2; left -= 3, picks += 12)
    constant += searchTogether(3, node, first, end, classes, rows, picks, minRows, histogram);
  if (left == 2) constant += searchTogether(2, node, first, end, classes, rows, picks, minRows, histogram);
  if (left == 1) constant += searchTogether(1, node, first, end, classes, rows, picks, minRows, histogram);
  return constant;
}

/**
 * Moves the rows of classes above `lastLeft` behind the others, both in order. `own` [rows] bytes: classes of the predictor; `spare` has room
 * for all places. Both sides are written and one of them moves on, because sides are hard to foresee.
 * @returns where the right side begins
 */
function divide(first: usize, end: usize, own: usize, lastLeft: i32, spare: usize): usize {
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
function lower(first: usize, end: usize, response: usize, step: f64): void {
  for (let at = first; at < end; at += 16) {
    const own = response + (<usize>load<i32>(at, 12) << 3);
    store<f64>(own, load<f64>(own) - step);
  }
}

/**
 * response [rows] f64, draws [rows] i32, classes [predictors × rows] bytes. importance [predictors] f64 gains the sum of squares that each
 * predictor removes; urn [predictors] i32, all predictors in any order, and random, the state of the generator, move on. Scratch: places,
 * spare and open, 16 bytes a row each; histogram; node.
 */
@unmanaged
class Tree {
  rows: i32; predictors: i32; maxDepth: i32; minRows: i32; drawn: i32; rate: f64;
  response: usize; draws: usize; classes: usize; importance: usize; urn: usize; random: usize;
  places: usize; spare: usize; open: usize; histogram: usize; node: usize;
}

/** Writes the rows of the tree: those drawn, or all where leaves change them. @returns where they end; the node is counted */
function place(tree: Tree, node: Node): usize {
  let at = tree.places, counted = 0;
  for (let row = 0; row < tree.rows; row++) {
    const times = load<i32>(tree.draws + (<usize>row << 2));
    if (times == 0 && tree.rate == 0) continue;
    const own = times == 0 ? 0 : ONE_ROW + times;
    store<f64>(at, <f64>times * load<f64>(tree.response + (<usize>row << 3)));
    store<i32>(at, own, 8); store<i32>(at, row, 12);
    counted += own; at += 16;
  }
  node.counted = counted;
  return at;
}

/** Looks for the best split of the node by predictors drawn at random, more of them while all so far are constant. */
function splitByDrawn(tree: Tree, node: Node, first: usize, end: usize): void {
  const predictors = tree.predictors, drawn = tree.drawn, urn = tree.urn;
  let visited = 0, constant = 0;
  while (visited < predictors && (visited < drawn || visited == constant)) {
    const picks = urn + (<usize>visited << 2), count = min(max(1, drawn - visited), predictors - visited);
    for (const stop = visited + count; visited < stop; visited++) {
      const own = urn + (<usize>visited << 2), pick = own + (<usize>drawBelow(tree.random, predictors - visited) << 2);
      const predictor = load<i32>(pick);
      store<i32>(pick, load<i32>(own)); store<i32>(own, predictor);
    }
    constant += search(node, first, end, tree.classes, tree.rows, picks, count, tree.minRows, tree.histogram);
  }
}

/** An open node lies in 16 bytes: first place, end, ONE_ROW × rows + draws, depth. @returns where the next one begins */
@inline
function push(at: usize, first: usize, end: usize, counted: i32, depth: i32): usize {
  store<usize>(at, first); store<usize>(at, end, 4); store<i32>(at, counted, 8); store<i32>(at, depth, 12);
  return at + 16;
}

export function grow(tree: Tree): void {
  const node = changetype<Node>(tree.node), rate = tree.rate, least = 2 * tree.minRows * ONE_ROW;
  const all = place(tree, node);
  let top = push(tree.open, tree.places, all, node.counted, 0);
  while (top > tree.open) {
    top -= 16;
    const first = load<usize>(top), end = load<usize>(top, 4), counted = load<i32>(top, 8), depth = load<i32>(top, 12);
    const mayDivide = depth < tree.maxDepth && counted >= least;
    if (!mayDivide && rate == 0) continue;
    node.counted = counted;
    describe(node, first, end, tree.response);
    const drawn = <f64>(counted & (ONE_ROW - 1)), mean = node.sum / drawn;
    if (mayDivide && node.squares / drawn - mean * mean > f64.EPSILON) splitByDrawn(tree, node, first, end);
    if (node.gain == -Infinity) {
      if (rate != 0) lower(first, end, tree.response, rate * mean);
      continue;
    }
    const importance = tree.importance + (<usize>node.predictor << 3);
    store<f64>(importance, load<f64>(importance) + node.gain);
    const left = node.left;
    const middle = divide(first, end, tree.classes + <usize>(node.predictor * tree.rows), node.lastLeft, tree.spare);
    top = push(top, middle, end, counted - left, depth + 1);
    top = push(top, first, middle, left, depth + 1);
  }
}
