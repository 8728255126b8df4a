/**
 * From partial sums to the loss, and to the gradient in the layout of parameters.ts: sums over slots, then ∂L/∂W to A and B, path
 * sparsity, overexpression strengths and their prior (loss/regularisation.ts).
 */
import { RING_FLOATS, slotsOf, type Kernel } from '../kernel';
import { endRegions, inputRegions, rowTable, sumOverLanes } from './snippets';

/** Offsets in `total`: sums of the slots of A [M × G], B and β [R + 1 × M], the inputs [R × 2M] and W [M × M]. */
const totals = /* wgsl */ `
fn sizeA() -> u32 { return sizes.modules * sizes.genes; }
fn sizeB() -> u32 { return (sizes.regulators + 1u) * sizes.modules; }
fn sizeInputs() -> u32 { return 2u * sizes.regulators * sizes.modules; }
fn sizeW() -> u32 { return sizes.modules * sizes.modules; }
fn totalInputs() -> u32 { return sizeA() + sizeB(); }
fn totalW() -> u32 { return totalInputs() + sizeInputs(); }
`;

/** Sums of slots; the last workgroups sum the terms of the loss into the ring, one each. */
export const reduceKernel: Kernel = {
  name: 'reduce',
  lanes: 32,
  perLane: 8,
  uniforms: ['sizes', 'hyper'],
  slots: slotsOf(
    {
      gradientsA: 'f32',
      gradientsB: 'f32',
      gradientsInputs: 'f32',
      gradientsW: 'f32',
      model: 'f32',
      sums: 'f32',
    },
    { total: 'f32', ring: 'f32' },
  ),
  body: /* wgsl */ `
const ringFloats = ${RING_FLOATS}u;
${totals}
${sumOverLanes}
fn sumOfSlots(i: u32) -> f32 {
  var sum = 0.0;
  if (i < sizeA()) {
    for (var slot = 0u; slot < sizes.slotsA; slot++) { sum += gradientsA[slot * sizeA() + i]; }
  } else if (i < totalInputs()) {
    for (var slot = 0u; slot < sizes.slotsB; slot++) { sum += gradientsB[slot * sizeB() + i - sizeA()]; }
  } else if (i < totalW()) {
    for (var slot = 0u; slot < sizes.slotsInputs; slot++) { sum += gradientsInputs[slot * sizeInputs() + i - totalInputs()]; }
  } else {
    for (var slot = 0u; slot < sizes.slotsW; slot++) { sum += gradientsW[slot * sizeW() + i - totalW()]; }
  }
  return sum;
}
/** A lane's share of the endpoint, cell, path or prior term. */
fn shareOfLoss(term: u32, lane: u32) -> f32 {
  let firsts = vec4u(0u, sizes.endpointSums, sizes.endpointSums + sizes.cellSums, 0u);
  let counts = vec4u(sizes.endpointSums, sizes.cellSums, sizes.pathSums, 0u);
  let modules = select(0u, sizes.modules, term == 2u);
  let deltas = select(0u, sizes.deltas, term == 3u);
  var sum = 0.0;
  for (var i = lane; i < counts[term]; i += lanes) { sum += sums[firsts[term] + i]; }
  for (var m = lane; m < modules; m += lanes) {
    sum += sizes.pathWeight * model[sizes.outNorm + m] * model[sizes.inNorm + m];
  }
  for (var d = lane; d < deltas; d += lanes) {
    let deviation = model[sizes.deviation + d];
    sum += sizes.deltaPrior * deviation * deviation;
  }
  return sum;
}
@compute @workgroup_size(lanes)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let reducing = groups.x - ringFloats;
  let end = min(totalW() + sizeW(), (group.x + 1u) * lanes * perLane);
  for (var i = group.x * lanes * perLane + lane; i < end; i += lanes) { total[i] = sumOfSlots(i); }
  if (group.x >= reducing) {
    let term = group.x - reducing;
    let loss = sumOverLanes(lane, shareOfLoss(term, lane));
    if (lane == 0u) { ring[ringFloats * hyper.ringSlot + term] = loss; }
  }
}
`,
};

/** The gradient, and behind it the sums of its squares. */
export const gradientKernel: Kernel = {
  name: 'gradient',
  lanes: 32,
  perLane: 16,
  uniforms: ['sizes'],
  slots: slotsOf(
    {
      model: 'f32',
      total: 'f32',
      genes: 'i32',
      inputs: 'f32',
      rows: 'u32',
      interventions: 'vec4f',
      ends: 'f32',
    },
    { gradient: 'f32' },
  ),
  body: /* wgsl */ `
${totals}
${rowTable}
${endRegions}
${inputRegions}
${sumOverLanes}

/** W = BA: ∂A gains Bᵀ ∂W in the rows of the regulators, ∂B gains ∂W Aᵀ. */
fn ofA(i: u32) -> f32 {
  let m = i / sizes.genes;
  var sum = total[i] + sizes.pathWeight * model[sizes.inNorm + m] * sign(model[sizes.at + i]);
  let regulator = genes[sizes.genes + i % sizes.genes];
  if (regulator >= 0) {
    let r = u32(regulator);
    sum += total[totalInputs() + (2u * r + 1u) * sizes.modules + m];
    for (var k = 0u; k < sizes.modules; k++) {
      sum += model[sizes.bt + r * sizes.modules + k] * total[totalW() + k * sizes.modules + m];
    }
  }
  return sum;
}

fn ofB(i: u32) -> f32 {
  let r = i / sizes.modules;
  let m = i % sizes.modules;
  let gene = u32(genes[r]);
  let factor = totalW() + m * sizes.modules;
  var sum = total[sizeA() + i] + total[totalInputs() + 2u * r * sizes.modules + m]
    + sizes.pathWeight * model[sizes.outNorm + m] * sign(model[sizes.bt + i]);
  for (var k = 0u; k < sizes.modules; k++) { sum += model[sizes.at + k * sizes.genes + gene] * total[factor + k]; }
  return sum;
}

fn ofBeta(m: u32) -> f32 {
  var bar = total[sizeA() + sizes.regulators * sizes.modules + m];
  for (var row = 0u; row < 4u * sizes.allQuads; row++) { bar += inputs[4u * betaBarAt(row / 4u, m) + row % 4u]; }
  return bar;
}

/** Through what a shift added to each compared state, and through the drive of u where its gene is a regulator. */
fn ofDelta(d: u32) -> f32 {
  let gene = u32(genes[2u * sizes.genes + d]);
  let regulator = genes[sizes.genes + gene];
  var bar = 2.0 * sizes.deltaPrior * model[sizes.deviation + d] / model[sizes.strength + d];
  for (var i = 0u; i < 4u * sizes.allQuads; i++) {
    let intervention = interventions[rows[rowAt(i)] * sizes.genes + gene];
    if (intervention.z != f32(d) || intervention.x == 0.0) { continue; }
    let quad = i / 4u;
    var sum = 0.0;
    for (var end = endsOf(quad); end < endsOf(quad + 1u); end++) {
      sum += (1.0 - bitcast<f32>(rows[endAt(end) + 2u])) * ends[4u * sourceAt(end, gene) + i % 4u];
    }
    if (regulator >= 0) {
      for (var m = 0u; m < sizes.modules; m++) {
        sum += model[sizes.bt + u32(regulator) * sizes.modules + m] * inputs[4u * driveBarAt(quad, m) + i % 4u];
      }
    }
    bar += intervention.w * sum;
  }
  return bar * model[sizes.slope + d];
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
    else { value = ofDelta(i - sizes.delta); }
    gradient[i] = value;
    square += value * value;
  }
  square = sumOverLanes(lane, square);
  if (lane == 0u) { gradient[sizes.parameters + group.x] = square; }
}
`,
};
