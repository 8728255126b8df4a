/**
 * Trajectories among modules, four to a workgroup: one dispatch computes a range of steps (equations in
 * wasm/assembly/trajectory.ts). u = Bz is integrated; of z only the readout r is kept, from which it follows where it is
 * compared: z = A r + ρⁿ z(0) + (1 − ρⁿ) shift after n steps. `sweepFrom` = 0 also sets the initial states. Activities
 * of all stages stay on the tape for the adjoint.
 */
import { slotsOf, type Kernel } from '../kernel';
import {
  blockAccess,
  blockWriting,
  blockArithmetic,
  clampedRegulators,
  declareBlocks,
  declareMatrices,
  eachBlock,
  endRegions,
  inputRegions,
  lastingBlocks,
  logistic4,
  rowTable,
  rungeKutta,
  timesOperator,
  workRegions,
} from './snippets';

/**
 * What trajectories need at their start: W = BA and its transpose, four rows of four columns per invocation, and behind
 * these the constant inputs of the regulators, one quad and regulator per invocation.
 */
export const prepareKernel: Kernel = {
  name: 'prepare',
  lanes: 64,
  uniforms: ['sizes'],
  slots: slotsOf(
    { model: 'f32', interventions: 'vec4f', rows: 'u32', starts: 'f32', genes: 'i32' },
    { weights: 'vec4f', inputs: 'vec4f' },
  ),
  body: /* wgsl */ `
${rowTable}
${inputRegions}
fn setOperator(i: u32) {
  let blocks = sizes.moduleBlocks;
  let row = i / blocks;
  let column = i % blocks;
  var sums = mat4x4f();
  for (var r = 0u; r < sizes.regulators; r++) {
    let inputs = weights[sizes.bForward + r * blocks + row];
    let outputs = weights[sizes.aBack + u32(genes[r]) * blocks + column];
    sums[0] += inputs.x * outputs;
    sums[1] += inputs.y * outputs;
    sums[2] += inputs.z * outputs;
    sums[3] += inputs.w * outputs;
  }
  let turned = transpose(sums);
  for (var j = 0u; j < 4u; j++) {
    if (4u * row + j < sizes.modules) { weights[sizes.wBack + (4u * row + j) * blocks + column] = sums[j]; }
    if (4u * column + j < sizes.modules) { weights[sizes.wForward + (4u * column + j) * blocks + row] = turned[j]; }
  }
}
fn setInputs(i: u32) {
  let quad = i / sizes.regulators;
  let r = i % sizes.regulators;
  let gene = u32(genes[r]);
  var drive = vec4f();
  var start = vec4f();
  for (var j = 0u; j < 4u; j++) {
    let row = rowAt(4u * quad + j);
    let intervention = interventions[rows[row] * sizes.genes + gene];
    var strength = intervention.w;
    if (intervention.z >= 0.0) { strength *= model[sizes.strength + u32(intervention.z)]; }
    drive[j] = select(strength, intervention.y, intervention.x == 0.0);
    start[j] = starts[rows[row + 1u] * sizes.genes + gene] * intervention.x + intervention.y;
  }
  inputs[inputAt(0u, quad, r)] = drive;
  inputs[inputAt(1u, quad, r)] = start;
  for (var which = 0u; which < sizes.clamps; which++) {
    var clamped = vec4f();
    for (var j = 0u; j < 4u; j++) {
      if (rows[rowAt(4u * quad + j) + 2u + which] == r + 1u) { clamped[j] = 1.0; }
    }
    inputs[inputAt(2u + which, quad, r)] = clamped;
  }
}
@compute @workgroup_size(lanes)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let operators = sizes.moduleBlocks * sizes.moduleBlocks;
  if (id.x < operators) {
    setOperator(id.x);
  } else if (id.x - operators < sizes.allQuads * sizes.regulators) {
    setInputs(id.x - operators);
  }
}
`,
};

/** Takes Σ B_g (A_g·c) off `slope`, for the activities at `row`, which the lane holds in `c`. */
function withoutClamped(held: number, slope: string, c: string): string {
  return /* wgsl */ `for (var which = 0u; which < sizes.clamps; which++) {
        let clamp = clampOf(quad, which);
        if (!isAny(clamp)) { break; }
        var partial = vec4f();
        ${eachBlock(held, (b) => `partial += sumOfProducts(weightsOf(clamp.outputs, clamp.on, block${b}), ${c}${b});`)}
        let output = sumOfModules(lane, partial);
        if (lane == 0u) { tape[dotAt(row, which)] = output; }
        ${eachBlock(held, (b) => `${slope}${b} -= scaledRows(weightsOf(clamp.inputs, clamp.on, block${b}), output);`)}
      }`;
}

const lasting = ['state', 'drive', 'read'];

/** `held`: blocks of modules per lane. */
export function forwardKernel(lanes: number, held: number): Kernel {
  return {
    name: `forward${held > 1 ? `-${held}` : ''}`,
    lanes,
    uniforms: ['sizes', 'part'],
    slots: slotsOf(
      { weights: 'vec4f', rows: 'u32', genes: 'i32', inputs: 'vec4f' },
      { tape: 'vec4f', work: 'vec4f', ends: 'vec4f' },
    ),
    body: /* wgsl */ `
${rowTable}
${endRegions}
${inputRegions}
${workRegions}
${rungeKutta}
${logistic4}
${blockArithmetic}
${lastingBlocks}
${blockAccess('tape')}
${blockWriting('ends')}
${timesOperator}
${clampedRegulators}

/** σ(u + β) − σ(β) */
fn activityOf(u: mat4x4f, block: u32) -> mat4x4f {
  let shifted = u + spread(weights[sizes.biases + block]);
  let sigma = mat4x4f(logistic4(shifted[0]), logistic4(shifted[1]), logistic4(shifted[2]), logistic4(shifted[3]));
  return sigma - spread(weights[sizes.restingBlocks + block]);
}

/** B times constant inputs. */
fn timesInputs(kind: u32, quad: u32, block: u32) -> mat4x4f {
  var sum = mat4x4f();
  for (var r = 0u; r < sizes.regulators; r++) {
    let weight = weights[sizes.bForward + r * sizes.moduleBlocks + block];
    let value = inputs[inputAt(kind, part.firstQuad + quad, r)];
    sum += mat4x4f(weight.x * value, weight.y * value, weight.z * value, weight.w * value);
  }
  return sum;
}

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let quad = group.x;
  let h = sizes.stepLength;
  let firstEnd = endsOf(part.firstQuad + quad);
  let lastEnd = endsOf(part.firstQuad + quad + 1u);
  ${declareBlocks(held)}
  ${declareMatrices(held, [...lasting, 'start', 'slope', 'total', 'activity'])}
  if (part.sweepFrom == 0u) {
    ${eachBlock(
      held,
      (b) => `drive${b} = timesInputs(0u, quad, block${b});
      state${b} = timesInputs(1u, quad, block${b});
      for (var end = firstEnd; end < lastEnd; end++) { putEnds(readoutAt(end, 0u), block${b}, read${b}); }`,
    )}
  } else {
    ${eachBlock(held, (b) => lasting.map((name, region) => `${name}${b} = getWork(workAt(${region}u, quad, block${b}));`).join(' '))}
  }
  for (var i = part.sweepFrom; i < part.sweepTo; i++) {
    for (var s = 0u; s < sizes.stages; s++) {
      let row = stageRow(sizes.stages * i + s, quad);
      let along = h * weightOf(s);
      let ahead = h * offsetOf(s);
      let kept = select(1.0, sizes.decay, s == 0u);
      let added = addedOf(s);
      ${eachBlock(
        held,
        (b) => `if (s == 0u) { start${b} = state${b}; total${b} = state${b}; }
        activity${b} = activityOf(state${b}, block${b});
        putTape(activityAt(row), block${b}, activity${b});
        read${b} = kept * read${b} + added * activity${b};
        slope${b} = drive${b} - state${b};`,
      )}
      ${withoutClamped(held, 'slope', 'activity')}
      storageBarrier();
      ${eachBlock(
        held,
        (b) => `slope${b} += timesOperator(sizes.wForward, block${b}, activityAt(row));
        total${b} += along * slope${b};
        state${b} = start${b} + ahead * slope${b};
        if (s == sizes.stages - 1u) { state${b} = total${b}; }`,
      )}
    }
    for (var end = firstEnd; end < lastEnd; end++) {
      if (rows[endAt(end)] == i + 1u) {
        ${eachBlock(held, (b) => `putEnds(readoutAt(end, 0u), block${b}, read${b});`)}
      }
    }
  }
  if (part.sweepTo < sizes.steps) {
    ${eachBlock(held, (b) => lasting.map((name, region) => `putWork(workAt(${region}u, quad, block${b}), ${name}${b});`).join(' '))}
  }
}
`,
  };
}
