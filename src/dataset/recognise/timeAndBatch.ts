/** The columns of obs with the sampling time ('24h', 'd3', 'Day 5', or plain numbers) and with the batch. */
import type { AnnotationColumn } from '../annotation';
import type { Guess } from '../recognition';
import type { RowNoun } from '../rows';
import { MADE_TIMES } from './perturbationColumn';
import { areManyLines } from './contexts';
import { distinctValues, flagOf, sampleLabels, type DistinctValues } from './columns';

const UNIT = '(?:h|hrs?|hours?|d|days?|mins?|minutes?|wks?|weeks?)';
const GIVEN =
  '(?:treatments?|stim(?:ulation|ulus)?|exposure|incubation|induction|infection|transduction|transfection|sampling|harvest(?:ing)?|collection|pert(?:urbation)?)';
/** Names in lower case with '_' between words, the likeliest first. Pseudo-time has names of its own: 'dpt', 'latent_time'. */
const TIME_COLUMNS: readonly RegExp[] = [
  /^(?:t|time|time_?points?|zeit(?:punkt)?|temps|time_(?:h|hrs?|hours?|d|days?)|days?|hours?|hrs?|hpi|dpi|d|h)$/,
  new RegExp(
    `^(?:time(?:_?points?)?(?:_in)?_${UNIT}|time_(?:post|after|since)_\\w+|${UNIT}_(?:post|after|since)_\\w+|weeks?|${GIVEN}_(?:i?time(?:_?point)?(?:_${UNIT})?|${UNIT}))$`,
  ),
];
/** Further names with such a word, where every value is written with its unit, and which are of nothing else. */
const TIME_WORD =
  /^(?:times?|days?|weeks?|hours?|hrs?|sampl(?:ing|ed)|harvest(?:ing|ed)?|collect(?:ion|ed))$/;
const NO_TIME_WORD =
  /^(?:ages?|old|birth|donors?|patients?|subjects?|animals?|mouse|batch(?:es)?|runs?|doubling|pseudo|latent|libraries|library|ids?)$/;
/** Names of which every value may be a time alone: 'D0', 'Day 3', '24h'; not 'H1' and 'D1', 'D2', 'D3', which may be donors, nor '3D'. */
const MAY_BE_TIMES = /^(?:conditions?|groups?|treatments?|samples?(?:_ids?|_names?)?|orig_ident)$/;
const TIME_ALONE =
  /^(?:(?:[dD](?:ay)?|[wW](?:ee)?k)[-_ ]?\d+|\d+(?:\.\d+)?[-_ ]?(?:[hH](?:rs?|ours?)?|d|[dD]ays?|[mM]in(?:ute)?s?|[wW](?:ee)?ks?))$/;
/** A day, where these are not numbered from 1 on as donors are. */
export const DONOR_OR_DAY = /^d(?<number>\d+)$/i;
/** 20210304 and 210304. */
const DATE = /^\d{6,8}$/;
/** From short to long, with their length in minutes. */
const TIME_UNITS: readonly { readonly unit: string; readonly minutes: number; readonly spelled: RegExp }[] = [
  { unit: 'minutes', minutes: 1, spelled: /^(?:m|mins?|minutes?)$/i },
  { unit: 'hours', minutes: 60, spelled: /^(?:h|hrs?|hours?|hpi)$/i },
  { unit: 'days', minutes: 1440, spelled: /^(?:d|days?|dpi)$/i },
  { unit: 'weeks', minutes: 10_080, spelled: /^(?:w|wks?|weeks?)$/i },
];
/** More distinct values than this are pseudo-time, not time points. */
export const MAX_TIMES = 30;
/** Integers up to this without a written unit are probably days. */
const MAX_DAYS = 21;

interface Times {
  /** [cells], NaN if missing or not a time. */
  readonly values: Float64Array;
  /** 'days', 'hours', 'minutes', 'weeks', or '' if unknown. */
  readonly unit: string;
  /** Is the unit written in the file, or only likely? */
  readonly unitIsWritten: boolean;
}

/** Parses any column as times, in the shortest unit that is written; those before the perturbation, below 0, are none. */
export function readTimes(column: AnnotationColumn): Times {
  const { labels, codes } = distinctValues(column);
  const parsed = labels.map(parseTime);
  const ofName = wordsOf(column.name)
    .map(unitOf)
    .find((unit) => unit !== '');
  const written = new Set([...parsed.map(({ unit }) => unit), ...(ofName === undefined ? [] : [ofName])]);
  const shortest = TIME_UNITS.find(({ unit }) => written.has(unit));
  const numbers = parsed.map(({ value, unit }) => {
    const own = TIME_UNITS.find((one) => one.unit === (unit || ofName));
    return value < 0 ? Number.NaN : (value * (own?.minutes ?? 1)) / (own && shortest ? shortest.minutes : 1);
  });
  const values = Float64Array.from(codes, (code) => numbers[code] ?? Number.NaN);
  if (shortest !== undefined) return { values, unit: shortest.unit, unitIsWritten: true };
  const looksLikeDays = numbers
    .filter((value) => !Number.isNaN(value))
    .every((value) => Number.isInteger(value) && value <= MAX_DAYS);
  return { values, unit: looksLikeDays ? 'days' : '', unitIsWritten: false };
}

/** The column of time points by its name, if its values are two to thirty times, none before the perturbation; else null. */
export function guessTimeColumn(columns: readonly AnnotationColumn[]): {
  column: string | null;
  guess: Guess;
} {
  let reason: Guess['reason'] = { tag: 'no-time-column' };
  // Of the labels without what is not induced, those without its time (switches.ts).
  const made = columns
    .filter(({ name }) => MADE_TIMES.test(name))
    .toSorted((a, b) => b.name.length - a.name.length)
    .slice(0, 1);
  const named =
    made.length > 0
      ? made
      : [
          ...TIME_COLUMNS.flatMap((spelled) =>
            columns.filter(({ name }) => spelled.test(wordsOf(name).join('_'))),
          ),
          ...columns.filter(statesTimes),
          ...columns.filter(holdsTimes),
        ];
  for (const column of named) {
    const distinct = distinctValues(column);
    const readable = distinct.labels.filter((label) => !Number.isNaN(parseTime(label).value)).length;
    if (readable < 2 || readable > MAX_TIMES || readable < distinct.labels.length) continue;
    if (distinct.labels.some((label) => parseTime(label).value < 0)) {
      reason = { tag: 'times-below-zero', column: column.name };
      continue;
    }
    const { unit, unitIsWritten } = readTimes(column);
    return {
      column: column.name,
      guess: {
        field: 'timeColumn',
        samples: column.kind === 'number' ? distinct.labels.slice(0, 3) : sampleLabels(distinct),
        reason: { tag: 'time-points', count: readable, unit: unitIsWritten ? unit : null },
        certainty: unitIsWritten ? 'likely' : 'assumed',
      },
    };
  }
  return { column: null, guess: { field: 'timeColumn', samples: [], reason, certainty: 'likely' } };
}

function statesTimes(column: AnnotationColumn): boolean {
  const words = wordsOf(column.name);
  return (
    column.kind === 'category' &&
    words.some((word) => TIME_WORD.test(word)) &&
    !words.some((word) => NO_TIME_WORD.test(word)) &&
    column.categories.every((label) => parseTime(label).unit !== '')
  );
}

/** Whether numbers of a 'D' are those of days. */
export function areDays(numbers: readonly string[]): boolean {
  const days = new Set(numbers.map(Number));
  return [...days].some((day) => day < 1 || day > days.size);
}

function holdsTimes(column: AnnotationColumn): boolean {
  if (column.kind !== 'category' || !MAY_BE_TIMES.test(wordsOf(column.name).join('_'))) return false;
  const { labels } = distinctValues(column);
  const numbers = labels.flatMap((label) => DONOR_OR_DAY.exec(label.trim())?.groups?.['number'] ?? []);
  const areDonors = numbers.length === labels.length && !areDays(numbers);
  return !areDonors && labels.every((label) => TIME_ALONE.test(label.trim()));
}

function parseTime(label: string): { value: number; unit: string } {
  const match = /^(?:(?<before>[a-z]+)[-_ ]?)?(?<number>-?\d+(?:\.\d+)?)[-_ ]?(?<after>[a-z]*)$/i.exec(
    label.trim(),
  );
  const { before = '', number = '', after = '' } = match?.groups ?? {};
  const isTime =
    match !== null &&
    !DATE.test(number) &&
    [before, after].every((word) => word === '' || unitOf(word) !== '' || /^t(?:ime)?$/i.test(word));
  return isTime
    ? { value: Number(number), unit: unitOf(before) || unitOf(after) }
    : { value: Number.NaN, unit: '' };
}

const wordsOf = (name: string) =>
  name
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');

function unitOf(word: string): string {
  return TIME_UNITS.find(({ spelled }) => spelled.test(word))?.unit ?? '';
}

/** Of cells whose own line, not induced, is their control (switches.ts). */
const OF_LINES = /^line \(in /;
/** Of labels that name them (labelContexts.ts). */
const OF_DONORS = /^donor \(in /;
/** By genotypes, as souporcell numbers them; words are of something else. */
const CLUSTERS_OF_DONORS = /^(?:souporcell[-_. ]?)?assignments?$/i;
const SOLVENTS = /^(?:solvent|vehicle)s?$/i;
const BATCH_COLUMNS: readonly RegExp[] = [
  OF_LINES,
  /^(?:(?:prep(?:aration)?|seq(?:uencing)?|lib(?:rary)?|exp(?:eriment)?|10x|process(?:ing)?|sample|cell)[-_. ]?)?batch(?:[-_ ]?(?:id|name))?$/i,
  /^(?:bio[-_ ]?)?rep(?:licate|likat)?s?$/i,
  /^gem[-_ ]?(?:group|batch|well)$/i,
  /^(?:(?:10x|gex|seq(?:uencing)?)[-_ ]?)?lane(?:[-_ ]?id)?$/i,
  /^(?:donor|patient|subject|animal|mouse|ind(?:ividual)?)(?:[-_ ]?id)?$/i,
  OF_DONORS,
  CLUSTERS_OF_DONORS,
  /^(?:channel|library|pool|plate|run)(?:[-_ ]?id)?$/i,
  /^samples?(?:[-_ ]?(?:id|name))?$/i,
  /^orig[._]ident$/i,
  // of hashtags and genotypes: Seurat, BD Rhapsody, demuxlet
  /^(?:hash[-_.]?id|hto[-_.]?max[-_.]?id|sample[-_ ]?tags?|sng[-_.](?:1st|best[-_.]guess))$/i,
  // compounds are compared with their own solvent
  SOLVENTS,
];
/** Of batch columns: names that tell batches apart whatever is in them; those of the others may be samples, one for each perturbation. */
const CERTAIN_BATCH = /^(?:batch|gem|(?:10x[-_ ]?)?lane|plate|run)/i;

export function isSurelyBatch({ name }: AnnotationColumn): boolean {
  return CERTAIN_BATCH.test(name);
}

/** A column of more values names batches if they have as many cells as a batch has; screens of a genome have some 270 wells. */
const MAX_BATCHES_OF_ANY_SIZE = 50;
const MAX_BATCHES = 500;
const CELLS_OF_BATCH = 20;
/** Control cells, and control samples, that a batch needs. */
const [MIN_CONTROLS, MIN_CONTROL_SAMPLES] = [5, 1];

/** Columns named like a batch, with several values, the likeliest first. */
export function batchColumns(columns: readonly AnnotationColumn[]): readonly AnnotationColumn[] {
  const named = BATCH_COLUMNS.flatMap((spelled) => columns.filter(({ name }) => spelled.test(name)));
  return named.filter((column) => {
    const { labels, codes } = distinctValues(column);
    const most = Math.min(MAX_BATCHES, codes.length / CELLS_OF_BATCH);
    if (CLUSTERS_OF_DONORS.test(column.name) && !labels.every((label) => /^\d+$/.test(label))) return false;
    // Whether a cell has only the solvent.
    if (SOLVENTS.test(column.name) && labels.every((label) => flagOf(label) !== null)) return false;
    return labels.length >= 2 && labels.length <= Math.max(MAX_BATCHES_OF_ANY_SIZE, most);
  });
}

/**
 * The batch column by its name, if every batch has control cells to compare with. `isControlCell`: null in data
 * without control cells, where any column is accepted. Many lines in a pool come first, as they differ more than batches. Without one, the column of kinds is taken where cells of each kind have controls of their own.
 */
export function guessBatchColumn(
  columns: readonly AnnotationColumn[],
  isControlCell: ((cell: number) => boolean) | null,
  rows: RowNoun,
  ofKinds?: AnnotationColumn,
): { column: string | null; guess: Guess } {
  const needed = rows === 'sample' ? MIN_CONTROL_SAMPLES : MIN_CONTROLS;
  let rejected: Guess['reason'] | null = null;
  const kinds = isControlCell === null || ofKinds === undefined ? [] : [ofKinds];
  for (const column of [...columns.filter(areManyLines), ...batchColumns(columns), ...kinds]) {
    const distinct = distinctValues(column);
    if (isControlCell !== null && !everyBatchHasControls(distinct, isControlCell, needed)) {
      if (column !== ofKinds) rejected ??= { tag: 'too-few-controls-per-batch', column: column.name, needed };
      continue;
    }
    if (distinct.labels.length < 2) continue;
    const inLabels = OF_DONORS.test(column.name) ? { inLabels: true as const } : {};
    const reason =
      column === ofKinds
        ? ({ tag: 'controls-of-each-kind' } as const)
        : OF_LINES.test(column.name)
          ? ({ tag: 'controls-of-each-line' } as const)
          : ({ tag: 'batch-column', batches: distinct.labels.length, ...inLabels } as const);
    return {
      column: column.name,
      guess: { field: 'batchColumn', samples: sampleLabels(distinct), reason, certainty: 'likely' },
    };
  }
  const reason = rejected ?? ({ tag: 'no-batch-column' } as const);
  return { column: null, guess: { field: 'batchColumn', samples: [], reason, certainty: 'likely' } };
}

function everyBatchHasControls(
  { labels, codes }: DistinctValues,
  isControlCell: (cell: number) => boolean,
  needed: number,
): boolean {
  const controls = new Int32Array(labels.length);
  codes.forEach((batch, cell) => {
    if (batch >= 0 && isControlCell(cell)) controls[batch] = (controls[batch] ?? 0) + 1;
  });
  return controls.every((count) => count >= needed);
}
