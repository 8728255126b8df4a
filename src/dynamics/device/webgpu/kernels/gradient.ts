/**
 * From partial sums to the loss, and to the gradient in the layout of problem.ts: sums over slots, then ∂L/∂W to A and B, path
 * sparsity, overexpression strengths and their prior (loss/regularisation.ts). A step of the optimiser (dynamics/optimise.ts) and the values that
 * all other kernels derive from the parameters.
 */
import { type Kernel, RING_FLOATS, slotsOf } from '../kernel';
import { endRegions, inputRegions, logistic4, rowTable, sumOverLanes } from './snippets';

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

/**
 * One workgroup per module clips its part of the gradient by the global norm, moves its parameters by Adam, rescales its
 * row of B to the maximum norm, and writes the weights of the trajectories, σ(β) and the sums of |A| and |B|; a last
 * one moves the strengths, and writes δ = softplus(raw), its derivative and the deviation of log δ from the mean.
 * Without `hyper.moves` nothing moves. `gradient`: behind it the sums of its squares. `moments`: [first | second].
 */
export const updateKernel: Kernel = {
  name: 'update',
  lanes: 32,
  uniforms: ['sizes', 'hyper'],
  slots: slotsOf({ gradient: 'f32' }, { model: 'f32', moments: 'f32', weights: 'f32' }),
  body: /* wgsl */ `
${sumOverLanes}
${logistic4}

/** The next value of a parameter; \`clip\` scales the gradient. */
fn moved(i: u32, clip: f32) -> f32 {
  if (hyper.moves == 0u) { return model[i]; }
  let g = clip * gradient[i];
  let first = hyper.beta1 * moments[i] + hyper.oneMinusBeta1 * g;
  let second = hyper.beta2 * moments[sizes.parameters + i] + hyper.oneMinusBeta2 * g * g;
  moments[i] = first;
  moments[sizes.parameters + i] = second;
  let value = model[i] - hyper.learningRate * (first / hyper.correction1) / (sqrt(second / hyper.correction2) + 1e-8);
  model[i] = value;
  return value;
}

/** 2 artanh t for |t| ≤ 1/3. */
fn twiceArtanh(t: f32) -> f32 {
  let square = t * t;
  var sum = 0.0;
  for (var k = 17; k >= 1; k -= 2) { sum = sum * square + 1.0 / f32(k); }
  return 2.0 * t * sum;
}

/** log x of a normal positive number, accurate to one rounding, which the built-in function need not be. */
fn logarithm(x: f32) -> f32 {
  let parts = frexp(x);
  var mantissa = parts.fract;
  var exponent = parts.exp;
  if (mantissa < 0.70710678) { mantissa *= 2.0; exponent--; }
  return f32(exponent) * 0.69314718 + twiceArtanh((mantissa - 1.0) / (mantissa + 1.0));
}

/** log(1 + s) for 0 ≤ s ≤ 1, accurate also for tiny s. */
fn logOnePlus(s: f32) -> f32 { return twiceArtanh(s / (2.0 + s)); }

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let m = group.x;
  var square = 0.0;
  for (var i = lane; i < sizes.squareSums; i += lanes) { square += gradient[sizes.parameters + i]; }
  let norm = sqrt(sumOverLanes(lane, square));
  var clip = 1.0;
  if (norm > hyper.clipNorm) { clip = hyper.clipNorm / norm; }
  // The last workgroup has no module and the others no strengths, but all follow the same path: some drivers accept no
  // barrier after a return.
  let deltas = select(0u, sizes.deltas, m == sizes.modules);
  var logs = 0.0;
  for (var d = lane; d < deltas; d += lanes) {
    let raw = moved(sizes.delta + d, clip);
    let small = exp(-abs(raw));
    let strength = max(raw, 0.0) + logOnePlus(small);
    let log1 = logarithm(strength);
    model[sizes.strength + d] = strength;
    model[sizes.slope + d] = select(small, 1.0, raw >= 0.0) / (1.0 + small);
    model[sizes.deviation + d] = log1;
    logs += log1;
  }
  let mean = sumOverLanes(lane, logs) / f32(max(1u, deltas));
  for (var d = lane; d < deltas; d += lanes) { model[sizes.deviation + d] -= mean; }
  let regulators = select(0u, sizes.regulators, m < sizes.modules);
  let genes = select(0u, sizes.genes, m < sizes.modules);
  square = 0.0;
  for (var r = lane; r < regulators; r += lanes) {
    let value = moved(sizes.bt + r * sizes.modules + m, clip);
    square += value * value;
  }
  let length = sqrt(sumOverLanes(lane, square));
  var scale = 1.0;
  if (length > hyper.rowNorm) { scale = hyper.rowNorm / length; }
  var inNorm = 0.0;
  for (var r = lane; r < regulators; r += lanes) {
    let at = sizes.bt + r * sizes.modules + m;
    let value = scale * model[at];
    model[at] = value;
    weights[4u * (sizes.bForward + r * sizes.moduleBlocks) + m] = value;
    weights[4u * (sizes.bBack + m * sizes.regulatorBlocks) + r] = value;
    inNorm += abs(value);
  }
  inNorm = sumOverLanes(lane, inNorm);
  var outNorm = 0.0;
  for (var g = lane; g < genes; g += lanes) {
    let value = moved(sizes.at + m * sizes.genes + g, clip);
    weights[4u * (sizes.aForward + m * sizes.geneBlocks) + g] = value;
    weights[4u * (sizes.aBack + g * sizes.moduleBlocks) + m] = value;
    outNorm += abs(value);
  }
  outNorm = sumOverLanes(lane, outNorm);
  if (lane == 0u && m < sizes.modules) {
    let bias = moved(sizes.beta + m, clip);
    let resting = logistic4(vec4f(bias)).x;
    model[sizes.resting + m] = resting;
    weights[4u * sizes.biases + m] = bias;
    weights[4u * sizes.restingBlocks + m] = resting;
    model[sizes.inNorm + m] = inNorm;
    model[sizes.outNorm + m] = outNorm;
  }
}
`,
};
