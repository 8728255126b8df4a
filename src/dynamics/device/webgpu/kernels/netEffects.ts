/**
 * The penalty of single edges that a known network gives (loss/regularisation.ts): Σ_rg p_rg |N_rg|, N = (AB)ᵀ [R × G]. Its gradients, Σ_r D_rg
 * B_mr and Σ_g D_rg A_gm with D = p sign N, are products of tapes.
 */
import { invocationsOfProduct } from './products';
import { slotsOf, type Kernel } from '../kernel';
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
