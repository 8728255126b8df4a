/** The endpoint term of means (loss/endpoint.ts): Σ weight (z − D)², and ∂L/∂z as a source of the adjoint. */
import { slotsOf, type Kernel } from '../kernel';
import { sumOverLanes } from './snippets';

/** `observed`: [endpoints × G] of (D, weight). `rows` ends in [endpoints] of (step, row of the trajectory). */
export const endpointKernel: Kernel = {
  name: 'endpoint',
  lanes: 64,
  uniforms: ['sizes', 'part'],
  slots: slotsOf({ states: 'f32', rows: 'u32', observed: 'vec2f' }, { sources: 'f32', sums: 'f32' }),
  body: /* wgsl */ `
${sumOverLanes}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let i = group.x * lanes + lane;
  var loss = 0.0;
  if (i < sizes.endpoints * sizes.genes) {
    let endpoint = part.left + 2u * (i / sizes.genes);
    let step = rows[endpoint];
    let row = rows[endpoint + 1u];
    let state = states[4u * ((step * sizes.quads + row / 4u) * sizes.genes + i % sizes.genes) + row % 4u];
    let residual = state - observed[i].x;
    sources[i] = 2.0 * observed[i].y * residual;
    loss = observed[i].y * residual * residual;
  }
  let sum = sumOverLanes(lane, loss);
  if (lane == 0u) { sums[group.x] = sum; }
}
`,
};
