/**
 * From partial sums to the gradient in the layout of parameters.ts: sums over slots, then the centring's part of ∂β,
 * path sparsity, overexpression strengths and their prior (loss/regularisation.ts).
 */
import { RING_FLOATS, slotsOf, type Kernel } from '../kernel';
import { sumOverLanes, workRegions } from './snippets';

/** `total`: the sums of the slots of A [(M + 1) × G], then of B [(R + 1) × M]. */
export const reduceKernel: Kernel = {
  name: 'reduce',
  lanes: 256,
  uniforms: ['sizes'],
  slots: slotsOf({ gradientsA: 'f32', gradientsB: 'f32' }, { total: 'f32' }),
  body: /* wgsl */ `
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let sizeA = (sizes.modules + 1u) * sizes.genes;
  let sizeB = (sizes.regulators + 1u) * sizes.modules;
  if (id.x >= sizeA + sizeB) { return; }
  var sum = 0.0;
  if (id.x < sizeA) {
    for (var slot = 0u; slot < sizes.slotsA; slot++) { sum += gradientsA[slot * sizeA + id.x]; }
  } else {
    for (var slot = 0u; slot < sizes.slotsB; slot++) { sum += gradientsB[slot * sizeB + id.x - sizeA]; }
  }
  total[id.x] = sum;
}
`,
};

/** Adds ∂L/∂δ of a group's trajectories to the δ block of the gradient, which the first group sets. */
export const strengthsKernel: Kernel = {
  name: 'strengths',
  lanes: 64,
  uniforms: ['sizes', 'part'],
  slots: slotsOf({ rows: 'u32', interventions: 'vec4f', genes: 'i32', work: 'f32' }, { gradient: 'f32' }),
  body: /* wgsl */ `
${workRegions}
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let d = id.x;
  if (d >= sizes.deltas) { return; }
  let gene = u32(genes[sizes.regulators + sizes.genes + d]);
  var bar = 0.0;
  if (part.firstQuad > 0u) { bar = gradient[sizes.delta + d]; }
  let count = min(4u * part.quads, sizes.rows - 4u * part.firstQuad);
  for (var i = 0u; i < count; i++) {
    let intervention = interventions[rows[4u * (4u * part.firstQuad + i)] * sizes.genes + gene];
    if (intervention.z == f32(d)) {
      bar += intervention.w * work[4u * workAt(SHIFT_BAR, i / 4u, gene) + i % 4u];
    }
  }
  gradient[sizes.delta + d] = bar;
}
`,
};

export const gradientKernel: Kernel = {
  name: 'gradient',
  lanes: 32,
  perLane: 16,
  uniforms: ['sizes'],
  slots: slotsOf({ model: 'f32', total: 'f32' }, { gradient: 'f32', sums: 'f32' }),
  body: /* wgsl */ `
${sumOverLanes}

fn ofA(i: u32) -> f32 {
  return total[i] + sizes.pathWeight * model[sizes.inNorm + i / sizes.genes] * sign(model[sizes.at + i]);
}

fn ofB(i: u32) -> f32 {
  let sum = total[(sizes.modules + 1u) * sizes.genes + i];
  return sum + sizes.pathWeight * model[sizes.outNorm + i % sizes.modules] * sign(model[sizes.bt + i]);
}

/** Σ du − σ′(β) Σ_g A_gm Σ v_g. */
fn ofBeta(m: u32) -> f32 {
  let resting = model[sizes.resting + m];
  var p = 0.0;
  for (var g = 0u; g < sizes.genes; g++) {
    p += model[sizes.at + m * sizes.genes + g] * total[sizes.modules * sizes.genes + g];
  }
  let du = total[(sizes.modules + 1u) * sizes.genes + sizes.regulators * sizes.modules + m];
  return du - p * resting * (1.0 - resting);
}

/** \`bar\`: ∂L/∂δ, as strengthsKernel left it. */
fn ofDelta(d: u32, bar: f32) -> f32 {
  let pull = 2.0 * sizes.deltaPrior * model[sizes.deviation + d] / model[sizes.strength + d];
  return (bar + pull) * model[sizes.slope + d];
}

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  var square = 0.0;
  let first = group.x * lanes * perLane + lane;
  let end = min(sizes.parameters, (group.x + 1u) * lanes * perLane);
  for (var i = first; i < end; i += lanes) {
    var value = 0.0;
    if (i < sizes.bt) { value = ofA(i - sizes.at); }
    else if (i < sizes.beta) { value = ofB(i - sizes.bt); }
    else if (i < sizes.delta) { value = ofBeta(i - sizes.beta); }
    else { value = ofDelta(i - sizes.delta, gradient[i]); }
    gradient[i] = value;
    square += value * value;
  }
  square = sumOverLanes(lane, square);
  if (lane == 0u) { sums[sizes.endpointSums + sizes.cellSums + group.x] = square; }
}
`,
};

/** The loss by term into the ring, then the squared norm of the gradient: one workgroup each. */
export const tallyKernel: Kernel = {
  name: 'tally',
  lanes: 64,
  uniforms: ['sizes', 'hyper'],
  slots: slotsOf({ model: 'f32', sums: 'f32' }, { ring: 'f32' }),
  body: /* wgsl */ `
const ringFloats = ${RING_FLOATS}u;
${sumOverLanes}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let cell = sizes.endpointSums;
  let square = cell + sizes.cellSums;
  var first = 0u;
  var end = 0u;
  var modules = 0u;
  var deltas = 0u;
  switch group.x {
    case 0u: { end = cell; }
    case 1u: { first = cell; end = square; }
    case 2u: { modules = sizes.modules; }
    case 3u: { deltas = sizes.deltas; }
    default: { first = square; end = square + sizes.squareSums; }
  }
  var sum = 0.0;
  for (var i = first + lane; i < end; i += lanes) { sum += sums[i]; }
  for (var m = lane; m < modules; m += lanes) {
    sum += sizes.pathWeight * model[sizes.outNorm + m] * model[sizes.inNorm + m];
  }
  for (var d = lane; d < deltas; d += lanes) {
    let deviation = model[sizes.deviation + d];
    sum += sizes.deltaPrior * deviation * deviation;
  }
  sum = sumOverLanes(lane, sum);
  if (lane == 0u) { ring[ringFloats * hyper.ringSlot + group.x] = sum; }
}
`,
};
