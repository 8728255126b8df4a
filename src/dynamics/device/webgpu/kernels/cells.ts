/**
 * The cell term (equations in loss/cellTerm.ts), four cells to a vec4f. Nothing of the size cells × genes × modules is
 * stored: σ(u_m − B_mg x_g) is computed once for the errors, and once more for the gradient. Genes are in the order of
 * the table `genes`, regulators first, so that neighbouring lanes do the same: only regulators have inputs of their own.
 */
import { slotsOf, type Kernel, type Sizes } from '../kernel';
import { inputRegions, logistic4, sumOverLanes } from './snippets';

/** Rows of `cellTape` per quad of cells (elements of vec4f): u and σ(u) − σ(β) [M, padded], states and errors [G]. */
const regions = /* wgsl */ `
fn uAt(quad: u32, block: u32) -> u32 { return 4u * (quad * sizes.moduleBlocks + block); }
fn activityAt(quad: u32, block: u32) -> u32 { return uAt(sizes.cellQuads + quad, block); }
fn stateAt(quad: u32, place: u32) -> u32 { return activityAt(sizes.cellQuads, 0u) + quad * sizes.genes + place; }
fn errorAt(quad: u32, place: u32) -> u32 { return stateAt(sizes.cellQuads + quad, place); }
`;

/** Elements of `cellTape`. */
export function cellVectors({ genes, moduleBlocks, cellQuads }: Sizes): number {
  return cellQuads * (8 * moduleBlocks + 2 * genes);
}

/** Values of a gene in four drawn cells, 0 beyond them. `picks`: [cells] of (cell, mask row). */
const drawn = /* wgsl */ `
fn drawn(quad: u32) -> vec4u { return min(4u * quad + vec4u(0u, 1u, 2u, 3u), vec4u(sizes.cells - 1u)); }
fn counted(quad: u32) -> vec4f { return vec4f(4u * quad + vec4u(0u, 1u, 2u, 3u) < vec4u(sizes.cells)); }
fn rowsOf(quad: u32, which: u32) -> vec4u {
  let at = 2u * drawn(quad) + which;
  return sizes.genes * vec4u(picks[at.x], picks[at.y], picks[at.z], picks[at.w]);
}
fn statesOf(at: vec4u) -> vec4f { return vec4f(cells[at.x], cells[at.y], cells[at.z], cells[at.w]); }
`;

/** u = Bx + β and σ(u) − σ(β), then f°, e = ∂L/∂f° and the loss, of a quad of cells per workgroup. */
export function cellErrorKernel(lanes: number): Kernel {
  return {
    name: 'cell-error',
    lanes,
    uniforms: ['sizes'],
    slots: slotsOf(
      { picks: 'u32', cells: 'f32', cellMask: 'f32', genes: 'i32', weights: 'vec4f' },
      { cellTape: 'vec4f', inputs: 'vec4f', sums: 'f32' },
    ),
    body: /* wgsl */ `
${regions}
${inputRegions}
${drawn}
${logistic4}
${sumOverLanes}
fn setActivity(quad: u32, block: u32, states: vec4u) {
  let bias = weights[sizes.biases + block];
  let resting = weights[sizes.restingBlocks + block];
  var u = mat4x4f(vec4f(bias.x), vec4f(bias.y), vec4f(bias.z), vec4f(bias.w));
  for (var r = 0u; r < sizes.regulators; r++) {
    let state = statesOf(states + u32(genes[r]));
    let weight = weights[sizes.bForward + r * sizes.moduleBlocks + block];
    u += mat4x4f(weight.x * state, weight.y * state, weight.z * state, weight.w * state);
  }
  for (var j = 0u; j < 4u; j++) {
    cellTape[uAt(quad, block) + j] = u[j];
    cellTape[activityAt(quad, block) + j] = logistic4(u[j]) - resting[j];
  }
}
/** Without the own input of a regulator at \`place\`. */
fn ofRegulator(quad: u32, place: u32, outputs: u32, state: vec4f) -> vec4f {
  let inputs = sizes.bForward + place * sizes.moduleBlocks;
  var sum = vec4f();
  for (var block = 0u; block < sizes.moduleBlocks; block++) {
    let output = weights[outputs + block];
    let input = weights[inputs + block];
    let resting = weights[sizes.restingBlocks + block];
    let at = uAt(quad, block);
    sum += output.x * (logistic4(cellTape[at] - input.x * state) - resting.x);
    sum += output.y * (logistic4(cellTape[at + 1u] - input.y * state) - resting.y);
    sum += output.z * (logistic4(cellTape[at + 2u] - input.z * state) - resting.z);
    sum += output.w * (logistic4(cellTape[at + 3u] - input.w * state) - resting.w);
  }
  return sum;
}
fn ofOther(quad: u32, outputs: u32) -> vec4f {
  var sum = vec4f();
  for (var block = 0u; block < sizes.moduleBlocks; block++) {
    let output = weights[outputs + block];
    let at = activityAt(quad, block);
    sum += output.x * cellTape[at] + output.y * cellTape[at + 1u] + output.z * cellTape[at + 2u] + output.w * cellTape[at + 3u];
  }
  return sum;
}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let quad = group.x;
  let states = rowsOf(quad, 0u);
  for (var block = lane; block < sizes.moduleBlocks; block += lanes) { setActivity(quad, block, states); }
  storageBarrier();
  let masks = rowsOf(quad, 1u);
  let on = counted(quad);
  var loss = 0.0;
  for (var place = lane; place < sizes.genes; place += lanes) {
    let gene = u32(genes[place]);
    let outputs = sizes.aBack + gene * sizes.moduleBlocks;
    let state = on * statesOf(states + gene);
    let at = masks + gene;
    let mask = vec4f(cellMask[at.x], cellMask[at.y], cellMask[at.z], cellMask[at.w]);
    var residual = -state;
    if (place < sizes.regulators) {
      residual += ofRegulator(quad, place, outputs, state);
      inputs[inputAt(2u + sizes.clamps, quad, place)] = state;
    } else {
      residual += ofOther(quad, outputs);
    }
    let weighted = sizes.cellWeight * on * mask * residual;
    cellTape[stateAt(quad, place)] = state;
    cellTape[errorAt(quad, place)] = 2.0 * weighted;
    loss += dot(weighted, residual);
  }
  let sum = sumOverLanes(lane, loss);
  if (lane == 0u) { sums[sizes.endpointSums + quad] = sum; }
}
`,
  };
}

/** Quads of cells whose sums a lane holds together. */
const TOGETHER = 4;

const each = (line: (q: number) => string) =>
  Array.from({ length: TOGETHER }, (_, q) => line(q)).join('\n      ');

/**
 * du_m = Σ_g t_gm with t_gm = e_g A_gm s_gm (1 − s_gm), ∂A_gm = Σ e_g (s_gm − σ(β_m)), own inputs' part of ∂B_mg = −Σ t_gm
 * x_g, and ∂β_m = Σ du_m − σ′(β_m) Σ e_g A_gm. A lane takes one module and a share of the cells, into slots of its
 * share: of A [M × G], and of B and β [R + 1 × M].
 */
export const cellGradientKernel: Kernel = {
  name: 'cell-gradient',
  lanes: 64,
  uniforms: ['sizes', 'part'],
  slots: slotsOf(
    { weights: 'f32', genes: 'i32', cellTape: 'vec4f' },
    { inputs: 'vec4f', gradientsA: 'f32', gradientsB: 'f32' },
  ),
  body: /* wgsl */ `
${regions}
${inputRegions}
${logistic4}
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let m = id.x;
  if (m >= sizes.modules) { return; }
  let block = m / 4u;
  let resting = weights[4u * sizes.restingBlocks + m];
  let slotA = part.out + group.y * sizes.modules * sizes.genes + m * sizes.genes;
  let slotB = part.left + group.y * (sizes.regulators + 1u) * sizes.modules + m;
  let first = group.y * part.depth;
  let last = min(sizes.cellQuads, first + part.depth);
  var bias = 0.0;
  for (var start = first; start < last; start += ${TOGETHER}u) {
    let later = start > first;
    ${each(
      (q) => `let quad${q} = min(start + ${q}u, last - 1u);
      let on${q} = select(0.0, 1.0, start + ${q}u < last);
      let u${q} = cellTape[uAt(quad${q}, block) + m % 4u];
      let activity${q} = cellTape[activityAt(quad${q}, block) + m % 4u];
      var du${q} = vec4f();
      var pull${q} = vec4f();`,
    )}
    var pulled = vec4f();
    for (var place = 0u; place < sizes.regulators; place++) {
      let gene = u32(genes[place]);
      let output = weights[4u * (sizes.aBack + gene * sizes.moduleBlocks) + m];
      let input = weights[4u * (sizes.bForward + place * sizes.moduleBlocks) + m];
      var ofA = vec4f();
      var ofB = vec4f();
      ${each(
        (q) => `let state${q} = cellTape[stateAt(quad${q}, place)];
      let error${q} = on${q} * cellTape[errorAt(quad${q}, place)];
      let sigma${q} = logistic4(u${q} - input * state${q});
      let t${q} = output * error${q} * sigma${q} * (1.0 - sigma${q});
      du${q} += t${q};
      pulled += output * error${q};
      ofA += error${q} * (sigma${q} - resting);
      ofB -= t${q} * state${q};`,
      )}
      var before = vec2f();
      if (later) { before = vec2f(gradientsA[slotA + gene], gradientsB[slotB + place * sizes.modules]); }
      gradientsA[slotA + gene] = before.x + dot(ofA, vec4f(1.0));
      gradientsB[slotB + place * sizes.modules] = before.y + dot(ofB, vec4f(1.0));
    }
    for (var place = sizes.regulators; place < sizes.genes; place++) {
      let gene = u32(genes[place]);
      let output = weights[4u * (sizes.aBack + gene * sizes.moduleBlocks) + m];
      var ofA = vec4f();
      ${each(
        (q) => `let error${q} = on${q} * cellTape[errorAt(quad${q}, place)];
      pull${q} += output * error${q};
      ofA += error${q} * activity${q};`,
      )}
      var before = 0.0;
      if (later) { before = gradientsA[slotA + gene]; }
      gradientsA[slotA + gene] = before + dot(ofA, vec4f(1.0));
    }
    ${each(
      (q) => `let sigma${q} = activity${q} + resting;
      du${q} += pull${q} * sigma${q} * (1.0 - sigma${q});
      pulled += pull${q};
      bias += dot(du${q}, vec4f(1.0));
      if (on${q} > 0.0) { inputs[factorAt(2u + sizes.clamps, quad${q}, m)] = du${q}; }`,
    )}
    bias -= resting * (1.0 - resting) * dot(pulled, vec4f(1.0));
  }
  gradientsB[slotB + sizes.regulators * sizes.modules] = bias;
}
`,
};

/** Lanes of a share of cells per gradient slot, and quads of each: as many shares as occupy a GPU in 64 MB. */
export function cellShares({ genes, modules, cellQuads }: Sizes, busy: number) {
  const most = Math.max(1, Math.min(Math.ceil(busy / modules), Math.floor(2 ** 24 / (genes * modules))));
  const quads = TOGETHER * Math.ceil(cellQuads / TOGETHER / most);
  return { shares: Math.ceil(cellQuads / quads), quads };
}
