/**
 * A kernel: a WGSL body, the buffers it uses and the size of its workgroups. Everything specific to a problem is in
 * uniforms, so that one compiled pipeline serves every size. Offsets and counts are in elements, not bytes.
 */

import { modelLayout, weightsLayout } from './buffers';

const noShape = { genes: 0, regulators: 0, modules: 0, deltas: 0 };

/** Sizes and offsets of a problem and batch, the same for all kernels, packed in this order. All 0; a plan sets the ones it uses. */
export const noSizes = {
  ...noShape,
  // Trajectories (four to a quad), quads per group, and the solver.
  rows: 0,
  quads: 0,
  steps: 0,
  stages: 0,
  stepLength: 0,
  // What a step leaves of z, and how much the activities at its stages add (solve/tableau.ts).
  decay: 0,
  added0: 0,
  added1: 0,
  added2: 0,
  added3: 0,
  // Quads of all groups, regulators clamped together in a row, and the quads' compared states.
  allQuads: 0,
  clamps: 0,
  ends: 0,
  ...modelLayout(noShape),
  ...weightsLayout(noShape),
  // Clouds of `cloudCells` points; 0 for means.
  clouds: 0,
  cloudCells: 0,
  iterations: 0,
  cloudWeight: 0,
  blur: 0,
  tolerance: 0,
  cellWeight: 0,
  // Cells of the cell term, four to a quad.
  cells: 0,
  cellQuads: 0,
  pathWeight: 0,
  deltaPrior: 0,
  // Partial results: slots of weight gradients, and sums of the loss (of path sparsity: that of single edges) and of the squared gradient.
  slotsA: 0,
  slotsB: 0,
  slotsInputs: 0,
  slotsW: 0,
  endpointSums: 0,
  cellSums: 0,
  pathSums: 0,
  squareSums: 0,
};

export type Sizes = Readonly<typeof noSizes>;

/** Differs between dispatches of a kernel. */
const noPart = {
  /** A range of solver steps. */
  sweepFrom: 0,
  sweepTo: 0,
  /** A group of trajectories, the only ones in `work` and `tape`. */
  firstQuad: 0,
  quads: 0,
  /** A product of tapes: [rowsLeft × rowsRight] summed over `depth`, with its offsets, in slots of `slot` floats. */
  rowsLeft: 0,
  rowsRight: 0,
  depth: 0,
  left: 0,
  right: 0,
  out: 0,
  slot: 0,
};

export type Part = Readonly<Partial<typeof noPart>>;

/** Floats of a step in the buffer `ring`: endpoint, cell, path and prior term of the loss. */
export const RING_FLOATS = 4;

/** Steps whose losses are kept on the GPU; one further place serves lossAndGradient. */
export const RING = 64;

/** Larger than any norm. */
const NO_LIMIT = 3e38;

/** Differs between steps. These move no parameter. */
export const noHyper = {
  moves: 0,
  learningRate: 0,
  beta1: 0,
  oneMinusBeta1: 0,
  beta2: 0,
  oneMinusBeta2: 0,
  correction1: 1,
  correction2: 1,
  clipNorm: NO_LIMIT,
  rowNorm: NO_LIMIT,
  ringSlot: RING,
};

export type Hyper = Readonly<typeof noHyper>;

const uniforms = { sizes: noSizes, part: noPart, hyper: noHyper } as const;

export type UniformName = keyof typeof uniforms;

/** Other fields are integers. */
const floats: ReadonlySet<string> = new Set(
  'stepLength decay added0 added1 added2 added3 cloudWeight blur tolerance cellWeight pathWeight deltaPrior'
    .split(' ')
    .concat(Object.keys(noHyper).filter((field) => field !== 'ringSlot' && field !== 'moves')),
);

/** Bytes of a uniform, a multiple of 16. */
export function uniformBytes(name: UniformName): number {
  return Math.ceil(Object.keys(uniforms[name]).length / 4) * 16;
}

/** The bytes of a uniform; missing fields are 0. */
export function packUniform(name: UniformName, values: Readonly<Record<string, number>>): ArrayBuffer {
  const bytes = new ArrayBuffer(uniformBytes(name));
  const view = new DataView(bytes);
  Object.keys(uniforms[name]).forEach((field, i) => {
    const value = values[field] ?? 0;
    if (floats.has(field)) view.setFloat32(4 * i, value, true);
    else view.setUint32(4 * i, value, true);
  });
  return bytes;
}

/** The struct of a uniform and its variable, in WGSL. */
function uniformSource(name: UniformName, binding: number): string {
  const lines = Object.keys(uniforms[name]).map(
    (field) => `  ${field}: ${floats.has(field) ? 'f32' : 'u32'},`,
  );
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return `struct ${title} {\n${lines.join('\n')}\n}\n@group(0) @binding(${binding}) var<uniform> ${name}: ${title};`;
}

/** A storage buffer as one kernel sees it. */
export interface Slot {
  readonly name: string;
  readonly element: 'f32' | 'u32' | 'i32' | 'vec2f' | 'vec4f';
  readonly access: 'read' | 'read_write';
}

export interface Kernel {
  readonly name: string;
  /** Invocations per workgroup. */
  readonly lanes: number;
  /** Elements per invocation, `lanes` apart, by default 1; `perLane` is a constant in the body. */
  readonly perLane?: number;
  readonly uniforms: readonly UniformName[];
  /** At most eight, the minimum that WebGPU guarantees. */
  readonly slots: readonly Slot[];
  /** Declares `main`; `lanes` is a constant there. */
  readonly body: string;
}

/** `read` and `written`: element type by buffer name. */
export function slotsOf(
  read: Readonly<Record<string, Slot['element']>>,
  written: Readonly<Record<string, Slot['element']>>,
): readonly Slot[] {
  return [
    ...Object.entries(read).map(([name, element]) => ({ name, element, access: 'read' }) as const),
    ...Object.entries(written).map(([name, element]) => ({ name, element, access: 'read_write' }) as const),
  ];
}

/** The whole WGSL module: uniforms first, then storage buffers, at consecutive bindings of group 0. */
export function sourceOf(kernel: Kernel): string {
  const storageLines = kernel.slots.map(
    ({ name, element, access }, i) =>
      `@group(0) @binding(${kernel.uniforms.length + i}) var<storage, ${access}> ${name}: array<${element}>;`,
  );
  return [
    `const lanes = ${kernel.lanes}u;`,
    `const perLane = ${kernel.perLane ?? 1}u;`,
    ...kernel.uniforms.map(uniformSource),
    ...storageLines,
    kernel.body,
  ].join('\n');
}
