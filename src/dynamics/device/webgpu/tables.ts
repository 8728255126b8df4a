/** The tables of a problem in GPU buffers, as the kernels read them. */
import { clampedRegulators, clampedTogether, type Query } from '../device';
import type { CloudBatch, CloudEndpoints, Endpoint, Problem } from '../../problem';
import { decayOf } from '../../solve/tableau';

/** No learned strength. */
const NONE = -1;

/** [K × G] of (keep, clamp, index of the learned strength or −1, its factor, or the constant shift without one). */
function interventionsOf({ shape, keep, clamp, shifts }: Problem): Float32Array<ArrayBuffer> {
  const values = interventionsOfQuery({ keep, clamp, shift: null });
  for (const { perturbation, gene, delta } of shifts) {
    const at = 4 * (perturbation * shape.genes + gene);
    values[at + 2] = delta;
    values[at + 3] = (values[at + 3] as number) + 1;
  }
  return values;
}

/** As interventionsOf, for rows with constant shifts. */
export function interventionsOfQuery({
  keep,
  clamp,
  shift,
}: Pick<Query, 'keep' | 'clamp'> & { readonly shift: Float32Array | null }): Float32Array<ArrayBuffer> {
  const values = new Float32Array(4 * keep.length);
  for (let i = 0; i < keep.length; i++)
    values.set([keep[i] as number, clamp[i] as number, NONE, shift?.[i] ?? 0], 4 * i);
  return values;
}

/** [G] genes, those of the regulators first; [G] regulator of each gene or −1; [D] gene of each learned strength. */
function geneTable({ shape, regulators, shifts }: Problem): Int32Array<ArrayBuffer> {
  const { genes, deltas } = shape;
  const regulatorOf = new Int32Array(genes).fill(NONE);
  regulators.forEach((gene, r) => {
    regulatorOf[gene] = r;
  });
  const others = Array.from(regulatorOf.keys()).filter((gene) => regulatorOf[gene] === NONE);
  const shifted = new Int32Array(deltas);
  for (const { gene, delta } of shifts) shifted[delta] = gene;
  return Int32Array.from([...regulators, ...others, ...regulatorOf, ...shifted]);
}

/** [endpoints × G] of (D, weight). */
function observedMeans({ target, weight }: Problem): Float32Array<ArrayBuffer> {
  const values = new Float32Array(2 * target.length);
  target.forEach((value, i) => values.set([value, weight[i] as number], 2 * i));
  return values;
}

/** All constant tables by buffer name. */
export function constantsOf(problem: Problem): ReadonlyMap<string, Float32Array | Int32Array> {
  const { shape, clouds } = problem;
  return new Map<string, Float32Array | Int32Array>([
    ['interventions', interventionsOf(problem)],
    ['genes', geneTable(problem)],
    ['starts', clouds ? clouds.start : new Float32Array(shape.genes)],
    ['observed', clouds ? new Float32Array() : observedMeans(problem)],
    ['cells', problem.cells],
    ['cellMask', problem.cellMask],
    ...(problem.pathFactors ? [['pathFactors', problem.pathFactors] as const] : []),
  ]);
}

/** A state of a quad of trajectories that is compared. */
export interface End {
  readonly quad: number;
  readonly step: number;
  /** Endpoint of each row, if it is compared here. */
  readonly endpoints: readonly (number | undefined)[];
}

/** In the order of quads. Rows of a quad share a state where they are compared at the same step. */
export function endsOfMeans(endpoints: readonly Pick<Endpoint, 'perturbation' | 'step'>[]): readonly End[] {
  const found = new Map<string, { quad: number; step: number; endpoints: (number | undefined)[] }>();
  endpoints.forEach(({ perturbation, step }, e) => {
    const quad = Math.floor(perturbation / 4);
    let again = 0;
    const key = () => `${quad}/${step}/${again}`;
    while (found.get(key())?.endpoints[perturbation % 4] !== undefined) again++;
    const end = found.get(key()) ?? { quad, step, endpoints: [] };
    end.endpoints[perturbation % 4] = e;
    found.set(key(), end);
  });
  return [...found.values()].toSorted((a, b) => a.quad - b.quad);
}

/**
 * The table of the trajectories of a step and their comparison, as the kernels read it (`rows`, u32; offsets in
 * kernels/snippets.ts): per row of every quad (perturbation, row of starts, clamped regulators + 1); first end of each
 * quad and the number of ends; per end (step, quad, share of z(0) left there, 0, endpoint + 1 of each row); per cloud its
 * mask row; the measured cells of all clouds.
 */

interface Row {
  readonly perturbation: number;
  readonly start: number;
}

interface Trajectories {
  readonly regulators: Int32Array;
  readonly keep: Float32Array;
  readonly horizon: number;
  readonly solverSteps: number;
  readonly stages: number;
}

/** Quads are filled up with rows of the first perturbation that are compared nowhere. */
function table(
  { regulators, keep, horizon, solverSteps, stages }: Trajectories,
  genes: number,
  rows: readonly (Row | undefined)[],
  ends: readonly End[],
  compared: ArrayLike<number>,
): Uint32Array<ArrayBuffer> {
  const clamps = clampedTogether(keep, regulators, genes);
  const quads = Math.ceil(rows.length / 4);
  const clampedOf = new Map<number, readonly number[]>();
  const described = Array.from({ length: 4 * quads }, (_, i) => {
    const { perturbation, start } = rows[i] ?? { perturbation: 0, start: 0 };
    const clamped = clampedOf.get(perturbation) ?? clampedRegulators(keep, perturbation, regulators, genes);
    clampedOf.set(perturbation, clamped);
    return [perturbation, start, ...Array.from({ length: clamps }, (__, c) => (clamped[c] ?? -1) + 1)];
  });
  const first = Array.from({ length: quads + 1 }, () => 0);
  for (const { quad } of ends) first[quad + 1] = (first[quad + 1] as number) + 1;
  for (let quad = 0; quad < quads; quad++)
    first[quad + 1] = (first[quad + 1] as number) + (first[quad] as number);
  const once = decayOf(horizon / solverSteps, stages);
  const comparisons = ends.flatMap(({ quad, step, endpoints }) => [
    step,
    quad,
    bitsOf(decayed(once, step)),
    0,
    ...[0, 1, 2, 3].map((row) => (endpoints[row] ?? -1) + 1),
  ]);
  return Uint32Array.from([...described.flat(), ...first, ...comparisons, ...Array.from(compared)]);
}

/** By products, as Math.pow differs between engines. */
function decayed(once: number, steps: number): number {
  let left = 1;
  for (let n = 0; n < steps; n++) left *= once;
  return left;
}

function bitsOf(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] as number;
}

/** One row per perturbation, all with the same start. */
export function rowsOfMeans(problem: Problem): Uint32Array<ArrayBuffer> {
  const rows = Array.from({ length: problem.perturbations }, (_, perturbation) => ({
    perturbation,
    start: 0,
  }));
  return table(problem, problem.shape.genes, rows, endsOfMeans(problem.endpoints), []);
}

/** One row per start cell of every drawn endpoint; every cloud begins a quad. */
export function rowsOfClouds(
  problem: Problem,
  clouds: CloudEndpoints,
  drawn: CloudBatch,
): Uint32Array<ArrayBuffer> {
  const each = drawn.start.length / drawn.endpoints.length;
  const quads = Math.ceil(each / 4);
  const endpoints = Array.from(drawn.endpoints, (e) => {
    const endpoint = problem.endpoints[e];
    if (!endpoint) throw new RangeError('A batch names an endpoint that the problem does not have');
    return endpoint;
  });
  const rows = endpoints.flatMap(({ perturbation }, cloud) =>
    Array.from({ length: 4 * quads }, (_, i) => ({
      perturbation,
      start: drawn.start[cloud * each + Math.min(i, each - 1)] as number,
    })),
  );
  const ends = endpoints.flatMap(({ step }, cloud) =>
    Array.from({ length: quads }, (_, quad) => ({ quad: cloud * quads + quad, step, endpoints: [] })),
  );
  const masks = Array.from(drawn.endpoints, (e) => clouds.maskOfEndpoint[e] as number);
  return table(problem, problem.shape.genes, rows, ends, [...masks, ...drawn.measured]);
}

/** `ends`: of the rows of the query. */
export function rowsOfQuery(
  query: Query,
  ends: readonly End[],
  regulators: Int32Array,
  genes: number,
): Uint32Array<ArrayBuffer> {
  const rows = Array.from({ length: query.rows }, (_, perturbation) => ({ perturbation, start: 0 }));
  return table({ ...query, stages: 4, regulators }, genes, rows, ends, []);
}
