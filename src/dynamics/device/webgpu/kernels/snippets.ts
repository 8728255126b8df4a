/** WGSL that several kernels share. */

/** Four pre-activations at once. WGSL promises nothing about overflow, and below −80 σ is 0 in single precision. */
export const logistic4 = /* wgsl */ `
fn logistic4(x: vec4f) -> vec4f { return 1.0 / (1.0 + exp(-max(x, vec4f(-80.0)))); }
`;

/** One value per workgroup out of one per lane; in a fixed order, so that results do not depend on scheduling. */
export const sumOverLanes = /* wgsl */ `
var<workgroup> laneSums: array<f32, lanes>;
fn sumOverLanes(lane: u32, value: f32) -> f32 {
  workgroupBarrier();
  laneSums[lane] = value;
  workgroupBarrier();
  for (var width = lanes / 2u; width > 0u; width >>= 1u) {
    if (lane < width) { laneSums[lane] += laneSums[lane + width]; }
    workgroupBarrier();
  }
  return laneSums[0];
}
`;

/** Where the parts of a quad of trajectories lie in `work` (elements of vec4f, one component per trajectory). */
export const workRegions = /* wgsl */ `
fn workAt(region: u32, quad: u32, gene: u32) -> u32 {
  return (region * sizes.quads + quad) * sizes.genes + gene;
}
fn activityAt(quad: u32, m: u32) -> u32 {
  return 8u * sizes.genes * sizes.quads + quad * sizes.modules + m;
}
const KEEP = 0u;
const SHIFT = 1u;
const STATE = 2u;
const LAMBDA = 3u;
const LATER = 4u;
const TOTAL = 5u;
const SHIFT_BAR = 6u;
const SLOPE = 7u;
`;

/** Genes of `work`'s vec4f per quad, and modules. */
export const workPerQuad = { genes: 8, modules: 1 } as const;

/** Weights of the four slopes, and how far the next stage lies along each, as in solve/rk4.ts. */
export const rungeKutta = /* wgsl */ `
fn weightOf(s: u32) -> f32 { return select(1.0 / 3.0, 1.0 / 6.0, s == 0u || s == 3u); }
fn offsetOf(s: u32) -> f32 { return select(select(0.5, 1.0, s == 2u), 0.0, s == 3u); }
`;

/** The field's two halves at the state in `work`, for a quad. Each lane owns modules in the first and genes in the second. */
export const field = /* wgsl */ `
${logistic4}
fn centredActivity(quad: u32, m: u32) -> vec4f {
  var u = vec4f(model[sizes.beta + m]);
  for (var r = 0u; r < sizes.regulators; r++) {
    u += model[sizes.bt + r * sizes.modules + m] * work[workAt(STATE, quad, u32(genes[r]))];
  }
  return logistic4(u) - model[sizes.resting + m];
}
/** keep ⊙ (f(z) + shift) at the state in work, from activities already there. */
fn slopeOf(quad: u32, gene: u32) -> vec4f {
  var slope = -work[workAt(STATE, quad, gene)];
  for (var m = 0u; m < sizes.modules; m++) {
    slope += model[sizes.at + m * sizes.genes + gene] * work[activityAt(quad, m)];
  }
  return work[workAt(KEEP, quad, gene)] * (slope + work[workAt(SHIFT, quad, gene)]);
}
`;
