/** The table of steps: every row on every device next to its peers, and the ratios to the peers. */
import { textTable } from '../accuracy/textTable';
import type { Arithmetic } from './arithmetic';
import type { Timing } from './interleaved';
import type { Roofline } from './roofline';
import type { Row } from './problems';

export interface MeasuredRow {
  readonly row: string;
  readonly arithmetic: Arithmetic;
  readonly timings: readonly Timing[];
}

export const ownName = 'wasm, 1 worker';

const head = ['row', 'on', 'ms', 'CPU ms', 'fastest', 'steps', '× as fast', 'by CPU', 'GFLOP/s', 'of peak'];

/**
 * `× as fast`: relative to wasm in one thread, by wall time and by processor time. Speed and share of one core's peak
 * are by processor time and count necessary operations (arithmetic.ts).
 */
export function stepsTable(measured: readonly MeasuredRow[], { gflops: peak }: Roofline): string {
  const lines = measured.flatMap(({ row, arithmetic, timings }) => {
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
      ];
    });
  });
  return textTable(head, lines);
}

function operationsOf({ products, activities, transport }: Arithmetic): number {
  return products + activities + transport;
}

/**
 * Speed relative to the peers that were present, by wall and by CPU time (both sides use one thread). `at the peak`: the
 * ratio if all arithmetic ran at the peak of one core. The last line names the rows below their target by CPU time.
 */
export function ratioTable(
  rows: readonly Row[],
  measured: readonly MeasuredRow[],
  { gflops: peak }: Roofline,
): string {
  const below: string[] = [];
  const lines = measured.flatMap(({ row, arithmetic, timings }) => {
    const find = (wanted: string) => timings.find(({ name }) => name === wanted);
    const own = find(ownName);
    const targets = rows.find(({ name }) => name === row)?.targets ?? [];
    return targets.flatMap(({ peer, ratio }) => {
      const other = find(peer);
      if (!own || !other) return [];
      const byCpu = other.cpuMs / own.cpuMs;
      if (byCpu < ratio) below.push(`${row}, ${peer}: ${digits(byCpu)} of ${digits(ratio)}`);
      return [
        [
          row,
          peer,
          digits(other.wallMs / own.wallMs),
          digits(byCpu),
          digits((other.cpuMs * peak * 1e6) / operationsOf(arithmetic)),
        ],
      ];
    });
  });
  const titles = ['row', 'relative to', 'by wall time', 'by CPU time', 'at the peak'];
  const summary = `Below target: ${below.length === 0 ? 'none' : below.join('; ')}`;
  return lines.length === 0 ? '' : `${textTable(titles, lines)}\n${summary}`;
}

/** Three digits without an exponent; a dash for unknown values. */
export function digits(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 0.01))));
  return value.toFixed(Math.min(places, 3));
}
