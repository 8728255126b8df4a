/** The table of steps: every row on every device beside its peers, and the required speeds. */
import { textTable } from '../accuracy/textTable';
import type { Arithmetic } from './arithmetic';
import type { Timing } from './interleaved';
import type { Roofline } from './roofline';
import type { Row } from './rows';

export interface MeasuredRow {
  readonly row: string;
  /** Over the last minute, before the row was measured. */
  readonly load: number;
  readonly arithmetic: Arithmetic;
  readonly timings: readonly Timing[];
}

export const ownName = 'wasm, 1 worker';

const head = [
  'row',
  'on',
  'ms',
  'CPU ms',
  'fastest',
  'steps',
  '× as fast',
  'by CPU',
  'GFLOP/s',
  'of peak',
  'load',
];

/**
 * `× as fast`: relative to wasm in one thread, by wall time and by processor time. Speed and share of one core's peak
 * are by processor time and count necessary operations (arithmetic.ts).
 */
export function stepsTable(measured: readonly MeasuredRow[], { gflops: peak }: Roofline): string {
  const lines = measured.flatMap(({ row, load, arithmetic, timings }) => {
    const own = timings.find(({ name }) => name === ownName);
    const operations = operationsOf(arithmetic);
    return timings.map(({ name, wallMs, cpuMs, fastestMs, steps }, i) => {
      const gflops = operations / cpuMs / 1e6;
      return [
        i === 0 ? row : '',
        name,
        digits(wallMs),
        digits(cpuMs),
        digits(fastestMs),
        String(steps),
        digits((own?.wallMs ?? Number.NaN) / wallMs),
        digits((own?.cpuMs ?? Number.NaN) / cpuMs),
        digits(gflops),
        `${Math.round((100 * gflops) / peak)} %`,
        i === 0 ? load.toFixed(1) : '',
      ];
    });
  });
  return textTable(head, lines);
}

function operationsOf({ products, activities, transport }: Arithmetic): number {
  return products + activities + transport;
}

/**
 * The required speeds of a row and whether they were reached by processor time (both sides use one thread), for peers
 * that were present. `at the peak`: the ratio if all arithmetic ran at the peak of one core.
 */
export function verdicts(
  rows: readonly Row[],
  measured: readonly MeasuredRow[],
  { gflops: peak }: Roofline,
): string {
  const lines = measured.flatMap(({ row, arithmetic, timings }) => {
    const find = (wanted: string) => timings.find(({ name }) => name === wanted);
    const own = find(ownName);
    const asked = rows.find(({ name }) => name === row)?.asked ?? [];
    return asked.flatMap(({ peer, must, aim }) => {
      const other = find(peer);
      if (!own || !other) return [];
      const byCpu = other.cpuMs / own.cpuMs;
      return [
        [
          row,
          peer,
          digits(other.wallMs / own.wallMs),
          digits(byCpu),
          digits(must),
          aim === null ? '' : digits(aim),
          byCpu >= must ? 'yes' : 'no',
          digits((other.cpuMs * peak * 1e6) / operationsOf(arithmetic)),
        ],
      ];
    });
  });
  const titles = ['row', 'beside', 'by wall time', 'by CPU time', 'must', 'aim', 'met', 'at the peak'];
  return lines.length === 0 ? '' : textTable(titles, lines);
}

/** Three digits without an exponent; a dash for unknown values. */
export function digits(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toFixed(Math.min(places, 3));
}
