/** The tables of a problem in GPU buffers, as the kernels read them. */
import type { Query, CloudBatch } from '../device';
import type { Problem, CloudEndpoints, Endpoint } from '../../problem';

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

/** [R] gene of each regulator, [G] regulator of each gene or −1, [D] gene of each learned strength. */
function geneTable({ shape, regulators, shifts }: Problem): Int32Array<ArrayBuffer> {
  const values = new Int32Array(shape.regulators + shape.genes + shape.deltas);
  values.set(regulators);
  values.fill(NONE, shape.regulators, shape.regulators + shape.genes);
  regulators.forEach((gene, r) => {
    values[shape.regulators + gene] = r;
  });
  for (const { gene, delta } of shifts) values[shape.regulators + shape.genes + delta] = gene;
  return values;
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
  ]);
}

/**
 * The table of trajectories of a step and their comparison, as the kernels read it (`rows`, u32): per row of every quad
 * (perturbation, row of starts, first and end of its entries), the entries (step, row of sources), then per endpoint
 * (step, row), or per cloud (step, row of the mask) and its measured cells. Padding rows of a quad have no entry.
 */

interface Row {
  readonly perturbation: number;
  readonly start: number;
  readonly entries: readonly (readonly [step: number, source: number])[];
}

function table(rows: readonly Row[], compared: readonly number[]): Uint32Array<ArrayBuffer> {
  const padded = 4 * Math.ceil(rows.length / 4);
  const described: number[] = [];
  const entries: number[] = [];
  for (const row of rows) {
    const from = 4 * padded + entries.length;
    for (const entry of row.entries) entries.push(...entry);
    described.push(row.perturbation, row.start, from, 4 * padded + entries.length);
  }
  for (let i = rows.length; i < padded; i++) described.push(0, 0, 0, 0);
  return Uint32Array.from([...described, ...entries, ...compared]);
}

/** One row per perturbation, all with the same start. */
export function rowsOfMeans({ perturbations, endpoints }: Problem): Uint32Array<ArrayBuffer> {
  const rows = Array.from({ length: perturbations }, (_, perturbation) => ({
    perturbation,
    start: 0,
    entries: endpoints.flatMap((endpoint, e) =>
      endpoint.perturbation === perturbation ? [[endpoint.step, e] as const] : [],
    ),
  }));
  return table(
    rows,
    endpoints.flatMap(({ step, perturbation }) => [step, perturbation]),
  );
}

/** One row per start cell of every drawn endpoint. */
export function rowsOfClouds(
  endpoints: readonly Endpoint[],
  clouds: CloudEndpoints,
  drawn: CloudBatch,
): Uint32Array<ArrayBuffer> {
  const each = drawn.start.length / drawn.endpoints.length;
  const endpointOf = (row: number): Endpoint => {
    const endpoint = endpoints[drawn.endpoints[Math.floor(row / each)] as number];
    if (!endpoint) throw new RangeError('A batch names an endpoint that the problem does not have');
    return endpoint;
  };
  const rows = Array.from(drawn.start, (start, row) => {
    const { perturbation, step } = endpointOf(row);
    return { perturbation, start, entries: [[step, row] as const] };
  });
  const compared = Array.from(drawn.endpoints).flatMap((e, i) => [
    endpointOf(i * each).step,
    clouds.maskOfEndpoint[e] as number,
  ]);
  return table(rows, [...compared, ...drawn.measured]);
}

/** Rows without comparisons. */
export function rowsOfQuery(rows: number): Uint32Array<ArrayBuffer> {
  return table(
    Array.from({ length: rows }, (_, perturbation) => ({ perturbation, start: 0, entries: [] })),
    [],
  );
}
