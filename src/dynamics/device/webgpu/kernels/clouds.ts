/**
 * The endpoint term of clouds of cells: debiased Sinkhorn divergences and their sources of the adjoint (loss/sinkhorn.ts has
 * the equations). Potentials are kept in units of ε. `rows` ends in [clouds] of (step, mask row) and [clouds × n] measured cells.
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
fn maskOf(cloud: u32, gene: u32) -> f32 { return cellMask[rows[part.left + 2u * cloud + 1u] * sizes.genes + gene]; }
/** Where cell i of a cloud arrived. */
fn arrived(cloud: u32, i: u32, gene: u32) -> f32 {
  let row = cloud * sizes.cloudCells + i;
  return states[4u * ((stepOf(cloud) * sizes.quads + row / 4u) * sizes.genes + gene) + row % 4u];
}
/** What was measured there. */
fn measured(cloud: u32, i: u32, gene: u32) -> f32 {
  let cell = rows[part.left + 2u * sizes.clouds + cloud * sizes.cloudCells + i];
  return cells[cell * sizes.genes + gene];
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
  for (var g = 0u; g < sizes.genes; g++) {
    let mask = maskOf(cloud, g);
    let x = arrived(cloud, i, g);
    let y = measured(cloud, j, g);
    let toY = x - y;
    let toX = x - arrived(cloud, j, g);
    let fromY = measured(cloud, i, g) - y;
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

/** Potentials of a cloud, each [n]: f, g, those of x and y with themselves, and what comes next of the latter two. */
const sinkhornLoop = /* wgsl */ `
${costRegions}
${sumOverLanes}
var<workgroup> laneMoves: array<f32, lanes>;

/** The same in every lane. Loops go on without doing anything when they have ended: some drivers take no barrier after a break. */
fn mostMoved(lane: u32, moved: f32) -> f32 {
  laneMoves[lane] = moved;
  workgroupBarrier();
  var most = 0.0;
  for (var l = 0u; l < lanes; l++) { most = max(most, laneMoves[l]); }
  return most;
}

fn potentialAt(cloud: u32, which: u32) -> u32 { return (6u * cloud + which) * sizes.cloudCells; }

/** T(v, C)_i / ε for the potential at v, reading column i of the matrix. */
fn softMinimum(cloud: u32, matrix: u32, v: u32, i: u32, perEpsilon: f32) -> f32 {
  var largest = -3.0e38;
  for (var j = 0u; j < sizes.cloudCells; j++) {
    largest = max(largest, potentials[v + j] - costs[costAt(cloud, matrix, j, i)] * perEpsilon);
  }
  var sum = 0.0;
  for (var j = 0u; j < sizes.cloudCells; j++) {
    sum += exp(potentials[v + j] - costs[costAt(cloud, matrix, j, i)] * perEpsilon - largest);
  }
  return -largest - log(sum / f32(sizes.cloudCells));
}

fn epsilonOf(lane: u32, cloud: u32) -> f32 {
  let entries = sizes.cloudCells * sizes.cloudCells;
  var cost = 0.0;
  for (var e = lane; e < entries; e += lanes) { cost += costs[costAt(cloud, XY, 0u, 0u) + e]; }
  return max(1e-12, sizes.blur * sumOverLanes(lane, cost) / f32(entries));
}

/** exp((v_i + w_j − C_ij)/ε)/n² in place of the cost. */
fn makePlan(lane: u32, cloud: u32, matrix: u32, v: u32, w: u32, perEpsilon: f32) {
  let n = sizes.cloudCells;
  for (var e = lane; e < n * n; e += lanes) {
    let at = costAt(cloud, matrix, 0u, 0u) + e;
    costs[at] = exp(potentials[v + e / n] + potentials[w + e % n] - costs[at] * perEpsilon) / f32(n * n);
  }
}

/** A pair's part of the loss. */
fn lossOf(lane: u32, potential: f32, epsilon: f32) -> f32 {
  return sizes.cloudWeight * epsilon * sumOverLanes(lane, potential) / f32(sizes.cloudCells);
}
`;

const sinkhornSlots = slotsOf({}, { costs: 'f32', potentials: 'f32', sums: 'f32' });

/** f ← T(g, C), g ← T(f, Cᵀ), a workgroup per cloud. Leaves πᵀ in place of YX. */
export const crossKernel: Kernel = {
  name: 'sinkhorn-cross',
  lanes: 64,
  uniforms: ['sizes'],
  slots: sinkhornSlots,
  body: /* wgsl */ `
${sinkhornLoop}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let cloud = group.x;
  let f = potentialAt(cloud, 0u);
  let g = potentialAt(cloud, 1u);
  let epsilon = epsilonOf(lane, cloud);
  for (var i = lane; i < sizes.cloudCells; i += lanes) { potentials[f + i] = 0.0; potentials[g + i] = 0.0; }
  storageBarrier();
  var ended = false;
  for (var made = 0u; made < sizes.iterations; made++) {
    var moved = 0.0;
    if (!ended) {
      for (var i = lane; i < sizes.cloudCells; i += lanes) {
        let next = softMinimum(cloud, YX, g, i, 1.0 / epsilon);
        moved = max(moved, abs(next - potentials[f + i]));
        potentials[f + i] = next;
      }
    }
    storageBarrier();
    if (!ended) {
      for (var i = lane; i < sizes.cloudCells; i += lanes) {
        potentials[g + i] = softMinimum(cloud, XY, f, i, 1.0 / epsilon);
      }
    }
    storageBarrier();
    ended = mostMoved(lane, moved) < sizes.tolerance;
  }
  var potential = 0.0;
  for (var i = lane; i < sizes.cloudCells; i += lanes) { potential += potentials[f + i] + potentials[g + i]; }
  makePlan(lane, cloud, YX, g, f, 1.0 / epsilon);
  let loss = lossOf(lane, potential, epsilon);
  if (lane == 0u) { sums[3u * cloud] = loss; }
}
`,
};

/** p ← ½ (p + T(p, C)), a workgroup per cloud of x and one of y. Leaves πxx in place of XX. */
export const selfKernel: Kernel = {
  name: 'sinkhorn-self',
  lanes: 64,
  uniforms: ['sizes'],
  slots: sinkhornSlots,
  body: /* wgsl */ `
${sinkhornLoop}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let cloud = group.x;
  let matrix = XX + group.y;
  let p = potentialAt(cloud, 2u + group.y);
  let next = potentialAt(cloud, 4u + group.y);
  let epsilon = epsilonOf(lane, cloud);
  for (var i = lane; i < sizes.cloudCells; i += lanes) { potentials[p + i] = 0.0; }
  storageBarrier();
  var ended = false;
  for (var made = 0u; made < sizes.iterations; made++) {
    var moved = 0.0;
    if (!ended) {
      for (var i = lane; i < sizes.cloudCells; i += lanes) {
        let average = 0.5 * (potentials[p + i] + softMinimum(cloud, matrix, p, i, 1.0 / epsilon));
        // Half a step moves half as far as there is to go.
        moved = max(moved, 2.0 * abs(average - potentials[p + i]));
        potentials[next + i] = average;
      }
    }
    storageBarrier();
    for (var i = lane; i < sizes.cloudCells; i += lanes) { potentials[p + i] = potentials[next + i]; }
    storageBarrier();
    ended = mostMoved(lane, moved) < sizes.tolerance;
  }
  var potential = 0.0;
  for (var i = lane; i < sizes.cloudCells; i += lanes) { potential -= potentials[p + i]; }
  makePlan(lane, cloud, matrix, p, p, 1.0 / epsilon);
  let loss = lossOf(lane, potential, epsilon);
  if (lane == 0u) { sums[3u * cloud + 1u + group.y] = loss; }
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
  let x = arrived(cloud, i, gene);
  var pull = 0.0;
  for (var j = 0u; j < n; j++) {
    pull += costs[costAt(cloud, YX, j, i)] * (x - measured(cloud, j, gene));
    pull -= costs[costAt(cloud, XX, i, j)] * (x - arrived(cloud, j, gene));
  }
  let scale = sizes.cloudWeight * maskOf(cloud, gene) / f32(sizes.genes);
  sources[(cloud * n + i) * sizes.genes + gene] = scale * pull;
}
`,
};
