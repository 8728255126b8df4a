/** WGSL shared by several kernels. */
import { offsetOf, weightOf } from '../../../solve/tableau';
import { blockOf } from '../bufferLayout';

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

/** Offsets of the parts of a quad of trajectories in `work` (elements of vec4f, one component per trajectory). */
export const workRegions = /* wgsl */ `
fn workAt(region: u32, quad: u32, gene: u32) -> u32 {
  return (region * sizes.quads + quad) * sizes.genes + gene;
}
fn activityAt(quad: u32, m: u32) -> u32 {
  return 8u * sizes.genes * sizes.quads + quad * sizes.modules + m;
}
fn inputAt(quad: u32, regulator: u32) -> u32 {
  return activityAt(sizes.quads, 0u) + quad * sizes.regulators + regulator;
}
const KEEP = 0u;
const SHIFT = 1u;
const STATE = 2u;
const LAMBDA = 3u;
const LATER = 4u;
const TOTAL = 5u;
const SHIFT_BAR = 6u;
const MIDDLE = 7u;
`;

/** Vectors of `work` per quad. */
export const workPerQuad = { genes: 8, modules: 1, regulators: 1 } as const;

/** Values of a function of the stage (0 … 3) as a WGSL function. */
function ofStage(name: string, valueOf: (stage: number) => number): string {
  const [first, second, third, fourth] = [0, 1, 2, 3].map((stage) => `f32(${valueOf(stage)})`);
  return `fn ${name}(s: u32) -> f32 { return select(select(select(${fourth}, ${third}, s == 2u), ${second}, s == 1u), ${first}, s == 0u); }`;
}

/** Weights of the four slopes, and how far the next stage lies along each. */
export const rungeKutta = `${ofStage('weightOf', weightOf)}
${ofStage('offsetOf', offsetOf)}
`;

/**
 * First half of the field, from the `input` of regulator `k`: `keep` stores the `activity`, σ(Bz + β) − σ(β), of module
 * `column`.
 */
export function activities(input: string, keep: string): string {
  return overColumns({
    count: 'sizes.modules',
    blocks: 'sizes.moduleBlocks',
    depth: 'sizes.regulators',
    matrix: 'sizes.bForward',
    values: input,
    each: `let activity = logistic4(sum + weights[sizes.biases + block][j]) - weights[sizes.restingBlocks + block][j];
      ${keep}`,
  });
}

/**
 * Second half, keep ⊙ (f(z) + shift), from the `activity` of module `k` and the state in `work`: `use` processes the
 * `slope` of gene `column`.
 */
export function slopes(activity: string, use: string): string {
  return overColumns({
    count: 'sizes.genes',
    blocks: 'sizes.geneBlocks',
    depth: 'sizes.modules',
    matrix: 'sizes.aForward',
    values: activity,
    each: `let change = sum - work[workAt(STATE, quad, column)] + work[workAt(SHIFT, quad, column)];
      let slope = work[workAt(KEEP, quad, column)] * change;
      ${use}`,
  });
}

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
