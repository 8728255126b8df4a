/**
 * Trajectories by RK4 (solve/rk4.ts), four to a workgroup: one dispatch computes a range of steps, weights are read
 * once for four rows, and only the state after each step is kept. `sweepFrom` = 0 also sets the initial states.
 */
import { slotsOf, type Kernel } from '../kernel';
import { activities, logistic4, rungeKutta, slopes, workRegions } from './snippets';

export function forwardKernel(lanes: number): Kernel {
  return {
    name: 'forward',
    lanes,
    uniforms: ['sizes', 'part'],
    slots: slotsOf(
      { model: 'f32', weights: 'vec4f', interventions: 'vec4f', rows: 'u32', starts: 'f32', genes: 'i32' },
      { states: 'vec4f', work: 'vec4f' },
    ),
    body: /* wgsl */ `
${workRegions}
${rungeKutta}
${logistic4}

/** z(0), and the interventions of four rows on one gene. */
fn begin(quad: u32, gene: u32) -> vec4f {
  var keep = vec4f();
  var shift = vec4f();
  var start = vec4f();
  for (var j = 0u; j < 4u; j++) {
    let row = 4u * (4u * (part.firstQuad + quad) + j);
    let intervention = interventions[rows[row] * sizes.genes + gene];
    var strength = intervention.w;
    if (intervention.z >= 0.0) { strength *= model[sizes.strength + u32(intervention.z)]; }
    keep[j] = intervention.x;
    shift[j] = strength;
    start[j] = starts[rows[row + 1u] * sizes.genes + gene] * intervention.x + intervention.y;
  }
  work[workAt(KEEP, quad, gene)] = keep;
  work[workAt(SHIFT, quad, gene)] = shift;
  states[quad * sizes.genes + gene] = start;
  return start;
}

/** Stores the state of the next stage. */
fn enter(quad: u32, gene: u32, state: vec4f) {
  work[workAt(STATE, quad, gene)] = state;
  let regulator = genes[sizes.regulators + gene];
  if (regulator >= 0) { work[inputAt(quad, u32(regulator))] = state; }
}

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let quad = group.x;
  let h = sizes.stepLength;
  let start = (part.sweepFrom * sizes.quads + quad) * sizes.genes;
  for (var g = lane; g < sizes.genes; g += lanes) {
    var state = vec4f();
    if (part.sweepFrom == 0u) { state = begin(quad, g); } else { state = states[start + g]; }
    enter(quad, g, state);
  }
  let activityOfQuad = activityAt(quad, 0u);
  let inputOfQuad = inputAt(quad, 0u);
  for (var i = part.sweepFrom; i < part.sweepTo; i++) {
    let here = (i * sizes.quads + quad) * sizes.genes;
    let next = ((i + 1u) * sizes.quads + quad) * sizes.genes;
    for (var s = 0u; s < 4u; s++) {
      let along = h * weightOf(s);
      let ahead = h * offsetOf(s);
      storageBarrier();
      ${activities('work[inputOfQuad + k]', 'work[activityOfQuad + column] = activity;')}
      storageBarrier();
      ${slopes(
        'work[activityOfQuad + k]',
        /* wgsl */ `let start = states[here + column];
      var total = start;
      if (s > 0u) { total = work[workAt(TOTAL, quad, column)]; }
      total += along * slope;
      var state = start + ahead * slope;
      if (s == 3u) { states[next + column] = total; state = total; } else { work[workAt(TOTAL, quad, column)] = total; }
      enter(quad, column, state);`,
      )}
    }
  }
}
`,
  };
}
