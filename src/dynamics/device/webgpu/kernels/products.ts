/**
 * Weight gradients from a tape: C_ij = Σ_k left_ki · right_kj over its rows, a share of them per workgroup row z, each share
 * into its own slot. A further row of ones on the left gives Σ_k right_kj. Later sweeps add to what earlier ones left.
 */
import { slotsOf, type Kernel } from '../kernel';

/** Values of i that one lane sums. */
const perLane = 4;

/** Workgroups for a product of [rowsLeft + 1 × rowsRight] in `shares` shares. */
export function productGrid(
  rowsLeft: number,
  rowsRight: number,
  shares: number,
): readonly [number, number, number] {
  return [Math.ceil((Math.ceil((rowsLeft + 1) / perLane) * rowsRight) / 64), 1, shares];
}

export const productKernel: Kernel = {
  name: 'product',
  lanes: 64,
  uniforms: ['part'],
  slots: slotsOf({ tape: 'vec4f' }, { gradients: 'f32' }),
  body: /* wgsl */ `
/** Rows at the right of the last one are not there: any that is will do, since nothing is kept of it. */
fn leftOf(k: u32, i: u32) -> vec4f {
  if (i >= part.rowsLeft) { return vec4f(1.0); }
  return tape[part.left + k * part.rowsLeft + i];
}
@compute @workgroup_size(lanes)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let i = ${perLane}u * (id.x / part.rowsRight);
  let j = id.x % part.rowsRight;
  if (i > part.rowsLeft) { return; }
  let share = (part.depth + groups.z - 1u) / groups.z;
  let last = min(part.depth, (group.z + 1u) * share);
  var sum = vec4f();
  for (var k = group.z * share; k < last; k++) {
    let right = tape[part.right + k * part.rowsRight + j];
    sum += vec4f(
      dot(leftOf(k, i), right), dot(leftOf(k, i + 1u), right), dot(leftOf(k, i + 2u), right), dot(leftOf(k, i + 3u), right),
    );
  }
  let out = part.out + group.z * (part.rowsLeft + 1u) * part.rowsRight;
  for (var e = 0u; e < ${perLane}u && i + e <= part.rowsLeft; e++) {
    let at = out + (i + e) * part.rowsRight + j;
    if (part.sweepFrom == 0u) { gradients[at] = sum[e]; } else { gradients[at] += sum[e]; }
  }
}
`,
};
