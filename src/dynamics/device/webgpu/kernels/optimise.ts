/** A step of the optimiser (optimise/) and what all other kernels derive from the parameters. */
import { slotsOf, type Kernel } from '../kernel';
import { logistic4, sumOverLanes } from './snippets';

/** Clip by the global norm, then Adam. `moments`: [first | second]. */
export const adamKernel: Kernel = {
  name: 'adam',
  lanes: 256,
  uniforms: ['sizes', 'hyper'],
  slots: slotsOf({ gradient: 'f32', ring: 'f32' }, { model: 'f32', moments: 'f32' }),
  body: /* wgsl */ `
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= sizes.parameters) { return; }
  let norm = sqrt(ring[5u * hyper.ringSlot + 4u]);
  var g = gradient[i];
  if (norm > hyper.clipNorm) { g *= hyper.clipNorm / norm; }
  let first = hyper.beta1 * moments[i] + hyper.oneMinusBeta1 * g;
  let second = hyper.beta2 * moments[sizes.parameters + i] + hyper.oneMinusBeta2 * g * g;
  moments[i] = first;
  moments[sizes.parameters + i] = second;
  model[i] -= hyper.learningRate * (first / hyper.correction1) / (sqrt(second / hyper.correction2) + 1e-8);
}
`,
};

/**
 * One workgroup per module keeps its row of B within the norm and writes A and B the other way round, σ(β) and the sums of
 * |A| and |B|; a last one writes δ = softplus(raw) and its derivative.
 */
export const deriveKernel: Kernel = {
  name: 'derive',
  lanes: 32,
  uniforms: ['sizes', 'hyper'],
  slots: slotsOf({}, { model: 'f32' }),
  body: /* wgsl */ `
${sumOverLanes}
${logistic4}

/** log(1 + s) for 0 ≤ s ≤ 1, also where s is lost beside 1. */
fn logOnePlus(s: f32) -> f32 {
  let t = s / (2.0 + s);
  var sum = 0.0;
  for (var k = 17; k >= 1; k -= 2) { sum = sum * t * t + 1.0 / f32(k); }
  return 2.0 * t * sum;
}

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let m = group.x;
  if (m == sizes.modules) {
    for (var d = lane; d < sizes.deltas; d += lanes) {
      let raw = model[sizes.delta + d];
      let small = exp(-abs(raw));
      model[sizes.strength + d] = max(raw, 0.0) + logOnePlus(small);
      model[sizes.slope + d] = select(small, 1.0, raw >= 0.0) / (1.0 + small);
    }
  }
  // The last workgroup has no module, but goes the same way: some drivers take no barrier after a return.
  let regulators = select(0u, sizes.regulators, m < sizes.modules);
  let genes = select(0u, sizes.genes, m < sizes.modules);
  var square = 0.0;
  for (var r = lane; r < regulators; r += lanes) {
    let value = model[sizes.bt + r * sizes.modules + m];
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
    model[sizes.b + m * sizes.regulators + r] = value;
    inNorm += abs(value);
  }
  inNorm = sumOverLanes(lane, inNorm);
  var outNorm = 0.0;
  for (var g = lane; g < genes; g += lanes) {
    let value = model[sizes.at + m * sizes.genes + g];
    model[sizes.a + g * sizes.modules + m] = value;
    outNorm += abs(value);
  }
  outNorm = sumOverLanes(lane, outNorm);
  if (lane == 0u && m < sizes.modules) {
    model[sizes.resting + m] = logistic4(vec4f(model[sizes.beta + m])).x;
    model[sizes.inNorm + m] = inNorm;
    model[sizes.outNorm + m] = outNorm;
  }
}
`,
};
