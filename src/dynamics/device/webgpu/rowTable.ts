/**
 * Which trajectories a step integrates and where they are looked at, as the kernels read it (`rows`, u32):
 * per row of every quad (perturbation, row of starts, first and end of its entries), the entries (step, row of sources), then
 * per endpoint (step, row), or per cloud (step, row of the mask) and its measured cells. Rows that only fill a quad have no entry.
 */
import type { CloudBatch } from '../device';
import type { CloudEndpoints, Endpoint, Problem } from '../../problem';

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

/** One row per perturbation, all from the one row of starts. */
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

/** Rows without anything to compare. */
export function rowsOfQuery(rows: number): Uint32Array<ArrayBuffer> {
  return table(
    Array.from({ length: rows }, (_, perturbation) => ({ perturbation, start: 0, entries: [] })),
    [],
  );
}
