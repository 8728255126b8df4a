/** What is said of rows of sets: areas beside every other method, what misses its mark, errors on what was held out. */
import { bootstrapInterval, type Interval } from '../../src/evaluation/bootstrap';
import { methodNames } from '../../src/evaluation/methods/methods';
import type { Predictor } from '../../src/inference/benchmark/benchmark';
import type { Loss, SetRow, Source } from './measure';
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

/** Rows in groups by `key`, in the order in which they first come. */
function grouped<Row>(
  rows: readonly Row[],
  key: (row: Row) => string,
): readonly { readonly name: string; readonly rows: readonly Row[] }[] {
  const names = [...new Set(rows.map(key))];
  return names.map((name) => ({ name, rows: rows.filter((row) => key(row) === name) }));
}

/** Of several sets the interval over them, of one over its regulators. */
function ownInterval(rows: readonly SetRow[]): Interval | null {
  const [only] = rows;
  if (rows.length === 1) return only?.networks.find(({ source }) => source === 'modulode')?.auprc ?? null;
  return bootstrapInterval(rows, (drawn) => meanOf(drawn.map((row) => auprcOf(row, 'modulode'))), SEED);
}

/** The best other method of a group in the mean over its sets. */
function bestOther(rows: readonly SetRow[]): { readonly source: Source; readonly mean: number } | null {
  const means = others.flatMap((source) => {
    const mean = meanOf(rows.map((row) => auprcOf(row, source)));
    return mean === null ? [] : { source, mean };
  });
  return means.toSorted((a, b) => b.mean - a.mean)[0] ?? null;
}

/** `must`: least mean of the default in a group; null where none is asked for. */
export function areaTable(rows: readonly SetRow[], must: (group: string) => number | null): string {
  const groups = grouped(rows, ({ group, from }) => (from === 'here' ? group : `${group}, shared`));
  const shown = others.filter((source) => rows.some((row) => auprcOf(row, source) !== null));
  const lines = groups.map(({ name, rows: own }) => {
    const best = bestOther(own);
    const value = meanOf(own.map((row) => auprcOf(row, 'modulode')));
    const least = must(own[0]?.group ?? '');
    return [
      name,
      String(own.length),
      withInterval(ownInterval(own)),
      fixed(least),
      fixed(meanOf(own.map(({ density }) => density))),
      ...shown.map((source) => fixed(meanOf(own.map((row) => auprcOf(row, source))))),
      best === null || value === null ? '' : value > best.mean ? 'yes' : `no: ${best.source}`,
      least === null || value === null ? '' : value >= least ? 'yes' : 'NO',
    ];
  });
  return textTable(
    ['AUPRC', 'sets', 'modulode', 'must', 'density', ...shown, 'above all', 'must met'],
    lines,
  );
}

/** Sets on which another method is ahead, named. */
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

/** Each set with its interval over regulators, and what regulators never perturbed have. */
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

/** What is said of perturbations held out; rows kept from earlier may lack one of them. */
export const heldOutPredictors = ['modulode', 'shrunk-mean', 'mean-of-training', 'linear'] as const;

/** Pooled error over no change, with the interval over perturbations; null where nothing is known of the predictor. */
export function pooledError(all: readonly Loss[], predictor: Predictor): Interval | null {
  const own = all.filter((loss) => loss.predictor === predictor);
  return bootstrapInterval(
    own,
    (drawn) => {
      const change = drawn.reduce((sum, loss) => sum + loss.change, 0);
      return change > 0 ? drawn.reduce((sum, loss) => sum + loss.error, 0) / change : null;
    },
    SEED,
  );
}

/** Perturbations nobody trained on; 1 is what predicting no change has. */
export function heldOutTable(rows: readonly SetRow[]): string {
  const groups = grouped(rows, ({ group, from }) => (from === 'here' ? group : `${group}, shared`));
  return textTable(
    ['error over no change', 'held out', ...heldOutPredictors, 'before κ', 'below 1', 'below all'],
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
