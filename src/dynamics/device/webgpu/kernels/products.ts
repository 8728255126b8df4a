/**
 * Weight gradients from a tape: C_ij = Σ_k left_ki · right_kj over its rows, one share of them per workgroup row z,
 * each into its own slot. Later ranges of steps add to earlier ones.
 */
import { slotsOf, type Kernel } from '../kernel';

/** One lane sums the products of SIDE values of i and of j. */
const SIDE = 4;
const perLane = SIDE * SIDE;

/** Invocations for a product [rowsLeft × rowsRight]. */
export function invocationsOfProduct(rowsLeft: number, rowsRight: number): number {
  return Math.ceil(rowsLeft / SIDE) * Math.ceil(rowsRight / SIDE);
}

/** Its workgroups in `shares` shares. */
export function productGrid(
  rowsLeft: number,
  rowsRight: number,
  shares: number,
): readonly [number, number, number] {
  return [Math.ceil(invocationsOfProduct(rowsLeft, rowsRight) / 64), 1, shares];
}

const each = Array.from({ length: SIDE }, (_, i) => i);

export const productKernel: Kernel = {
  name: 'product',
  lanes: 64,
  uniforms: ['part'],
  slots: slotsOf({ tape: 'vec4f' }, { gradients: 'f32' }),
  body: /* wgsl */ `
@compute @workgroup_size(lanes)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  // Neighbouring lanes take neighbouring j.
  let apart = (part.rowsRight + ${SIDE - 1}u) / ${SIDE}u;
  let i = ${SIDE}u * (id.x / apart);
  let j = id.x % apart;
  if (i >= part.rowsLeft) { return; }
  let share = (part.depth + groups.z - 1u) / groups.z;
  let first = group.z * share;
  let last = min(part.depth, first + share);
  // Out-of-range rows and columns read any valid element; their sums are discarded.
  let lefts = min(i + vec4u(0u, 1u, 2u, 3u), vec4u(part.rowsLeft - 1u));
  let rights = min(j + apart * vec4u(0u, 1u, 2u, 3u), vec4u(part.rowsRight - 1u));
  ${each.map((e) => `var sum${e} = vec4f();`).join('\n  ')}
  var left = part.left + first * part.rowsLeft;
  var right = part.right + first * part.rowsRight;
  for (var k = first; k < last; k++) {
    ${each.map((e) => `let right${e} = tape[right + rights[${e}]];`).join('\n    ')}
    ${each
      .map((e) => {
        const products = each.map((other) => `dot(left${e}, right${other})`).join(', ');
        return `let left${e} = tape[left + lefts[${e}]];\n    sum${e} += vec4f(${products});`;
      })
      .join('\n    ')}
    left += part.rowsLeft;
    right += part.rowsRight;
  }
  var sums = array<vec4f, ${SIDE}>(${each.map((e) => `sum${e}`).join(', ')});
  let out = part.out + group.z * part.slot;
  for (var e = 0u; e < ${perLane}u; e++) {
    let row = i + e / ${SIDE}u;
    let column = j + apart * (e % ${SIDE}u);
    if (row < part.rowsLeft && column < part.rowsRight) {
      let at = out + row * part.rowsRight + column;
      let sum = sums[e / ${SIDE}u][e % ${SIDE}u];
      if (part.sweepFrom == 0u) { gradients[at] = sum; } else { gradients[at] += sum; }
    }
  }
}
`,
};
