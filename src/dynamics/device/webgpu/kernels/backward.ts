/**
 * The adjoint of a range of solver steps among modules from the activities on the tape, four trajectories to a workgroup
 * (adjoint.ts; equations in wasm/assembly/trajectory.ts). At each of a step's stages, last first: k = h (w_s λ + c_s
 * ū_{s+1}), the adjoint of the slope; p = Wᵀk + a_s r̄, that of the activities; ū_s = p σ′ − k, λ ← λ + Σ ū_s. The
 * gradient of W is Σ k cᵀ over the tape.
 */
import { slotsOf, type Kernel, type Sizes } from '../kernel';
import {
  blockAccess,
  blockArithmetic,
  clampedRegulators,
  declareBlocks,
  declareMatrices,
  eachBlock,
  endRegions,
  inputRegions,
  lastingBlocks,
  rowTable,
  rungeKutta,
  timesOperator,
  workRegions,
} from './snippets';

/** What lasts of a block of modules between sweeps, each in a region of `work`; the forward kernel needs fewer. */
export const lasting: readonly string[] = ['lambda', 'readBar', 'betaBar', 'driveBar'];

/** Start of the factors in `tape`. */
export function factorsFrom({
  steps,
  stages,
  quads,
  modules,
  clamps,
}: Pick<Sizes, 'steps' | 'stages' | 'quads' | 'modules' | 'clamps'>): number {
  return quads * stages * steps * (modules + clamps);
}

/** `held`: blocks of modules per lane. */
export function backwardKernel(lanes: number, held: number): Kernel {
  return {
    name: `backward${held > 1 ? `-${held}` : ''}`,
    lanes,
    uniforms: ['sizes', 'part'],
    slots: slotsOf(
      { weights: 'vec4f', rows: 'u32', genes: 'i32', ends: 'vec4f' },
      { tape: 'vec4f', work: 'vec4f', inputs: 'vec4f' },
    ),
    body: /* wgsl */ `
${rowTable}
${endRegions}
${inputRegions}
${workRegions}
${rungeKutta}
${blockArithmetic}
${lastingBlocks}
${blockAccess('tape')}
${blockAccess('inputs')}
${timesOperator}
${clampedRegulators}

/** Factors of the sweep, from part.left on, by slot of a stage. */
fn slopeAt(slot: u32) -> u32 { return part.left + slot * sizes.modules; }

fn pullOf(end: u32, block: u32) -> mat4x4f {
  let at = pullAt(end, 4u * block);
  return mat4x4f(ends[at], ends[at + 1u], ends[at + 2u], ends[at + 3u]);
}

fn lessInputs(row: u32, block: u32, value: mat4x4f) { putInputs(row, block, getInputs(row, block) - value); }

@compute @workgroup_size(lanes)
fn main(@builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3u) {
  let quad = group.x;
  let whole = part.firstQuad + quad;
  let h = sizes.stepLength;
  let firstEnd = endsOf(whole);
  let lastEnd = endsOf(whole + 1u);
  ${declareBlocks(held)}
  ${declareMatrices(held, [...lasting, 'total', 'later', 'slope', 'p', 'du'])}
  if (part.sweepTo == sizes.steps) {
    ${eachBlock(
      held,
      (b) => `for (var kind = 2u; kind < 2u + sizes.clamps; kind++) {
        putInputs(factorAt(kind, whole, 0u), block${b}, mat4x4f());
        putInputs(factorAt(kind, whole, sizes.modules), block${b}, mat4x4f());
      }`,
    )}
  } else {
    ${eachBlock(held, (b) => lasting.map((name, region) => `${name}${b} = getWork(workAt(${region}u, quad, block${b}));`).join(' '))}
  }
  for (var i = part.sweepTo; i > part.sweepFrom; i--) {
    ${eachBlock(
      held,
      (b) => `for (var end = firstEnd; end < lastEnd; end++) {
        if (rows[endAt(end)] == i) { readBar${b} += pullOf(end, block${b}); }
      }
      total${b} = lambda${b};
      later${b} = mat4x4f();`,
    )}
    for (var back = 1u; back <= sizes.stages; back++) {
      let s = sizes.stages - back;
      let row = stageRow(sizes.stages * (i - 1u) + s, quad);
      let slot = stageRow(sizes.stages * (i - 1u - part.sweepFrom) + s, quad);
      let weight = h * weightOf(s);
      let offset = h * offsetOf(s);
      let added = addedOf(s);
      ${eachBlock(
        held,
        (b) => `slope${b} = weight * lambda${b} + offset * later${b};
        putTape(slopeAt(slot), block${b}, slope${b});
        driveBar${b} += slope${b};
        p${b} = added * readBar${b};`,
      )}
      for (var which = 0u; which < sizes.clamps; which++) {
        let clamp = clampOf(quad, which);
        if (!isAny(clamp)) { break; }
        var partial = vec4f();
        ${eachBlock(held, (b) => `partial += sumOfProducts(weightsOf(clamp.inputs, clamp.on, block${b}), slope${b});`)}
        let input = sumOfModules(lane, partial);
        ${eachBlock(
          held,
          (b) => `p${b} -= scaledRows(weightsOf(clamp.outputs, clamp.on, block${b}), input);
        lessInputs(factorAt(2u + which, whole, 0u), block${b}, scaledRows(slope${b}, tape[dotAt(row, which)]));
        lessInputs(factorAt(2u + which, whole, sizes.modules), block${b}, scaledRows(getTape(activityAt(row), block${b}), input));`,
        )}
      }
      storageBarrier();
      ${eachBlock(
        held,
        (b) => `p${b} += timesOperator(sizes.wBack, block${b}, slopeAt(slot));
        let resting = weights[sizes.restingBlocks + block${b}];
        let activity = getTape(activityAt(row), block${b}) + spread(resting);
        du${b} = times(p${b}, activity - times(activity, activity));
        betaBar${b} += du${b} - scaled(p${b}, resting * (1.0 - resting));
        later${b} = du${b} - slope${b};
        total${b} += later${b};`,
      )}
    }
    ${eachBlock(held, (b) => `lambda${b} = total${b}; readBar${b} = sizes.decay * readBar${b};`)}
  }
  ${eachBlock(
    held,
    (b) => `if (part.sweepFrom > 0u) {
      ${lasting.map((name, region) => `putWork(workAt(${region}u, quad, block${b}), ${name}${b});`).join(' ')}
    } else {
      putInputs(betaBarAt(whole, 0u), block${b}, betaBar${b});
      putInputs(driveBarAt(whole, 0u), block${b}, driveBar${b});
      putInputs(factorAt(0u, whole, 0u), block${b}, driveBar${b});
      putInputs(factorAt(1u, whole, 0u), block${b}, lambda${b});
    }`,
  )}
}
`,
  };
}
