/**
 * Trajectories by RK4 (solve/rk4.ts), four to a workgroup: one dispatch makes a whole sweep of steps, weights are read once
 * for four rows, and only the state after each step is kept. `sweepFrom` = 0 also sets the initial states.
 */
import { slotsOf, type Kernel } from '../kernel';
import { field, rungeKutta, workRegions } from './snippets';

export function forwardKernel(lanes: number): Kernel {
  return {
    name: 'forward',
    lanes,
    uniforms: ['sizes', 'part'],
    slots: slotsOf(
      { model: 'f32', interventions: 'vec4f', rows: 'u32', starts: 'f32', genes: 'i32' },
      { states: 'vec4f', work: 'vec4f' },
    ),
    body: /* wgsl */ `
${workRegions}
${rungeKutta}
${field}

/** z(0), and what the interventions of four rows do to one gene. */
fn begin(quad: u32, gene: u32) {
  var keep = vec4f();
  var shift = vec4f();
  var start = vec4f();
  for (var j = 0u; j < 4u; j++) {
    let row = 4u * (4u * quad + j);
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
}

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let quad = group.x;
  let h = sizes.stepLength;
  if (part.sweepFrom == 0u) {
    for (var g = lane; g < sizes.genes; g += lanes) { begin(quad, g); }
  }
  for (var i = part.sweepFrom; i < part.sweepTo; i++) {
    let here = (i * sizes.quads + quad) * sizes.genes;
    let next = ((i + 1u) * sizes.quads + quad) * sizes.genes;
    for (var g = lane; g < sizes.genes; g += lanes) {
      let z = states[here + g];
      work[workAt(STATE, quad, g)] = z;
      work[workAt(TOTAL, quad, g)] = z;
    }
    for (var s = 0u; s < 4u; s++) {
      storageBarrier();
      for (var m = lane; m < sizes.modules; m += lanes) { work[activityAt(quad, m)] = centredActivity(quad, m); }
      storageBarrier();
      for (var g = lane; g < sizes.genes; g += lanes) {
        let slope = slopeOf(quad, g);
        let total = work[workAt(TOTAL, quad, g)] + h * weightOf(s) * slope;
        work[workAt(TOTAL, quad, g)] = total;
        work[workAt(STATE, quad, g)] = states[here + g] + h * offsetOf(s) * slope;
        if (s == 3u) { states[next + g] = total; }
      }
    }
  }
}
`,
  };
}
