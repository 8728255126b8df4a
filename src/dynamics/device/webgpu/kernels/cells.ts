/**
 * The cell term (equations in loss/cellTerm.ts), four cells to a vec4f. Three passes recompute σ(u_m − B_mg x_g) and
 * sum it over modules, cells and genes in turn: nothing of the size cells × genes × modules is stored, and no lane
 * waits for another.
 */
import { slotsOf, type Kernel } from '../kernel';
import { logistic4, sumOverLanes } from './snippets';

/** Rows of `cellTape` per quad of cells (elements of vec4f). */
const regions = /* wgsl */ `
fn inputAt(quad: u32, regulator: u32) -> u32 { return quad * sizes.regulators + regulator; }
fn duAt(quad: u32, m: u32) -> u32 { return sizes.cellQuads * sizes.regulators + quad * sizes.modules + m; }
fn uAt(quad: u32, m: u32) -> u32 { return duAt(sizes.cellQuads + quad, m); }
fn activityAt(quad: u32, m: u32) -> u32 { return uAt(sizes.cellQuads + quad, m); }
fn stateAt(quad: u32, gene: u32) -> u32 {
  return sizes.cellQuads * (sizes.regulators + 3u * sizes.modules) + quad * sizes.genes + gene;
}
fn weightAt(quad: u32, gene: u32) -> u32 { return stateAt(sizes.cellQuads + quad, gene); }
fn errorAt(quad: u32, gene: u32) -> u32 { return weightAt(sizes.cellQuads + quad, gene); }
`;

/** Elements of `cellTape` per quad. */
export const cellTapePerQuad = { regulators: 1, modules: 3, genes: 3 } as const;

/** The drawn cells and the weights of their residuals. `picks`: [cells] of (cell, mask row). */
export const gatherKernel: Kernel = {
  name: 'gather',
  lanes: 64,
  uniforms: ['sizes'],
  slots: slotsOf({ picks: 'u32', cells: 'f32', cellMask: 'f32', genes: 'i32' }, { cellTape: 'vec4f' }),
  body: /* wgsl */ `
${regions}
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.cellQuads * sizes.genes) { return; }
  let quad = id.x / sizes.genes;
  let gene = id.x % sizes.genes;
  var state = vec4f();
  var weight = vec4f();
  for (var j = 0u; j < 4u; j++) {
    let cell = 4u * quad + j;
    if (cell < sizes.cells) {
      state[j] = cells[picks[2u * cell] * sizes.genes + gene];
      weight[j] = sizes.cellWeight * cellMask[picks[2u * cell + 1u] * sizes.genes + gene];
    }
  }
  cellTape[stateAt(quad, gene)] = state;
  cellTape[weightAt(quad, gene)] = weight;
  let regulator = genes[sizes.regulators + gene];
  if (regulator >= 0) { cellTape[inputAt(quad, u32(regulator))] = state; }
}
`,
};

/** u = Bx + β and σ(u). */
export const cellActivityKernel: Kernel = {
  name: 'cell-activity',
  lanes: 64,
  uniforms: ['sizes'],
  slots: slotsOf({ model: 'f32' }, { cellTape: 'vec4f' }),
  body: /* wgsl */ `
${regions}
${logistic4}
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.cellQuads * sizes.modules) { return; }
  let quad = id.x / sizes.modules;
  let m = id.x % sizes.modules;
  var u = vec4f(model[sizes.beta + m]);
  for (var r = 0u; r < sizes.regulators; r++) {
    u += model[sizes.bt + r * sizes.modules + m] * cellTape[inputAt(quad, r)];
  }
  cellTape[uAt(quad, m)] = u;
  cellTape[activityAt(quad, m)] = logistic4(u);
}
`,
};

/** σ(u − B_mg x_g) where g is a regulator, σ(u) elsewhere. */
const withoutOwnInput = /* wgsl */ `
fn withoutOwnInput(quad: u32, m: u32, regulator: i32, state: vec4f) -> vec4f {
  if (regulator < 0) { return cellTape[activityAt(quad, m)]; }
  return logistic4(cellTape[uAt(quad, m)] - weights[4u * (sizes.bBack + m * sizes.regulatorBlocks) + u32(regulator)] * state);
}
`;

/** f°, e = ∂L/∂f° and the loss. */
export const cellErrorKernel: Kernel = {
  name: 'cell-error',
  lanes: 32,
  perLane: 4,
  uniforms: ['sizes'],
  slots: slotsOf({ model: 'f32', weights: 'f32', genes: 'i32' }, { cellTape: 'vec4f', sums: 'f32' }),
  body: /* wgsl */ `
${regions}
${logistic4}
${withoutOwnInput}
${sumOverLanes}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  var loss = 0.0;
  let first = group.x * lanes * perLane + lane;
  let end = min(sizes.cellQuads * sizes.genes, (group.x + 1u) * lanes * perLane);
  for (var i = first; i < end; i += lanes) {
    let quad = i / sizes.genes;
    let gene = i % sizes.genes;
    let regulator = genes[sizes.regulators + gene];
    let state = cellTape[stateAt(quad, gene)];
    var residual = -state;
    for (var m = 0u; m < sizes.modules; m++) {
      let activity = withoutOwnInput(quad, m, regulator, state);
      residual += model[sizes.at + m * sizes.genes + gene] * (activity - model[sizes.resting + m]);
    }
    let weighted = cellTape[weightAt(quad, gene)] * residual;
    cellTape[errorAt(quad, gene)] = 2.0 * weighted;
    loss += dot(weighted, residual);
  }
  let sum = sumOverLanes(lane, loss);
  if (lane == 0u) { sums[sizes.endpointSums + group.x] = sum; }
}
`,
};

/** du_m = Σ_g t_gm, t_gm = e_g A_gm s_gm (1 − s_gm). */
export const cellDuKernel: Kernel = {
  name: 'cell-du',
  lanes: 64,
  uniforms: ['sizes'],
  slots: slotsOf({ weights: 'f32', genes: 'i32' }, { cellTape: 'vec4f' }),
  body: /* wgsl */ `
${regions}
${logistic4}
${withoutOwnInput}
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.cellQuads * sizes.modules) { return; }
  let quad = id.x / sizes.modules;
  let m = id.x % sizes.modules;
  var du = vec4f();
  for (var g = 0u; g < sizes.genes; g++) {
    let activity = withoutOwnInput(quad, m, genes[sizes.regulators + g], cellTape[stateAt(quad, g)]);
    du += weights[4u * (sizes.aBack + g * sizes.moduleBlocks) + m] * cellTape[errorAt(quad, g)] * activity * (1.0 - activity);
  }
  cellTape[duAt(quad, m)] = du;
}
`,
};

/**
 * ∂A and the own inputs' part of ∂B, summed over a share of the cells, each into its own slot from part.out (∂A) and
 * part.left (∂B) on. Row M of a slot of A is Σ e (as in products.ts); row R of a slot of B is 0 here.
 */
export const cellGradientKernel: Kernel = {
  name: 'cell-gradient',
  lanes: 64,
  uniforms: ['sizes', 'part'],
  slots: slotsOf(
    { model: 'f32', weights: 'f32', genes: 'i32', cellTape: 'vec4f' },
    { gradientsA: 'f32', gradientsB: 'f32' },
  ),
  body: /* wgsl */ `
${regions}
${logistic4}
${withoutOwnInput}
@compute @workgroup_size(lanes)
fn main(
  @builtin(local_invocation_index) lane: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  let modules = sizes.modules;
  let i = (group.z * groups.x + group.x) * lanes + lane;
  let gene = i / (modules + 1u);
  let m = i % (modules + 1u);
  if (gene > sizes.genes) { return; }
  let slotA = part.out + group.y * (modules + 1u) * sizes.genes;
  let slotB = part.left + group.y * (sizes.regulators + 1u) * modules;
  if (gene == sizes.genes) {
    if (m < modules) { gradientsB[slotB + sizes.regulators * modules + m] = 0.0; }
    return;
  }
  let regulator = genes[sizes.regulators + gene];
  let share = (sizes.cellQuads + groups.y - 1u) / groups.y;
  let last = min(sizes.cellQuads, (group.y + 1u) * share);
  var ofA = 0.0;
  var ofB = 0.0;
  for (var quad = group.y * share; quad < last; quad++) {
    let error = cellTape[errorAt(quad, gene)];
    if (m == modules) {
      ofA += dot(error, vec4f(1.0));
    } else {
      let state = cellTape[stateAt(quad, gene)];
      let activity = withoutOwnInput(quad, m, regulator, state);
      ofA += dot(error, activity - model[sizes.resting + m]);
      ofB -= dot(error * activity * (1.0 - activity), state);
    }
  }
  gradientsA[slotA + m * sizes.genes + gene] = ofA;
  if (regulator >= 0 && m < modules) {
    gradientsB[slotB + u32(regulator) * modules + m] = weights[4u * (sizes.aBack + gene * sizes.moduleBlocks) + m] * ofB;
  }
}
`,
};
