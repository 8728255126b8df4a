/**
 * A kernel: a WGSL body, the buffers it uses and the size of its workgroups. Everything specific to a problem is in
 * uniforms, so that one compiled pipeline serves every size. Offsets and counts are in elements, not bytes.
 */

/** Sizes and offsets of a problem and batch, the same for all kernels, packed in this order. */
const sizeFields = {
  genes: 'u32',
  regulators: 'u32',
  modules: 'u32',
  deltas: 'u32',
  // Trajectories (four to a quad), quads per group, and the solver.
  rows: 'u32',
  quads: 'u32',
  steps: 'u32',
  stepLength: 'f32',
  // Offsets in `model` (bufferLayout.ts).
  at: 'u32',
  bt: 'u32',
  beta: 'u32',
  delta: 'u32',
  parameters: 'u32',
  resting: 'u32',
  outNorm: 'u32',
  inNorm: 'u32',
  strength: 'u32',
  slope: 'u32',
  deviation: 'u32',
  // Blocks of columns, and offsets of matrices in `weights` (bufferLayout.ts).
  geneBlocks: 'u32',
  regulatorBlocks: 'u32',
  moduleBlocks: 'u32',
  bForward: 'u32',
  aForward: 'u32',
  aBack: 'u32',
  bBack: 'u32',
  biases: 'u32',
  restingBlocks: 'u32',
  // Endpoints of means, or clouds of `cloudCells` points.
  endpoints: 'u32',
  clouds: 'u32',
  cloudCells: 'u32',
  iterations: 'u32',
  cloudWeight: 'f32',
  blur: 'f32',
  tolerance: 'f32',
  cellWeight: 'f32',
  // Cells of the cell term, four to a quad.
  cells: 'u32',
  cellQuads: 'u32',
  pathWeight: 'f32',
  deltaPrior: 'f32',
  // Partial results: slots of weight gradients, and sums of the loss and of the squared gradient.
  slotsA: 'u32',
  slotsB: 'u32',
  endpointSums: 'u32',
  cellSums: 'u32',
  squareSums: 'u32',
} as const;

export type Sizes = Readonly<Record<keyof typeof sizeFields, number>>;

/** Differs between dispatches of a kernel. */
const partFields = {
  /** A range of solver steps. */
  sweepFrom: 'u32',
  sweepTo: 'u32',
  /** A group of trajectories, the only ones in `states` and `work`. */
  firstQuad: 'u32',
  quads: 'u32',
  /** A product of tapes: [rowsLeft × rowsRight] summed over `depth`, with its offsets. */
  rowsLeft: 'u32',
  rowsRight: 'u32',
  depth: 'u32',
  left: 'u32',
  right: 'u32',
  out: 'u32',
} as const;

export type Part = Readonly<Partial<Record<keyof typeof partFields, number>>>;

/** Differs between steps. */
const hyperFields = {
  learningRate: 'f32',
  beta1: 'f32',
  oneMinusBeta1: 'f32',
  beta2: 'f32',
  oneMinusBeta2: 'f32',
  correction1: 'f32',
  correction2: 'f32',
  clipNorm: 'f32',
  rowNorm: 'f32',
  ringSlot: 'u32',
} as const;

export type Hyper = Readonly<Record<keyof typeof hyperFields, number>>;

/** Floats of a step in the buffer `ring`: endpoint, cell, path, prior, and the squared norm of the gradient. */
export const RING_FLOATS = 5;

type Fields = Readonly<Record<string, 'u32' | 'f32'>>;

const uniforms = { sizes: sizeFields, part: partFields, hyper: hyperFields } as const;

export type UniformName = keyof typeof uniforms;

/** Bytes of a uniform, a multiple of 16. */
export function uniformBytes(name: UniformName): number {
  return Math.ceil(Object.keys(uniforms[name]).length / 4) * 16;
}

/** The bytes of a uniform; missing fields are 0. */
export function packUniform(name: UniformName, values: Readonly<Record<string, number>>): ArrayBuffer {
  const bytes = new ArrayBuffer(uniformBytes(name));
  const view = new DataView(bytes);
  Object.entries<'u32' | 'f32'>(uniforms[name]).forEach(([field, type], i) => {
    const value = values[field] ?? 0;
    if (type === 'u32') view.setUint32(4 * i, value, true);
    else view.setFloat32(4 * i, value, true);
  });
  return bytes;
}

function structOf(name: UniformName): string {
  const fields: Fields = uniforms[name];
  const lines = Object.entries(fields).map(([field, type]) => `  ${field}: ${type},`);
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return `struct ${title} {\n${lines.join('\n')}\n}`;
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
  const uniformLines = kernel.uniforms.map(
    (name, i) =>
      `${structOf(name)}\n@group(0) @binding(${i}) var<uniform> ${name}: ${name.charAt(0).toUpperCase() + name.slice(1)};`,
  );
  const storageLines = kernel.slots.map(
    ({ name, element, access }, i) =>
      `@group(0) @binding(${kernel.uniforms.length + i}) var<storage, ${access}> ${name}: array<${element}>;`,
  );
  return [
    `const lanes = ${kernel.lanes}u;`,
    `const perLane = ${kernel.perLane ?? 1}u;`,
    ...uniformLines,
    ...storageLines,
    kernel.body,
  ].join('\n');
}
