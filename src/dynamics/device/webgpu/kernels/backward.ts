/**
 * The adjoint of a range of RK4 steps from their stored states, four trajectories to a workgroup (adjoint.ts). At each
 * of a step's four stages, last first: v = keep ⊙ h (w_s λ + c_s ȳ_{s+1}), ȳ_s = Jᵀv, λ ← λ + Σ ȳ_s. The factors of the
 * weight gradients go to the tape, [stages × quads] rows of v [G], σ(u) − σ(β) [M], du [M] and regulators' inputs [R].
 * The discrete and the continuous adjoint differ only in the states of the stages.
 */
import type { Problem } from '../../../problem';
import { slotsOf, type Kernel } from '../kernel';
import { overColumns, activities, logistic4, rungeKutta, slopes, workRegions } from './snippets';

const recordStage = /* wgsl */ `{
  let inputOfRow = tapeInput(row, 0u);
  let activityOfRow = tapeActivity(row, 0u);
  ${activities('tape[inputOfRow + k]', 'tape[activityOfRow + column] = activity;')}
}`;

/** The stages as in the forward step, computed again. */
const discreteStages = /* wgsl */ `
fn recomputeStages(lane: u32, quad: u32, first: u32, here: u32, next: u32) {
  for (var g = lane; g < sizes.genes; g += lanes) { enter(quad, g, first, states[here + g]); }
  for (var s = 0u; s < 4u; s++) {
    let row = first + s * part.quads;
    storageBarrier();
    ${recordStage}
    storageBarrier();
    if (s < 3u) {
      let activityOfRow = tapeActivity(row, 0u);
      let ahead = sizes.stepLength * offsetOf(s);
      ${slopes('tape[activityOfRow + k]', 'enter(quad, column, row + part.quads, states[here + column] + ahead * slope);')}
    }
  }
}
`;

/**
 * The interval's two ends, then twice its midpoint on the cubic Hermite polynomial: the mean of the ends plus h/8 times
 * the difference of their slopes.
 */
const continuousStages = /* wgsl */ `
fn recomputeStages(lane: u32, quad: u32, first: u32, here: u32, next: u32) {
  let ends = vec4u(first, first + 3u * part.quads, first + part.quads, first + 2u * part.quads);
  for (var g = lane; g < sizes.genes; g += lanes) {
    enter(quad, g, ends.x, states[here + g]);
    work[workAt(MIDDLE, quad, g)] = 0.5 * (states[here + g] + states[next + g]);
  }
  for (var s = 0u; s < 4u; s++) {
    let row = ends[s];
    storageBarrier();
    ${recordStage}
    storageBarrier();
    if (s < 2u) {
      let activityOfRow = tapeActivity(row, 0u);
      let bend = select(-1.0, 1.0, s == 0u) * sizes.stepLength / 8.0;
      ${slopes(
        'tape[activityOfRow + k]',
        /* wgsl */ `let middle = work[workAt(MIDDLE, quad, column)] + bend * slope;
      work[workAt(MIDDLE, quad, column)] = middle;
      if (s == 0u) { enter(quad, column, ends.y, states[next + column]); }
      else { enter(quad, column, ends.z, middle); enter(quad, column, ends.w, middle); }`,
      )}
    }
  }
}
`;

export function backwardKernel(lanes: number, adjoint: Problem['adjoint']): Kernel {
  return {
    name: `backward-${adjoint}`,
    lanes,
    uniforms: ['sizes', 'part'],
    slots: slotsOf(
      { weights: 'vec4f', states: 'vec4f', rows: 'u32', genes: 'i32', sources: 'f32' },
      { work: 'vec4f', tape: 'vec4f' },
    ),
    body: /* wgsl */ `
${workRegions}
${rungeKutta}
${logistic4}

fn tapeRows() -> u32 { return 4u * (part.sweepTo - part.sweepFrom) * part.quads; }
fn tapeV(row: u32, gene: u32) -> u32 { return row * sizes.genes + gene; }
fn tapeActivity(row: u32, m: u32) -> u32 { return tapeRows() * sizes.genes + row * sizes.modules + m; }
fn tapeDu(row: u32, m: u32) -> u32 { return tapeActivity(tapeRows() + row, m); }
fn tapeInput(row: u32, regulator: u32) -> u32 {
  return tapeRows() * (sizes.genes + 2u * sizes.modules) + row * sizes.regulators + regulator;
}

/** Stores the state of a stage, for a row of the tape. */
fn enter(quad: u32, gene: u32, row: u32, state: vec4f) {
  work[workAt(STATE, quad, gene)] = state;
  let regulator = genes[sizes.regulators + gene];
  if (regulator >= 0) { tape[tapeInput(row, u32(regulator))] = state; }
}

${adjoint === 'discrete' ? discreteStages : continuousStages}

/** ∂L/∂z at stored state \`step\` of four rows, from the endpoints there. */
fn sourceAt(quad: u32, step: u32, gene: u32) -> vec4f {
  var source = vec4f();
  for (var j = 0u; j < 4u; j++) {
    let row = 4u * (4u * (part.firstQuad + quad) + j);
    for (var entry = rows[row + 2u]; entry < rows[row + 3u]; entry += 2u) {
      if (rows[entry] == step) { source[j] += sources[rows[entry + 1u] * sizes.genes + gene]; }
    }
  }
  return source;
}

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let quad = group.x;
  let h = sizes.stepLength;
  // Between steps the adjoint is kept in TOTAL.
  if (part.sweepTo == sizes.steps) {
    for (var g = lane; g < sizes.genes; g += lanes) {
      work[workAt(TOTAL, quad, g)] = vec4f();
      work[workAt(SHIFT_BAR, quad, g)] = vec4f();
    }
  }
  for (var i = part.sweepTo; i > part.sweepFrom; i--) {
    let here = ((i - 1u) * sizes.quads + quad) * sizes.genes;
    let next = (i * sizes.quads + quad) * sizes.genes;
    let first = 4u * (i - 1u - part.sweepFrom) * part.quads + quad;
    recomputeStages(lane, quad, first, here, next);
    for (var g = lane; g < sizes.genes; g += lanes) {
      let lambda = work[workAt(TOTAL, quad, g)] + sourceAt(quad, i, g);
      work[workAt(LAMBDA, quad, g)] = lambda;
      work[workAt(TOTAL, quad, g)] = lambda;
      work[workAt(LATER, quad, g)] = vec4f();
    }
    for (var back = 0u; back < 4u; back++) {
      let s = 3u - back;
      let row = first + s * part.quads;
      for (var g = lane; g < sizes.genes; g += lanes) {
        let along = weightOf(s) * work[workAt(LAMBDA, quad, g)] + offsetOf(s) * work[workAt(LATER, quad, g)];
        let v = work[workAt(KEEP, quad, g)] * h * along;
        tape[tapeV(row, g)] = v;
        work[workAt(LATER, quad, g)] = -v;
        work[workAt(TOTAL, quad, g)] -= v;
        if (sizes.deltas > 0u) { work[workAt(SHIFT_BAR, quad, g)] += v; }
      }
      storageBarrier();
      let vOfRow = tapeV(row, 0u);
      let duOfRow = tapeDu(row, 0u);
      ${overColumns({
        count: 'sizes.modules',
        blocks: 'sizes.moduleBlocks',
        depth: 'sizes.genes',
        matrix: 'sizes.aBack',
        values: 'tape[vOfRow + k]',
        each: /* wgsl */ `let activity = tape[tapeActivity(row, column)] + weights[sizes.restingBlocks + block][j];
        tape[duOfRow + column] = sum * activity * (1.0 - activity);`,
      })}
      storageBarrier();
      ${overColumns({
        count: 'sizes.regulators',
        blocks: 'sizes.regulatorBlocks',
        depth: 'sizes.modules',
        matrix: 'sizes.bBack',
        values: 'tape[duOfRow + k]',
        each: /* wgsl */ `let gene = u32(genes[column]);
        work[workAt(LATER, quad, gene)] += sum;
        work[workAt(TOTAL, quad, gene)] += sum;`,
      })}
      storageBarrier();
    }
  }
}
`,
  };
}
