/** Printed tables: AUPRC next to every other method, and errors on held-out perturbations. */
import { bootstrapInterval, type Interval } from '../../src/evaluation/bootstrap';
import { methodNames } from '../../src/evaluation/methods/methodNames';
import {
  pooledError as overNoChange,
  type SquaredError,
} from '../../src/evaluation/predictions/predictionError';
import type { SetRow, Source } from './measure';
import { textTable } from './textTable';

const others = methodNames.filter((method) => method !== 'density');
const SEED = 1;

export const fixed = (value: number | null | undefined, digits = 3): string =>
  value === null || value === undefined ? '' : value.toFixed(digits).replace(/^0\./, '.');

export const withInterval = (interval: Interval | null, digits = 3): string =>
  interval === null
    ? ''
    : `${fixed(interval.value, digits)} [${fixed(interval.low, digits)}, ${fixed(interval.high, digits)}]`;

export function auprcOf(row: SetRow, source: Source): number | null {
  return row.networks.find((network) => network.source === source)?.auprc?.value ?? null;
}

export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Rows grouped by `key`, in order of first occurrence. */
function grouped<Row>(
  rows: readonly Row[],
  key: (row: Row) => string,
): readonly { readonly name: string; readonly rows: readonly Row[] }[] {
  const names = [...new Set(rows.map(key))];
  return names.map((name) => ({ name, rows: rows.filter((row) => key(row) === name) }));
}

/** Interval over the sets, or over regulators for a single set. */
function ownInterval(rows: readonly SetRow[]): Interval | null {
  const [only] = rows;
  if (rows.length === 1) return only?.networks.find(({ source }) => source === 'modulode')?.auprc ?? null;
  return bootstrapInterval(rows, (drawn) => meanOf(drawn.map((row) => auprcOf(row, 'modulode'))), SEED);
}

/** The other method with the highest mean over the sets of a group. */
function bestOther(rows: readonly SetRow[]): { readonly source: Source; readonly mean: number } | null {
  const means = others.flatMap((source) => {
    const mean = meanOf(rows.map((row) => auprcOf(row, source)));
    return mean === null ? [] : { source, mean };
  });
  return means.toSorted((a, b) => b.mean - a.mean)[0] ?? null;
}

/** `targetOf`: target mean of the default in a group, null without one; groups below it are named in a last line. */
export function areaTable(rows: readonly SetRow[], targetOf: (group: string) => number | null): string {
  const groups = grouped(rows, ({ group, from }) => (from === 'here' ? group : `${group}, shared`));
  const shown = others.filter((source) => rows.some((row) => auprcOf(row, source) !== null));
  const below: string[] = [];
  const lines = groups.map(({ name, rows: own }) => {
    const best = bestOther(own);
    const value = meanOf(own.map((row) => auprcOf(row, 'modulode')));
    const target = targetOf(own[0]?.group ?? '');
    if (target !== null && value !== null && value < target)
      below.push(`${name}: ${fixed(value)} of ${fixed(target)}`);
    return [
      name,
      String(own.length),
      withInterval(ownInterval(own)),
      fixed(meanOf(own.map(({ density }) => density))),
      ...shown.map((source) => fixed(meanOf(own.map((row) => auprcOf(row, source))))),
      best === null || value === null ? '' : value > best.mean ? 'yes' : `no: ${best.source}`,
    ];
  });
  const table = textTable(['AUPRC', 'sets', 'modulode', 'density', ...shown, 'above all others'], lines);
  return below.length === 0 ? table : `${table}\nBelow target: ${below.join('; ')}`;
}

/** Sets on which another method is ahead, with its AUPRC. */
export function behind(rows: readonly SetRow[]): readonly string[] {
  return rows.flatMap((row) => {
    const own = auprcOf(row, 'modulode');
    const ahead = others.flatMap((source) => {
      const value = auprcOf(row, source);
      return own !== null && value !== null && value >= own ? `${source} ${fixed(value)}` : [];
    });
    return ahead.length === 0
      ? []
      : `  behind on ${row.name} (${row.from}): ${fixed(own)} against ${ahead.join(', ')}`;
  });
}

/** Each set with its interval over regulators, and the AUPRC of regulators that were never perturbed. */
export function setTable(rows: readonly SetRow[]): string {
  return textTable(
    ['set', 'AUPRC [over regulators]', 'density', 'best other', 'never perturbed', 'κ', 'seconds'],
    rows.map((row) => {
      const own = row.networks.find(({ source }) => source === 'modulode');
      const best = bestOther([row]);
      return [
        `${row.name}${row.from === 'shared' ? ', shared' : ''}`,
        withInterval(own?.auprc ?? null),
        fixed(row.density),
        best === null ? '' : `${best.source} ${fixed(best.mean)}`,
        fixed(own?.neverPerturbed),
        fixed(row.crossValidation?.kappa, 2),
        (own?.processorSeconds ?? 0).toFixed(0),
      ];
    }),
  );
}

/** Predictors of held-out perturbations; rows saved by an earlier version may lack one. */
export const heldOutPredictors = ['modulode', 'shrunk-mean', 'mean-of-training', 'linear'] as const;

/** A loss by whoever predicted. */
export type NamedLoss = SquaredError & { readonly predictor: string };

/** Pooled error relative to no change, with its interval over perturbations; null without losses of the predictor. */
export function pooledError(all: readonly NamedLoss[], predictor: string): Interval | null {
  const own = all.filter((loss) => loss.predictor === predictor);
  return bootstrapInterval(own, overNoChange, SEED);
}

/** Errors on held-out perturbations; 1 is the error of predicting no change. */
export function heldOutTable(rows: readonly SetRow[]): string {
  const groups = grouped(rows, ({ group, from }) => (from === 'here' ? group : `${group}, shared`));
  return textTable(
    ['error relative to no change', 'held out', ...heldOutPredictors, 'before κ', 'below 1', 'below all'],
    groups.map(({ name, rows: own }) => {
      const all = own.flatMap((row) => row.losses);
      const errors = heldOutPredictors.map((predictor) => pooledError(all, predictor));
      const [model, ...rivals] = errors.map((error) => error?.value ?? null);
      const isBest = model !== null && model !== undefined && rivals.every((other) => model < (other ?? 1));
      return [
        name,
        String(all.filter(({ predictor }) => predictor === 'modulode').length),
        ...errors.map((error) => withInterval(error, 2)),
        fixed(meanOf(own.map(({ unshrunkError }) => unshrunkError)), 2),
        model !== null && model !== undefined && model < 0.995 ? 'yes' : 'no',
        isBest ? 'yes' : 'no',
      ];
    }),
  );
}
