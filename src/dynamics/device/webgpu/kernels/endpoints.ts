/**
 * The endpoint term: states of all genes where they are compared, read out of the trajectories among modules; the loss
 * of means, and of clouds by debiased Sinkhorn divergences (equations in loss/endpoint.ts and loss/sinkhorn.ts); its
 * sources of the adjoint, and Aᵀ of these. Potentials are in units of ε.
 */
import { blockOf } from '../buffers';
import { slotsOf, type Kernel } from '../kernel';
import { endRegions, overColumns, rowTable, sumOverLanes } from './snippets';

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
${rowTable}
/** Quads of a cloud; the last one may contain padding. */
fn quadsOfCloud() -> u32 { return (sizes.cloudCells + 3u) / 4u; }
/** Offset of a cloud's mask. */
fn maskOf(cloud: u32) -> u32 { return rows[cloudAt(cloud)] * sizes.genes; }
/** Offset of the final state of cell i of a cloud, every fourth number from there. */
fn arrivedAt(cloud: u32, i: u32) -> u32 { return 4u * (cloud * quadsOfCloud() + i / 4u) * sizes.genes + i % 4u; }
/** Offset of measured cell i. */
fn measuredAt(cloud: u32, i: u32) -> u32 {
  return rows[cloudAt(sizes.clouds) + cloud * sizes.cloudCells + i] * sizes.genes;
}
`;

/** C_ij = Σ_g m_g (x_ig − y_jg)² / (2G). */
export const costKernel: Kernel = {
  name: 'cost',
  lanes: 64,
  uniforms: ['sizes'],
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
  let maskAt = maskOf(cloud);
  let xi = arrivedAt(cloud, i);
  let xj = arrivedAt(cloud, j);
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

/** z of a gene in the four rows at a compared state: A r + what is left of z(0) + what was added of the shift. */
const stateOfRows = /* wgsl */ `
struct Rows { state: vec4f, keep: vec4f }
fn stateOfRows(end: u32, gene: u32, output: vec4f) -> Rows {
  let entry = endAt(end);
  let left = bitcast<f32>(rows[entry + 2u]);
  var found: Rows;
  for (var j = 0u; j < 4u; j++) {
    let row = rowAt(4u * rows[entry + 1u] + j);
    let intervention = interventions[rows[row] * sizes.genes + gene];
    var strength = intervention.w;
    if (intervention.z >= 0.0) { strength *= model[sizes.strength + u32(intervention.z)]; }
    let start = starts[rows[row + 1u] * sizes.genes + gene] + intervention.y;
    let free = output[j] + left * start + (1.0 - left) * strength;
    found.state[j] = select(free, intervention.y, intervention.x == 0.0);
    found.keep[j] = intervention.x;
  }
  return found;
}
`;

const overGenes = (each: string) =>
  overColumns({
    count: 'sizes.genes',
    blocks: 'sizes.geneBlocks',
    depth: 'sizes.modules',
    matrix: 'sizes.aForward',
    values: 'ends[readoutAt(end, k)]',
    each,
  });

/** Aᵀ of the sources: ∂L/∂(readouts). */
const pullOfSources = overColumns({
  count: 'sizes.modules',
  blocks: 'sizes.moduleBlocks',
  depth: 'sizes.genes',
  matrix: 'sizes.aBack',
  values: 'ends[sourceAt(end, k)]',
  each: 'ends[pullAt(end, column)] = sum;',
});

const stateSlots = {
  weights: 'vec4f',
  model: 'f32',
  interventions: 'vec4f',
  rows: 'u32',
  starts: 'f32',
} as const;

/** States of four rows per workgroup. */
export function readoutKernel(lanes: number): Kernel {
  return {
    name: 'readout',
    lanes,
    uniforms: ['sizes'],
    slots: slotsOf({ ...stateSlots, ends: 'vec4f' }, { states: 'vec4f' }),
    body: /* wgsl */ `
${rowTable}
${endRegions}
${stateOfRows}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let end = group.x;
  ${overGenes('states[end * sizes.genes + column] = stateOfRows(end, column, sum).state;')}
}
`,
  };
}

/**
 * Clouds: ∂S/∂x_i = (m/G) ⊙ [Σ_j π_ij (x_i − y_j) − Σ_j πxx_ij (x_i − x_j)], times the weight of a cloud, 0 at clamped
 * genes; and Aᵀ of that. Four rows per workgroup.
 */
export function cloudSourceKernel(lanes: number): Kernel {
  const columns = Array.from({ length: blockOf }, (_, j) => j);
  const each = (line: (j: number) => string) => columns.map(line).join('\n      ');
  return {
    name: 'cloud-source',
    lanes,
    uniforms: ['sizes'],
    slots: slotsOf(
      {
        states: 'f32',
        rows: 'u32',
        cells: 'f32',
        cellMask: 'f32',
        costs: 'f32',
        interventions: 'vec4f',
        weights: 'vec4f',
      },
      { ends: 'vec4f' },
    ),
    body: /* wgsl */ `
${costRegions}
${points}
${endRegions}
fn statesAt(at: u32) -> vec4f { return vec4f(states[at], states[at + 1u], states[at + 2u], states[at + 3u]); }
fn costsAt(at: vec4u) -> vec4f { return vec4f(costs[at.x], costs[at.y], costs[at.z], costs[at.w]); }
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let end = group.x;
  let n = sizes.cloudCells;
  let cloud = end / quadsOfCloud();
  let points = 4u * (end % quadsOfCloud()) + vec4u(0u, 1u, 2u, 3u);
  // Padding rows pull at nothing.
  let on = vec4f(points < vec4u(n)) * sizes.cloudWeight / f32(sizes.genes);
  let some = min(points, vec4u(n - 1u));
  for (var block = lane; block < sizes.geneBlocks; block += lanes) {
    let genes = min(${blockOf}u * block + vec4u(0u, 1u, 2u, 3u), vec4u(sizes.genes - 1u));
    let own = arrivedAt(cloud, points.x);
    ${each(
      (j) => `let x${j} = statesAt(own + 4u * genes[${j}]);
      var sum${j} = vec4f();`,
    )}
    for (var k = 0u; k < n; k++) {
      let toY = costsAt(costAt(cloud, YX, k, 0u) + some);
      // As symmetric as the costs.
      let toX = costsAt(costAt(cloud, XX, k, 0u) + some);
      let y = measuredAt(cloud, k);
      let x = arrivedAt(cloud, k);
      ${each((j) => `sum${j} += toY * (x${j} - cells[y + genes[${j}]]) - toX * (x${j} - states[x + 4u * genes[${j}]]);`)}
    }
    var sums = array<vec4f, ${blockOf}>(${columns.map((j) => `sum${j}`).join(', ')});
    let columns = min(${blockOf}u, sizes.genes - ${blockOf}u * block);
    for (var j = 0u; j < columns; j++) {
      let gene = ${blockOf}u * block + j;
      var keep = vec4f();
      for (var row = 0u; row < 4u; row++) {
        keep[row] = interventions[rows[rowAt(4u * end + row)] * sizes.genes + gene].x;
      }
      ends[sourceAt(end, gene)] = cellMask[maskOf(cloud) + gene] * on * keep * sums[j];
    }
  }
  storageBarrier();
  ${pullOfSources}
}
`,
  };
}

/**
 * Means: Σ weight (z − D)², ∂L/∂z and Aᵀ of that, four rows at a compared state per workgroup. `observed`: [endpoints × G]
 * of (D, weight).
 */
export function endpointKernel(lanes: number): Kernel {
  return {
    name: 'endpoint',
    lanes,
    uniforms: ['sizes', 'part'],
    slots: slotsOf({ ...stateSlots, observed: 'vec2f' }, { ends: 'vec4f', sums: 'f32' }),
    body: /* wgsl */ `
${rowTable}
${endRegions}
${stateOfRows}
${sumOverLanes}
@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let end = part.out + group.x;
  var loss = 0.0;
  ${overGenes(/* wgsl */ `let found = stateOfRows(end, column, sum);
      var source = vec4f();
      for (var row = 0u; row < 4u; row++) {
        let endpoint = rows[endAt(end) + 4u + row];
        if (endpoint > 0u) {
          let wanted = observed[(endpoint - 1u) * sizes.genes + column];
          let residual = found.state[row] - wanted.x;
          source[row] = 2.0 * found.keep[row] * wanted.y * residual;
          loss += wanted.y * residual * residual;
        }
      }
      ends[sourceAt(end, column)] = source;`)}
  let total = sumOverLanes(lane, loss);
  if (lane == 0u) { sums[end] = total; }
  storageBarrier();
  ${pullOfSources}
}
`,
  };
}
