/** A step of the optimiser (optimise.ts) and the values that all other kernels derive from the parameters. */
import { slotsOf, type Kernel } from '../kernel';
import { logistic4, sumOverLanes } from './snippets';

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
