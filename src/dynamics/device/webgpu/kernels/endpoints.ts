/**
 * The endpoint term: of means, and of clouds by debiased Sinkhorn divergences (equations in loss/endpoint.ts and
 * loss/sinkhorn.ts), with their sources of the adjoint. Potentials are in units of ε. For clouds `rows` ends in
 * [clouds] of (step, mask row) and [clouds × n] measured cells.
 */
import { slotsOf, type Kernel } from '../kernel';
import { sumOverLanes } from './snippets';

/** Cost matrices of a cloud, each [n × n]: x to y, its transpose, x to x, y to y. */
const costRegions = /* wgsl */ `
const XY = 0u;
const YX = 1u;
const XX = 2u;
const YY = 3u;
fn costAt(cloud: u32, matrix: u32, i: u32, j: u32) -> u32 {
  return ((4u * cloud + matrix) * sizes.cloudCells + i) * sizes.cloudCells + j;
}
`;

const points = /* wgsl */ `
fn stepOf(cloud: u32) -> u32 { return rows[part.left + 2u * cloud]; }
/** Offset of a cloud's mask. */
fn maskOf(cloud: u32) -> u32 { return rows[part.left + 2u * cloud + 1u] * sizes.genes; }
/** Offset of the final state of cell i of a cloud; its genes are four apart. */
fn arrivedAt(cloud: u32, i: u32, step: u32) -> u32 {
  let row = cloud * sizes.cloudCells + i;
  return 4u * (step * sizes.quads + row / 4u) * sizes.genes + row % 4u;
}
/** Offset of measured cell i. */
fn measuredAt(cloud: u32, i: u32) -> u32 {
  return rows[part.left + 2u * sizes.clouds + cloud * sizes.cloudCells + i] * sizes.genes;
}
`;

/** C_ij = Σ_g m_g (x_ig − y_jg)² / (2G). */
export const costKernel: Kernel = {
  name: 'cost',
  lanes: 64,
  uniforms: ['sizes', 'part'],
  slots: slotsOf({ states: 'f32', rows: 'u32', cells: 'f32', cellMask: 'f32' }, { costs: 'f32' }),
  body: /* wgsl */ `
${costRegions}
${points}
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let n = sizes.cloudCells;
  if (id.x >= n * n) { return; }
  let i = id.x / n;
  let j = id.x % n;
  let cloud = id.y;
  var xy = 0.0;
  var xx = 0.0;
  var yy = 0.0;
  let step = stepOf(cloud);
  let maskAt = maskOf(cloud);
  let xi = arrivedAt(cloud, i, step);
  let xj = arrivedAt(cloud, j, step);
  let yi = measuredAt(cloud, i);
  let yj = measuredAt(cloud, j);
  for (var g = 0u; g < sizes.genes; g++) {
    let mask = cellMask[maskAt + g];
    let x = states[xi + 4u * g];
    let y = cells[yj + g];
    let toY = x - y;
    let toX = x - states[xj + 4u * g];
    let fromY = cells[yi + g] - y;
    xy += mask * toY * toY;
    xx += mask * toX * toX;
    yy += mask * fromY * fromY;
  }
  let scale = 0.5 / f32(sizes.genes);
  costs[costAt(cloud, XY, i, j)] = scale * xy;
  costs[costAt(cloud, YX, j, i)] = scale * xy;
  costs[costAt(cloud, XX, i, j)] = scale * xx;
  costs[costAt(cloud, YY, i, j)] = scale * yy;
}
`,
};

/**
 * One workgroup per cloud and pair runs the whole loop: x and y by f ← T(g, C), g ← T(f, Cᵀ), x or y with itself by p ←
 * ½ (p + T(p, C)). Leaves πᵀ in place of YX and πxx in place of XX. Potentials of a cloud, each [n]: f, g, those of x
 * and y with themselves, and the next values of these.
 */
export const sinkhornKernel: Kernel = {
  name: 'sinkhorn',
  lanes: 64,
  uniforms: ['sizes'],
  slots: slotsOf({}, { costs: 'f32', potentials: 'f32', sums: 'f32' }),
  body: /* wgsl */ `
${costRegions}
${sumOverLanes}
/** The last iteration, from 1 on, that moved a potential by more than the tolerance. */
var<workgroup> lastMoved: atomic<u32>;

fn potentialAt(cloud: u32, which: u32) -> u32 { return (6u * cloud + which) * sizes.cloudCells; }

/** T(v, C)_i / ε for the potential at v, reading column i of the matrix at c. */
fn softMinimum(c: u32, v: u32, i: u32, perEpsilon: f32) -> f32 {
  let n = sizes.cloudCells;
  var largest = -3.0e38;
  for (var j = 0u; j < n; j++) { largest = max(largest, potentials[v + j] - costs[c + j * n + i] * perEpsilon); }
  var sum = 0.0;
  for (var j = 0u; j < n; j++) { sum += exp(potentials[v + j] - costs[c + j * n + i] * perEpsilon - largest); }
  return -largest - log(sum / f32(n));
}

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let cloud = group.x;
  let n = sizes.cloudCells;
  let across = group.y == 0u;
  // Input and output of the first half of an iteration; the second half writes back to the input.
  let source = potentialAt(cloud, 1u + group.y);
  var next = potentialAt(cloud, 3u + group.y);
  let matrix = costAt(cloud, 1u + group.y, 0u, 0u);
  let forward = costAt(cloud, XY, 0u, 0u);
  if (across) { next = potentialAt(cloud, 0u); }
  var cost = 0.0;
  for (var e = lane; e < n * n; e += lanes) { cost += costs[forward + e]; }
  let epsilon = max(1e-12, sizes.blur * sumOverLanes(lane, cost) / f32(n * n));
  for (var i = lane; i < n; i += lanes) { potentials[source + i] = 0.0; potentials[next + i] = 0.0; }
  storageBarrier();
  // Finished loops continue without effect: some drivers accept no barrier after a break.
  var ended = false;
  for (var made = 1u; made <= sizes.iterations; made++) {
    for (var half = 0u; half < 2u; half++) {
      let second = half == 1u;
      for (var i = lane; i < n && !ended; i += lanes) {
        let v = select(source, next, second);
        var value = potentials[next + i];
        if (across || !second) { value = softMinimum(select(matrix, forward, second), v, i, 1.0 / epsilon); }
        if (!across && !second) { value = 0.5 * (potentials[source + i] + value); }
        // A half step covers half of the remaining distance.
        let moved = select(2.0 * abs(value - potentials[source + i]), abs(value - potentials[next + i]), across);
        if (!second && !(moved < sizes.tolerance)) { atomicMax(&lastMoved, made); }
        potentials[select(next, source, second) + i] = value;
      }
      storageBarrier();
    }
    workgroupBarrier();
    ended = atomicLoad(&lastMoved) < made;
  }
  var potential = 0.0;
  for (var i = lane; i < n; i += lanes) {
    potential += select(-potentials[source + i], potentials[source + i] + potentials[next + i], across);
  }
  let loss = sizes.cloudWeight * epsilon * sumOverLanes(lane, potential) / f32(n);
  if (lane == 0u) { sums[3u * cloud + group.y] = loss; }
  // exp((v_i + w_j − C_ij)/ε)/n² in place of the cost. A cloud with itself uses its one potential twice.
  for (var e = lane; e < n * n; e += lanes) {
    let at = matrix + e;
    costs[at] = exp(potentials[source + e / n] + potentials[next + e % n] - costs[at] / epsilon) / f32(n * n);
  }
}
`,
};

/** ∂S/∂x_i = (m/G) ⊙ [Σ_j π_ij (x_i − y_j) − Σ_j πxx_ij (x_i − x_j)], times the weight of a cloud. */
export const cloudSourceKernel: Kernel = {
  name: 'cloud-source',
  lanes: 64,
  uniforms: ['sizes', 'part'],
  slots: slotsOf(
    { states: 'f32', rows: 'u32', cells: 'f32', cellMask: 'f32', costs: 'f32' },
    { sources: 'f32' },
  ),
  body: /* wgsl */ `
${costRegions}
${points}
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let n = sizes.cloudCells;
  if (id.x >= n * sizes.genes) { return; }
  let i = id.x / sizes.genes;
  let gene = id.x % sizes.genes;
  let cloud = id.y;
  let step = stepOf(cloud);
  let x = states[arrivedAt(cloud, i, step) + 4u * gene];
  var pull = 0.0;
  for (var j = 0u; j < n; j++) {
    pull += costs[costAt(cloud, YX, j, i)] * (x - cells[measuredAt(cloud, j) + gene]);
    pull -= costs[costAt(cloud, XX, i, j)] * (x - states[arrivedAt(cloud, j, step) + 4u * gene]);
  }
  let scale = sizes.cloudWeight * cellMask[maskOf(cloud) + gene] / f32(sizes.genes);
  sources[(cloud * n + i) * sizes.genes + gene] = scale * pull;
}
`,
};

/**
 * Means: Σ weight (z − D)² and ∂L/∂z. `observed`: [endpoints × G] of (D, weight). `rows` contains, from part.left on,
 * (step, row of the trajectory) of each endpoint. One dispatch takes `depth` elements from `out` on; its sums begin at
 * part.right.
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
