/** WGSL shared by several kernels. */
import { offsetOf, weightOf } from '../../../solve/tableau';
import { blockOf } from '../buffers';
import type { Sizes } from '../kernel';

/** Logistic function of four pre-activations. WGSL does not define overflow, and below −80 σ is 0 in single precision. */
export const logistic4 = /* wgsl */ `
fn logistic4(x: vec4f) -> vec4f { return 1.0 / (1.0 + exp(-max(x, vec4f(-80.0)))); }
`;

/** Sum over the lanes of a workgroup in a fixed order, so that results do not depend on scheduling, with few barriers. */
export const sumOverLanes = /* wgsl */ `
const firstSums = 16u;
var<workgroup> laneSums: array<f32, lanes>;
fn sumOverLanes(lane: u32, value: f32) -> f32 {
  workgroupBarrier();
  laneSums[lane] = value;
  workgroupBarrier();
  if (lane < firstSums) {
    var sum = value;
    for (var other = lane + firstSums; other < lanes; other += firstSums) { sum += laneSums[other]; }
    laneSums[lane] = sum;
  }
  workgroupBarrier();
  var sum = 0.0;
  for (var other = 0u; other < firstSums; other++) { sum += laneSums[other]; }
  return sum;
}
`;

/** The table `rows` (tables.ts): of a row, a quad, and the four rows at a compared state. */
export const rowTable = /* wgsl */ `
fn rowAt(row: u32) -> u32 { return row * (2u + sizes.clamps); }
/** First compared state of a quad; the next quad's one ends them. */
fn endsOf(quad: u32) -> u32 { return rows[rowAt(4u * sizes.allQuads) + quad]; }
/** (step, quad, bits of the share of z(0) that is left, 0, then for each row its endpoint + 1, or 0). */
fn endAt(end: u32) -> u32 { return rowAt(4u * sizes.allQuads) + sizes.allQuads + 1u + 8u * end; }
/** Row of a cloud's mask; behind all of them its measured cells. */
fn cloudAt(cloud: u32) -> u32 { return endAt(sizes.ends) + cloud; }
`;

/** Compared states in `ends` (vec4f): readouts [M], ∂L/∂z [G] and Aᵀ of that [M]. */
export const endRegions = /* wgsl */ `
fn readoutAt(end: u32, m: u32) -> u32 { return end * sizes.modules + m; }
fn sourceAt(end: u32, gene: u32) -> u32 { return sizes.ends * sizes.modules + end * sizes.genes + gene; }
fn pullAt(end: u32, m: u32) -> u32 { return sourceAt(sizes.ends, 0u) + end * sizes.modules + m; }
`;

/** Vectors of `ends` per compared state. */
export function endVectors({ genes, modules }: Pick<Sizes, 'genes' | 'modules'>): number {
  return genes + 2 * modules;
}

/**
 * Inputs of the regulators in `inputs` (vec4f), in `kinds` of `allQuads` quads: the drive of u, its initial state, and
 * for each regulator clamped in a row a 1 in its place; then the drawn cells. Left [R] stand the inputs, right [2 M] the
 * factors of the gradients of B and of A with them; behind these, by quad, ∂L/∂β and ∂L/∂drive.
 */
export const inputRegions = /* wgsl */ `
fn inputAt(kind: u32, quad: u32, regulator: u32) -> u32 { return (kind * sizes.allQuads + quad) * sizes.regulators + regulator; }
fn factorAt(kind: u32, quad: u32, m: u32) -> u32 {
  return inputAt(2u + sizes.clamps, sizes.cellQuads, 0u) + (kind * sizes.allQuads + quad) * 2u * sizes.modules + m;
}
fn betaBarAt(quad: u32, m: u32) -> u32 { return factorAt(2u + sizes.clamps, sizes.cellQuads, 0u) + quad * sizes.modules + m; }
fn driveBarAt(quad: u32, m: u32) -> u32 { return betaBarAt(sizes.allQuads + quad, m); }
`;

/** Rows of inputs. */
export function inputRows({
  allQuads,
  clamps,
  cellQuads,
}: Pick<Sizes, 'allQuads' | 'clamps' | 'cellQuads'>): number {
  return (2 + clamps) * allQuads + cellQuads;
}

/** Vectors of `inputs`. */
export function inputVectors(sizes: Sizes): number {
  const { allQuads, regulators, modules } = sizes;
  return inputRows(sizes) * (regulators + 2 * modules) + 2 * allQuads * modules;
}

/**
 * What lasts of a quad of trajectories between dispatches, in `work`, and its rows of `tape` (vec4f, a component per
 * trajectory): activities at all stages and A_g·c of the clamped regulators; then the factors of a sweep (kernels/backward.ts).
 */
export const workRegions = /* wgsl */ `
fn workAt(region: u32, quad: u32, block: u32) -> u32 { return 4u * ((region * sizes.quads + quad) * sizes.moduleBlocks + block); }
/** Row of a stage. */
fn stageRow(stage: u32, quad: u32) -> u32 { return stage * part.quads + quad; }
fn activityAt(row: u32) -> u32 { return row * sizes.modules; }
fn dotAt(row: u32, clamp: u32) -> u32 { return activityAt(sizes.stages * sizes.steps * sizes.quads) + row * sizes.clamps + clamp; }
`;

/**
 * A lane holds blocks of four modules for four trajectories, each as a matrix whose columns are modules, so that only
 * what other lanes or dispatches read goes to memory.
 */
export const blockArithmetic = /* wgsl */ `
fn times(a: mat4x4f, b: mat4x4f) -> mat4x4f { return mat4x4f(a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]); }
/** Each module times a number of its own. */
fn scaled(a: mat4x4f, factors: vec4f) -> mat4x4f {
  return mat4x4f(a[0] * factors.x, a[1] * factors.y, a[2] * factors.z, a[3] * factors.w);
}
/** Each trajectory times a number of its own. */
fn scaledRows(a: mat4x4f, factors: vec4f) -> mat4x4f {
  return mat4x4f(a[0] * factors, a[1] * factors, a[2] * factors, a[3] * factors);
}
fn sumOfProducts(a: mat4x4f, b: mat4x4f) -> vec4f { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]; }
/** The same for all trajectories. */
fn spread(values: vec4f) -> mat4x4f {
  return mat4x4f(vec4f(values.x), vec4f(values.y), vec4f(values.z), vec4f(values.w));
}
`;

/** Blocks of `work`, whose rows are padded. */
export const lastingBlocks = /* wgsl */ `
fn getWork(at: u32) -> mat4x4f { return mat4x4f(work[at], work[at + 1u], work[at + 2u], work[at + 3u]); }
fn putWork(at: u32, value: mat4x4f) {
  work[at] = value[0];
  work[at + 1u] = value[1];
  work[at + 2u] = value[2];
  work[at + 3u] = value[3];
}
`;

function accessor(verb: string, buffer: string): string {
  return verb + buffer.charAt(0).toUpperCase() + buffer.slice(1);
}

/** Writes a block of a row [M] of a buffer. */
export function blockWriting(buffer: string): string {
  return /* wgsl */ `
fn ${accessor('put', buffer)}(row: u32, block: u32, value: mat4x4f) {
  let at = row + 4u * block;
  let columns = sizes.modules - 4u * block;
  ${buffer}[at] = value[0];
  if (columns > 1u) { ${buffer}[at + 1u] = value[1]; }
  if (columns > 2u) { ${buffer}[at + 2u] = value[2]; }
  if (columns > 3u) { ${buffer}[at + 3u] = value[3]; }
}
`;
}

/** Also reads one, with any numbers beyond the row's end. */
export function blockAccess(buffer: string): string {
  return /* wgsl */ `${blockWriting(buffer)}
fn ${accessor('get', buffer)}(row: u32, block: u32) -> mat4x4f {
  let at = row + 4u * block;
  return mat4x4f(${buffer}[at], ${buffer}[at + 1u], ${buffer}[at + 2u], ${buffer}[at + 3u]);
}
`;
}

/** A matrix [M × M] in `weights` times a row of the tape, for one block. */
export const timesOperator = /* wgsl */ `
fn timesOperator(matrix: u32, block: u32, row: u32) -> mat4x4f {
  var sum0 = vec4f();
  var sum1 = vec4f();
  var sum2 = vec4f();
  var sum3 = vec4f();
  var at = matrix + block;
  for (var k = 0u; k < sizes.modules; k++) {
    let weight = weights[at];
    let value = tape[row + k];
    sum0 += weight.x * value;
    sum1 += weight.y * value;
    sum2 += weight.z * value;
    sum3 += weight.w * value;
    at += sizes.moduleBlocks;
  }
  return mat4x4f(sum0, sum1, sum2, sum3);
}
`;

/** Statements for each block of the lane: `b` counts them. */
export function eachBlock(held: number, statements: (b: number) => string): string {
  return Array.from(
    { length: held },
    (_, b) => `if (block${b} < sizes.moduleBlocks) { ${statements(b)} }`,
  ).join('\n      ');
}

/** Their names. */
export function declareBlocks(held: number): string {
  return Array.from({ length: held }, (_, b) => `let block${b} = lane + ${b}u * lanes;`).join('\n  ');
}

/** A matrix per block of the lane. */
export function declareMatrices(held: number, names: readonly string[]): string {
  return names
    .flatMap((name) => Array.from({ length: held }, (_, b) => `var ${name}${b} = mat4x4f();`))
    .join('\n  ');
}

/** The regulators clamped in the rows of a quad, and sums over its modules. */
export const clampedRegulators = /* wgsl */ `
struct Clamp {
  /** Offsets of A_g and B_g in \`weights\`, for four rows. */
  outputs: vec4u,
  inputs: vec4u,
  on: vec4f,
}
fn clampOf(quad: u32, which: u32) -> Clamp {
  var found: Clamp;
  for (var j = 0u; j < 4u; j++) {
    let named = rows[rowAt(4u * (part.firstQuad + quad) + j) + 2u + which];
    let regulator = max(named, 1u) - 1u;
    found.on[j] = f32(min(named, 1u));
    found.outputs[j] = sizes.aBack + u32(genes[regulator]) * sizes.moduleBlocks;
    found.inputs[j] = sizes.bForward + regulator * sizes.moduleBlocks;
  }
  return found;
}
/** A_g or B_g of each row's clamped regulator, 0 without one. */
fn weightsOf(offsets: vec4u, on: vec4f, block: u32) -> mat4x4f {
  let at = offsets + block;
  return transpose(mat4x4f(on.x * weights[at.x], on.y * weights[at.y], on.z * weights[at.z], on.w * weights[at.w]));
}
/** Two halves take turns, so that one barrier a sum is enough. */
var<workgroup> partSums: array<vec4f, 2u * lanes>;
var<private> half: u32;
fn sumOfModules(lane: u32, value: vec4f) -> vec4f {
  half = lanes - half;
  partSums[half + lane] = value;
  workgroupBarrier();
  var sum = vec4f();
  let holding = select(0u, min(lanes, sizes.moduleBlocks), lane < sizes.moduleBlocks);
  for (var other = 0u; other < holding; other++) { sum += partSums[half + other]; }
  return sum;
}
fn isAny(clamp: Clamp) -> bool { return any(clamp.on > vec4f()); }
`;

/** Values of a function of the stage as a WGSL function. */
function ofStage(name: string, valueOf: (stage: number, stages: number) => number): string {
  const [first, second, third, fourth] = [0, 1, 2, 3].map((stage) => `f32(${valueOf(stage, 4)})`);
  return `fn ${name}(s: u32) -> f32 {
  if (sizes.stages == 1u) { return f32(${valueOf(0, 1)}); }
  return select(select(select(${fourth}, ${third}, s == 2u), ${second}, s == 1u), ${first}, s == 0u);
}`;
}

/** Weights of the four slopes, and how far the next stage lies along each. */
export const rungeKutta = `${ofStage('weightOf', weightOf)}
${ofStage('offsetOf', offsetOf)}
/** Share of an activity at a stage in z after the step. */
fn addedOf(s: u32) -> f32 { return select(select(select(sizes.added3, sizes.added2, s == 2u), sizes.added1, s == 1u), sizes.added0, s == 0u); }
`;

/**
 * Products of a matrix with rows of a quad, as WGSL. A lane sums a block of four columns at once: each value of the
 * quad serves all of them, each weight serves four rows. Products are bound by reading on any adapter.
 */

interface Product {
  /** Columns of the matrix, and blocks of them in `weights`. */
  readonly count: string;
  readonly blocks: string;
  /** Terms of a sum, counted by `k`. */
  readonly depth: string;
  /** Offset of the matrix in `weights`. */
  readonly matrix: string;
  /** The quad's vec4f for `k`. */
  readonly values: string;
  /** Processes the `sum` of a `column`, the component `j` of a `block`. */
  readonly each: string;
}

/** Statements for the lane in variable `lane`. */
export function overColumns({ count, blocks, depth, matrix, values, each }: Product): string {
  const components = ['x', 'y', 'z', 'w'].slice(0, blockOf);
  const lines = (line: (component: string, j: number) => string) => components.map(line).join('\n      ');
  return /* wgsl */ `{
  let blocks = ${blocks};
  let depth = ${depth};
  for (var block = lane; block < blocks; block += lanes) {
    ${lines((_, j) => `var sum${j} = vec4f();`)}
    var at = ${matrix} + block;
    for (var k = 0u; k < depth; k++) {
      let weight = weights[at];
      let value = ${values};
      ${lines((component, j) => `sum${j} += weight.${component} * value;`)}
      at += blocks;
    }
    // In a loop, so that drivers compile what follows once.
    var sums = array<vec4f, ${blockOf}>(${components.map((_, j) => `sum${j}`).join(', ')});
    let columns = min(${blockOf}u, ${count} - ${blockOf}u * block);
    for (var j = 0u; j < columns; j++) {
      let column = ${blockOf}u * block + j;
      let sum = sums[j];
      ${each}
    }
  }
}`;
}
