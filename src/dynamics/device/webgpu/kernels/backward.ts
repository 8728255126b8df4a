/**
 * The adjoint of a sweep of RK4 steps, from its stored states, four trajectories to a workgroup (adjoint/). At each of a
 * step's four stages, last first: v = keep ⊙ h (w_s λ + c_s ȳ_{s+1}), ȳ_s = Jᵀv, λ ← λ + Σ ȳ_s. What weight gradients are
 * made of goes to the tape, [stages × quads] rows of v [G], σ(u) − σ(β) [M], du [M] and regulators' inputs [R].
 * The discrete and the continuous adjoint differ only in the states the stages are taken at.
 */
import type { Problem } from '../../../problem';
import { slotsOf, type Kernel } from '../kernel';
import { field, rungeKutta, workRegions } from './snippets';

/** Stages computed again as the forward step made them. */
const discreteStages = /* wgsl */ `
fn recomputeStages(lane: u32, quad: u32, first: u32, here: u32, next: u32) {
  for (var g = lane; g < sizes.genes; g += lanes) { work[workAt(STATE, quad, g)] = states[here + g]; }
  for (var s = 0u; s < 4u; s++) {
    storageBarrier();
    recordStage(lane, quad, first + s * sizes.quads);
    storageBarrier();
    if (s < 3u) {
      for (var g = lane; g < sizes.genes; g += lanes) {
        work[workAt(STATE, quad, g)] = states[here + g] + sizes.stepLength * offsetOf(s) * slopeOf(quad, g);
      }
    }
  }
}
`;

/** The interval's two ends, and twice its middle on the cubic Hermite through them. */
const continuousStages = /* wgsl */ `
fn recomputeStages(lane: u32, quad: u32, first: u32, here: u32, next: u32) {
  for (var g = lane; g < sizes.genes; g += lanes) { work[workAt(STATE, quad, g)] = states[here + g]; }
  storageBarrier();
  recordStage(lane, quad, first);
  storageBarrier();
  for (var g = lane; g < sizes.genes; g += lanes) {
    work[workAt(SLOPE, quad, g)] = slopeOf(quad, g);
    work[workAt(STATE, quad, g)] = states[next + g];
  }
  storageBarrier();
  recordStage(lane, quad, first + 3u * sizes.quads);
  storageBarrier();
  for (var g = lane; g < sizes.genes; g += lanes) {
    let bend = work[workAt(SLOPE, quad, g)] - slopeOf(quad, g);
    work[workAt(STATE, quad, g)] = 0.5 * (states[here + g] + states[next + g]) + sizes.stepLength / 8.0 * bend;
  }
  storageBarrier();
  recordStage(lane, quad, first + sizes.quads);
  recordStage(lane, quad, first + 2u * sizes.quads);
  storageBarrier();
}
`;

export function backwardKernel(lanes: number, adjoint: Problem['adjoint']): Kernel {
  return {
    name: `backward-${adjoint}`,
    lanes,
    uniforms: ['sizes', 'part'],
    slots: slotsOf(
      { model: 'f32', states: 'vec4f', rows: 'u32', genes: 'i32', sources: 'f32' },
      { work: 'vec4f', tape: 'vec4f' },
    ),
    body: /* wgsl */ `
${workRegions}
${rungeKutta}
${field}

fn tapeRows() -> u32 { return 4u * (part.sweepTo - part.sweepFrom) * sizes.quads; }
fn tapeV(row: u32, gene: u32) -> u32 { return row * sizes.genes + gene; }
fn tapeActivity(row: u32, m: u32) -> u32 { return tapeRows() * sizes.genes + row * sizes.modules + m; }
fn tapeDu(row: u32, m: u32) -> u32 { return tapeActivity(tapeRows() + row, m); }
fn tapeInput(row: u32, regulator: u32) -> u32 {
  return tapeRows() * (sizes.genes + 2u * sizes.modules) + row * sizes.regulators + regulator;
}

/** Activities and inputs at the state in work, to the tape. */
fn recordStage(lane: u32, quad: u32, row: u32) {
  for (var m = lane; m < sizes.modules; m += lanes) {
    let activity = centredActivity(quad, m);
    work[activityAt(quad, m)] = activity;
    tape[tapeActivity(row, m)] = activity;
  }
  for (var r = lane; r < sizes.regulators; r += lanes) {
    tape[tapeInput(row, r)] = work[workAt(STATE, quad, u32(genes[r]))];
  }
}
${adjoint === 'discrete' ? discreteStages : continuousStages}

/** ∂L/∂z at stored state \`step\` of four rows, from the endpoints that look there. */
fn sourceAt(quad: u32, step: u32, gene: u32) -> vec4f {
  var source = vec4f();
  for (var j = 0u; j < 4u; j++) {
    let row = 4u * (4u * quad + j);
    for (var entry = rows[row + 2u]; entry < rows[row + 3u]; entry += 2u) {
      if (rows[entry] == step) { source[j] += sources[rows[entry + 1u] * sizes.genes + gene]; }
    }
  }
  return source;
}

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let quad = group.x;
  let h = sizes.stepLength;
  if (part.sweepTo == sizes.steps) {
    for (var g = lane; g < sizes.genes; g += lanes) {
      work[workAt(LAMBDA, quad, g)] = vec4f();
      work[workAt(SHIFT_BAR, quad, g)] = vec4f();
    }
  }
  for (var i = part.sweepTo; i > part.sweepFrom; i--) {
    let here = ((i - 1u) * sizes.quads + quad) * sizes.genes;
    let next = (i * sizes.quads + quad) * sizes.genes;
    let first = 4u * (i - 1u - part.sweepFrom) * sizes.quads + quad;
    recomputeStages(lane, quad, first, here, next);
    for (var g = lane; g < sizes.genes; g += lanes) {
      let lambda = work[workAt(LAMBDA, quad, g)] + sourceAt(quad, i, g);
      work[workAt(LAMBDA, quad, g)] = lambda;
      work[workAt(TOTAL, quad, g)] = lambda;
      work[workAt(LATER, quad, g)] = vec4f();
    }
    for (var back = 0u; back < 4u; back++) {
      let s = 3u - back;
      let row = first + s * sizes.quads;
      for (var g = lane; g < sizes.genes; g += lanes) {
        let along = weightOf(s) * work[workAt(LAMBDA, quad, g)] + offsetOf(s) * work[workAt(LATER, quad, g)];
        let v = work[workAt(KEEP, quad, g)] * h * along;
        tape[tapeV(row, g)] = v;
        work[workAt(SHIFT_BAR, quad, g)] += v;
      }
      storageBarrier();
      for (var m = lane; m < sizes.modules; m += lanes) {
        var p = vec4f();
        for (var g = 0u; g < sizes.genes; g++) { p += model[sizes.a + g * sizes.modules + m] * tape[tapeV(row, g)]; }
        let activity = tape[tapeActivity(row, m)] + model[sizes.resting + m];
        tape[tapeDu(row, m)] = p * activity * (1.0 - activity);
      }
      storageBarrier();
      for (var g = lane; g < sizes.genes; g += lanes) {
        var bar = -tape[tapeV(row, g)];
        let regulator = genes[sizes.regulators + g];
        if (regulator >= 0) {
          for (var m = 0u; m < sizes.modules; m++) {
            bar += model[sizes.b + m * sizes.regulators + u32(regulator)] * tape[tapeDu(row, m)];
          }
        }
        work[workAt(LATER, quad, g)] = bar;
        work[workAt(TOTAL, quad, g)] += bar;
      }
    }
    for (var g = lane; g < sizes.genes; g += lanes) { work[workAt(LAMBDA, quad, g)] = work[workAt(TOTAL, quad, g)]; }
  }
}
`,
  };
}
