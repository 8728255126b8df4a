/**
 * Times that labels state beside what was done ('Nutlin_10uM_24h', '24h_DMSO', 'STAT1_KO_day3'), where all labels but controls do. They become a
 * column of their own, and the labels one without them.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { isControlLabel, isMissingWord } from './controls';
import { divideAlike, distinctValues } from './columns';
import { categoriesOf, EDGES, LONGEST_LABEL, MOST_SAMPLES } from './doses';
import { rowNames } from './labelColumn';
import { madeTimes, mayBeLabels, withoutTime } from './perturbationColumn';
import { areDays, guessTimeColumn, MAX_TIMES } from './timeAndBatch';

/** Between what other words a time stands. 'H12' may be a well, '5m' five months. */
const TIMES =
  /(?<=^|[-_ (,;@|/])(?:\d+(?:\.\d+)? ?(?:[hd]|H|hrs?|hours?|hpi|dpi|days?|mins?|minutes?|wks?|weeks?)|(?:[dD]ay|[wW]eek)[-_ ]?\d+)(?=$|[-_ ),;@|/])/g;
/** 'D3' may be a donor, unless one is 'D0' or they are not numbered in turn. */
const DAYS = /(?<=^|[-_ (,;@|/])[dD]\d{1,2}(?=$|[-_ ),;@|/])/g;

interface Timed {
  readonly name: string;
  readonly time: string | null;
}

/** With the times of labels. Where a column of the file has the same times, that one is left as it is. */
export function withTimes(opened: OpenedFile): OpenedFile {
  const rows = opened.cells <= MOST_SAMPLES ? [rowNames(opened)] : [];
  const stated = guessTimeColumn(opened.obs).column;
  const ofFile = opened.obs.find(({ name }) => name === stated);
  const made = [...opened.obs, ...rows].flatMap((column) => fromLabels(column, ofFile));
  return made.length === 0 ? opened : { ...opened, obs: [...opened.obs, ...made] };
}

function fromLabels(
  column: AnnotationColumn,
  ofFile: AnnotationColumn | undefined,
): readonly AnnotationColumn[] {
  if (!mayBeLabels(column) || !column.categories.some(statesTime)) return [];
  const { labels, codes } = distinctValues(column);
  const read = timesIn(labels);
  if (read === null) return [];
  const names = categoriesOf(
    withoutTime(column.name),
    read.map(({ name }) => name),
    codes,
  );
  const times = categoriesOf(
    madeTimes(column.name),
    read.map(({ time }) => time),
    codes,
  );
  if (times.categories.length < 2) return [names];
  if (ofFile === undefined) return [names, times];
  // Of cells whose labels state none, as controls, the file may state it.
  const isTimed = (_: number, cell: number) => (times.codes[cell] ?? -1) >= 0;
  const isSame = divideAlike(times.codes.filter(isTimed), distinctValues(ofFile).codes.filter(isTimed));
  return isSame ? [names] : [];
}

const statesTime = (label: string) =>
  label.length <= LONGEST_LABEL && [TIMES, DAYS].some((written) => label.search(written) >= 0);

function nameDays(labels: readonly string[]): boolean {
  const written = labels
    .filter((label) => label.length <= LONGEST_LABEL)
    .flatMap((label) => label.match(DAYS) ?? []);
  return areDays(written.map((day) => day.slice(1)));
}

/** Of each label its name and time; null where they are not of one form, or no name has several of the times. */
function timesIn(labels: readonly string[]): readonly Timed[] | null {
  const read: Timed[] = [];
  const timesOf = new Map<string, Set<string>>();
  const times = new Set<string>();
  let isAnyPerturbed = false;
  const written = nameDays(labels) ? DAYS : TIMES;
  for (const label of labels) {
    const found = label.length > LONGEST_LABEL ? [] : [...label.matchAll(written)];
    const [match] = found;
    const name = match === undefined ? label : withoutMatch(label, match);
    const isControl = isControlLabel(name);
    if (found.length > 1 || name === '') return null;
    if (match === undefined && !isControl && !isMissingWord(label)) return null;
    const time = match?.[0].toLowerCase() ?? null;
    read.push({ name, time });
    if (time === null) continue;
    isAnyPerturbed ||= !isControl;
    times.add(time);
    timesOf.set(name, (timesOf.get(name) ?? new Set()).add(time));
  }
  const areCrossed = times.size === 1 || [...timesOf.values()].some(({ size }) => size > 1);
  return isAnyPerturbed && areCrossed && times.size <= MAX_TIMES ? read : null;
}

/** What stands before and after a time, or something else that was found in a label. */
export function withoutMatch(label: string, { 0: found, index }: RegExpMatchArray): string {
  const at = index ?? 0;
  return [label.slice(0, at), label.slice(at + found.length)]
    .map((part) => part.trim().replaceAll(EDGES, ''))
    .filter((part) => part !== '')
    .join('_');
}
