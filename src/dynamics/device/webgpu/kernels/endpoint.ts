/** The endpoint term of means (loss/endpoint.ts): Σ weight (z − D)², and ∂L/∂z as a source of the adjoint. */
import { slotsOf, type Kernel } from '../kernel';
import { sumOverLanes } from './snippets';

/**
 * `observed`: [endpoints × G] of (D, weight). `rows` holds, from part.left on, (step, row of the trajectory) of each endpoint. One dispatch
 * takes `depth` elements from `out` on; its sums begin at part.right.
 */
export const endpointKernel: Kernel = {
  name: 'endpoint',
  lanes: 32,
  perLane: 8,
  uniforms: ['sizes', 'part'],
  slots: slotsOf({ states: 'f32', rows: 'u32', observed: 'vec2f' }, { sources: 'f32', sums: 'f32' }),
  body: /* wgsl */ `
${sumOverLanes}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  var loss = 0.0;
  let first = group.x * lanes * perLane + lane;
  let end = min(part.depth, (group.x + 1u) * lanes * perLane);
  for (var place = first; place < end; place += lanes) {
    let i = part.out + place;
    let endpoint = part.left + 2u * (i / sizes.genes);
    let step = rows[endpoint];
    let row = rows[endpoint + 1u] - 4u * part.firstQuad;
    let state = states[4u * ((step * sizes.quads + row / 4u) * sizes.genes + i % sizes.genes) + row % 4u];
    let residual = state - observed[i].x;
    sources[i] = 2.0 * observed[i].y * residual;
    loss += observed[i].y * residual * residual;
  }
  let sum = sumOverLanes(lane, loss);
  if (lane == 0u) { sums[part.right + group.x] = sum; }
}
`,
};
