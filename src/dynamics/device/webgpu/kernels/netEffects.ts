/**
 * The penalty of single edges that a known network gives (loss/regularisation.ts): Σ_rg p_rg |N_rg|, N = (AB)ᵀ [R × G]. Its gradients,
 * Σ_r D_rg B_mr and Σ_g D_rg A_gm with D = p sign N, are products of tapes. Weight gradients from a tape: C_ij = Σ_k left_ki · right_kj
 * over its rows, one share of them per workgroup row z, each into its own slot. Later ranges of steps add to earlier ones.
 */
import { type Kernel, slotsOf } from '../kernel';
import { sumOverLanes } from './snippets';

interface Dimensions {
  readonly genes: number;
  readonly regulators: number;
  readonly modules: number;
}

/**
 * Offsets in `netEffects` (vec4f): B [R/4 × M] and D [R/4 × G] by four regulators, then D [G/4 × R] and A [G/4 × M] by four genes; 0 beyond
 * the last regulator or gene.
 */
export function netEffectLayout({ genes, regulators, modules }: Dimensions) {
  const [regulatorQuads, geneQuads] = [Math.ceil(regulators / 4), Math.ceil(genes / 4)];
  const slopesByRegulators = regulatorQuads * modules;
  const slopesByGenes = slopesByRegulators + regulatorQuads * genes;
  const a = slopesByGenes + geneQuads * regulators;
  return {
    regulatorQuads,
    geneQuads,
    slopesByRegulators,
    slopesByGenes,
    a,
    vectors: a + geneQuads * modules,
  };
}

/** An invocation for sixteen edges, or for a vector of A or B. */
export function invocationsOfNetEffects({ genes, regulators, modules }: Dimensions): number {
  const { regulatorQuads, geneQuads } = netEffectLayout({ genes, regulators, modules });
  return Math.max(invocationsOfProduct(regulators, genes), (regulatorQuads + geneQuads) * modules);
}

export const netEffectKernel: Kernel = {
  name: 'net-effects',
  lanes: 64,
  uniforms: ['sizes'],
  slots: slotsOf({ model: 'f32', pathFactors: 'f32' }, { netEffects: 'vec4f', sums: 'f32' }),
  body: /* wgsl */ `
${sumOverLanes}
fn regulatorQuads() -> u32 { return (sizes.regulators + 3u) / 4u; }
fn geneQuads() -> u32 { return (sizes.genes + 3u) / 4u; }

/** Four regulators of a row of B, and four genes of a column of A. */
fn fourOfB(first: u32, m: u32) -> vec4f {
  var four = vec4f();
  for (var j = 0u; j < min(4u, sizes.regulators - first); j++) { four[j] = model[sizes.bt + (first + j) * sizes.modules + m]; }
  return four;
}
fn fourOfA(first: u32, m: u32) -> vec4f {
  var four = vec4f();
  for (var j = 0u; j < min(4u, sizes.genes - first); j++) { four[j] = model[sizes.at + m * sizes.genes + first + j]; }
  return four;
}

/** Writes the slopes of sixteen edges; returns their loss. */
fn setSlopes(quad: u32) -> f32 {
  let regulator = 4u * (quad / geneQuads());
  let gene = 4u * (quad % geneQuads());
  let regulators = min(4u, sizes.regulators - regulator);
  let genes = min(4u, sizes.genes - gene);
  var net = mat4x4f();
  for (var m = 0u; m < sizes.modules; m++) {
    let read = fourOfB(regulator, m);
    let written = fourOfA(gene, m);
    net += mat4x4f(read.x * written, read.y * written, read.z * written, read.w * written);
  }
  var slopes = mat4x4f();
  var loss = 0.0;
  for (var r = 0u; r < regulators; r++) {
    for (var g = 0u; g < genes; g++) {
      let penalty = sizes.pathWeight * (pathFactors[(regulator + r) * sizes.genes + gene + g] - 1.0);
      loss += penalty * abs(net[r][g]);
      slopes[r][g] = penalty * sign(net[r][g]);
    }
  }
  let byRegulators = regulatorQuads() * sizes.modules + quad / geneQuads() * sizes.genes + gene;
  let byGenes = regulatorQuads() * (sizes.modules + sizes.genes) + quad % geneQuads() * sizes.regulators + regulator;
  let turned = transpose(slopes);
  for (var g = 0u; g < genes; g++) { netEffects[byRegulators + g] = turned[g]; }
  for (var r = 0u; r < regulators; r++) { netEffects[byGenes + r] = slopes[r]; }
  return loss;
}

@compute @workgroup_size(lanes)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
) {
  let vectorsOfB = regulatorQuads() * sizes.modules;
  let vectorsOfA = geneQuads() * sizes.modules;
  let atA = vectorsOfB + regulatorQuads() * sizes.genes + geneQuads() * sizes.regulators;
  if (id.x < vectorsOfB) {
    netEffects[id.x] = fourOfB(4u * (id.x / sizes.modules), id.x % sizes.modules);
  } else if (id.x - vectorsOfB < vectorsOfA) {
    let vector = id.x - vectorsOfB;
    netEffects[atA + vector] = fourOfA(4u * (vector / sizes.modules), vector % sizes.modules);
  }
  var loss = 0.0;
  if (id.x < regulatorQuads() * geneQuads()) { loss = setSlopes(id.x); }
  loss = sumOverLanes(lane, loss);
  if (lane == 0u) { sums[sizes.endpointSums + sizes.cellSums + group.x] = loss; }
}
`,
};

/** One lane sums the products of SIDE values of i and of j. */
const SIDE = 4;
const perLane = SIDE * SIDE;

/** Invocations for a product [rowsLeft × rowsRight]. */
export function invocationsOfProduct(rowsLeft: number, rowsRight: number): number {
  return Math.ceil(rowsLeft / SIDE) * Math.ceil(rowsRight / SIDE);
}

/** Its workgroups in `shares` shares. */
export function productGrid(
  rowsLeft: number,
  rowsRight: number,
  shares: number,
): readonly [number, number, number] {
  return [Math.ceil(invocationsOfProduct(rowsLeft, rowsRight) / 64), 1, shares];
}

const each = Array.from({ length: SIDE }, (_, i) => i);

export const productKernel: Kernel = {
  name: 'product',
  lanes: 64,
  uniforms: ['part'],
  slots: slotsOf({ tape: 'vec4f' }, { gradients: 'f32' }),
  body: /* wgsl */ `
@compute @workgroup_size(lanes)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  // Neighbouring lanes take neighbouring j.
  let apart = (part.rowsRight + ${SIDE - 1}u) / ${SIDE}u;
  let i = ${SIDE}u * (id.x / apart);
  let j = id.x % apart;
  if (i >= part.rowsLeft) { return; }
  let share = (part.depth + groups.z - 1u) / groups.z;
  let first = group.z * share;
  let last = min(part.depth, first + share);
  // Out-of-range rows and columns read any valid element; their sums are discarded.
  let lefts = min(i + vec4u(0u, 1u, 2u, 3u), vec4u(part.rowsLeft - 1u));
  let rights = min(j + apart * vec4u(0u, 1u, 2u, 3u), vec4u(part.rowsRight - 1u));
  ${each.map((e) => `var sum${e} = vec4f();`).join('\n  ')}
  var left = part.left + first * part.rowsLeft;
  var right = part.right + first * part.rowsRight;
  for (var k = first; k < last; k++) {
    ${each.map((e) => `let right${e} = tape[right + rights[${e}]];`).join('\n    ')}
    ${each
      .map((e) => {
        const products = each.map((other) => `dot(left${e}, right${other})`).join(', ');
        return `let left${e} = tape[left + lefts[${e}]];\n    sum${e} += vec4f(${products});`;
      })
      .join('\n    ')}
    left += part.rowsLeft;
    right += part.rowsRight;
  }
  var sums = array<vec4f, ${SIDE}>(${each.map((e) => `sum${e}`).join(', ')});
  let out = part.out + group.z * part.slot;
  for (var e = 0u; e < ${perLane}u; e++) {
    let row = i + e / ${SIDE}u;
    let column = j + apart * (e % ${SIDE}u);
    if (row < part.rowsLeft && column < part.rowsRight) {
      let at = out + row * part.rowsRight + column;
      let sum = sums[e / ${SIDE}u][e % ${SIDE}u];
      if (part.sweepFrom == 0u) { gradients[at] = sum; } else { gradients[at] += sum; }
    }
  }
}
`,
};
