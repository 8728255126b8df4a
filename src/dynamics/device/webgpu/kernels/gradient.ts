/**
 * From partial sums to the gradient of the loss, in the layout of parameters.ts: slots are added up, then come the centring's
 * part of ∂β, path sparsity (loss/pathSparsity.ts), overexpression strengths and their prior (loss/deltaPrior.ts).
 */
import { slotsOf, type Kernel } from '../kernel';
import { sumOverLanes, workRegions } from './snippets';

/** `total`: the slots of A [(M + 1) × G] added up, then those of B [(R + 1) × M]. */
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

/** log x of a normal positive number: within a rounding of exact, which the built-in one need not be. */
const logarithm = /* wgsl */ `
fn twiceArtanh(t: f32) -> f32 {
  let square = t * t;
  var sum = 0.0;
  for (var k = 17; k >= 1; k -= 2) { sum = sum * square + 1.0 / f32(k); }
  return 2.0 * t * sum;
}
fn logarithm(x: f32) -> f32 {
  let parts = frexp(x);
  var mantissa = parts.fract;
  var exponent = parts.exp;
  if (mantissa < 0.70710678) { mantissa *= 2.0; exponent--; }
  return f32(exponent) * 0.69314718 + twiceArtanh((mantissa - 1.0) / (mantissa + 1.0));
}
`;

export const gradientKernel: Kernel = {
  name: 'gradient',
  lanes: 256,
  uniforms: ['sizes'],
  slots: slotsOf(
    { model: 'f32', total: 'f32', rows: 'u32', interventions: 'vec4f', genes: 'i32', work: 'f32' },
    { gradient: 'f32', sums: 'f32' },
  ),
  body: /* wgsl */ `
${workRegions}
${logarithm}
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

fn ofDelta(d: u32) -> f32 {
  let gene = u32(genes[sizes.regulators + sizes.genes + d]);
  var bar = 0.0;
  for (var row = 0u; row < sizes.rows; row++) {
    let intervention = interventions[rows[4u * row] * sizes.genes + gene];
    if (intervention.z == f32(d)) {
      bar += intervention.w * work[4u * workAt(SHIFT_BAR, row / 4u, gene) + row % 4u];
    }
  }
  var pull = 0.0;
  if (sizes.deltaPrior > 0.0) {
    var mean = 0.0;
    for (var other = 0u; other < sizes.deltas; other++) { mean += logarithm(model[sizes.strength + other]); }
    mean /= f32(sizes.deltas);
    let strength = model[sizes.strength + d];
    pull = 2.0 * sizes.deltaPrior * (logarithm(strength) - mean) / strength;
  }
  return (bar + pull) * model[sizes.slope + d];
}

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let i = group.x * lanes + lane;
  var value = 0.0;
  if (i < sizes.parameters) {
    if (i < sizes.bt) { value = ofA(i - sizes.at); }
    else if (i < sizes.beta) { value = ofB(i - sizes.bt); }
    else if (i < sizes.delta) { value = ofBeta(i - sizes.beta); }
    else { value = ofDelta(i - sizes.delta); }
    gradient[i] = value;
  }
  let square = sumOverLanes(lane, value * value);
  if (lane == 0u) { sums[sizes.endpointSums + sizes.cellSums + group.x] = square; }
}
`,
};

/** The loss by term into the ring, and the squared length of the gradient after it. */
export const tallyKernel: Kernel = {
  name: 'tally',
  lanes: 64,
  uniforms: ['sizes', 'hyper'],
  slots: slotsOf({ model: 'f32', sums: 'f32' }, { ring: 'f32' }),
  body: /* wgsl */ `
${logarithm}
${sumOverLanes}
fn sumFrom(lane: u32, first: u32, count: u32) -> f32 {
  var sum = 0.0;
  for (var i = lane; i < count; i += lanes) { sum += sums[first + i]; }
  return sumOverLanes(lane, sum);
}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32) {
  let endpoint = sumFrom(lane, 0u, sizes.endpointSums);
  let cell = sumFrom(lane, sizes.endpointSums, sizes.cellSums);
  let square = sumFrom(lane, sizes.endpointSums + sizes.cellSums, sizes.squareSums);
  var path = 0.0;
  for (var m = lane; m < sizes.modules; m += lanes) { path += model[sizes.outNorm + m] * model[sizes.inNorm + m]; }
  path = sizes.pathWeight * sumOverLanes(lane, path);
  var log1 = 0.0;
  for (var d = lane; d < sizes.deltas; d += lanes) { log1 += logarithm(model[sizes.strength + d]); }
  let mean = sumOverLanes(lane, log1) / max(1.0, f32(sizes.deltas));
  var prior = 0.0;
  for (var d = lane; d < sizes.deltas; d += lanes) {
    let deviation = logarithm(model[sizes.strength + d]) - mean;
    prior += deviation * deviation;
  }
  prior = sizes.deltaPrior * sumOverLanes(lane, prior);
  if (lane == 0u) {
    let at = 5u * hyper.ringSlot;
    ring[at] = endpoint;
    ring[at + 1u] = cell;
    ring[at + 2u] = path;
    ring[at + 3u] = prior;
    ring[at + 4u] = square;
  }
}
`,
};
