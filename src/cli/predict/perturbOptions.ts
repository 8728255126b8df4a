/** What a person types to set genes: 'GATA1=0,SPI1=2'. The levels are those of the page's sliders. */
import { InvalidArgumentError, Option } from 'commander';
import type { Change } from '../../dynamics/predict';
import { geneFinder } from '../../network/network';
import { listOf, timePoint } from '../../present/text/format';
import { MAX_SLIDER } from '../../share/view';
import { badUsage } from '../failure';
import { numberWithin } from '../numberOptions';
import { type Dataset, timePoints } from '../../dataset/dataset';

/** Not looked up yet: the run is not open. */
export interface NamedLevel {
  readonly name: string;
  /** Relative to control: 0 out, 1 unchanged, 2 doubled. */
  readonly value: number;
}

const level = numberWithin(0, MAX_SLIDER);

export function perturbOption(): Option {
  return new Option(
    '--perturb <levels>',
    `genes and their levels relative to control: 0 knocked out, 1 unchanged, 2 doubled, ${MAX_SLIDER} at most (as on the page: no cell is near what lies beyond); genes set together are parted by commas`,
  ).argParser(readLevels);
}

/** Throws commander's error: it names the option, what was typed and what is allowed. */
function readLevels(typed: string, before: readonly NamedLevel[] | undefined): readonly NamedLevel[] {
  if (before !== undefined)
    throw new InvalidArgumentError(
      'It was given before: one call makes one prediction. Genes that are set together are parted by commas.',
    );
  return typed.split(',').map((part) => {
    const [, name, value] = /^(.+)=([^=]*)$/u.exec(part.trim()) ?? [];
    if (name === undefined || value === undefined)
      throw new InvalidArgumentError('Write each gene with its level, such as GATA1=0,SPI1=2.');
    return { name: name.trim(), value: level(value.trim()) };
  });
}

/** Genes by name, exactly or ignoring case where one is meant. Throws Failure with near names where there is none. */
export function changesOf(levels: readonly NamedLevel[], genes: readonly string[]): readonly Change[] {
  const find = geneFinder(genes);
  const changes = levels.map(({ name, value }) => {
    const gene = find(name);
    if (gene === null) throw unknownGene(name, genes);
    return { gene, value };
  });
  const twice = changes.find(({ gene }, at) => changes.some((one, i) => i < at && one.gene === gene));
  if (twice)
    throw badUsage(
      `${genes[twice.gene] ?? ''} is set twice`,
      'A gene has one level in a prediction.',
      'Name each gene once after --perturb.',
    );
  return changes;
}

function unknownGene(name: string, genes: readonly string[]) {
  const near = nearNames(name, genes);
  return badUsage(
    `The model has no gene ${name}`,
    near.length > 0
      ? `Names like it: ${listOf(near)}.`
      : `Its ${genes.length} genes are ${listOf(genes, 8)}.`,
    'Take a gene of the model: only those that were chosen when the run was made are in it.',
  );
}

/** Which known names a mistyped one may stand for. */

const most = 5;

/**
 * At most five, the nearest first: those that start with what was typed or the reverse, or are at most a third of its letters away
 * (insertions, deletions, replacements; case does not count).
 */
function nearNames(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return names
    .map((name, place) => {
      const known = name.toLowerCase();
      const isPart = known !== '' && (known.startsWith(wanted) || wanted.startsWith(known));
      return { name, place, isPart, edits: editsBetween(wanted, known) };
    })
    .filter(({ isPart, edits }) => isPart || edits <= allowed)
    .toSorted((a, b) => a.edits - b.edits || a.place - b.place)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Levenshtein's distance, row by row. */
export function editsBetween(from: string, to: string): number {
  let before = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (before[j - 1] ?? 0) + Number(from[i - 1] !== to[j - 1]);
      row.push(Math.min(replaced, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before[to.length] ?? 0;
}

/** The time a prediction is for, in the unit of the data: the choice the page has where a screen has time points. */

interface TimeAsked {
  /** null: the last one, or the only one. */
  readonly time: number | null;
  /** What has to be said about it; null where it was measured. */
  readonly remark: string | null;
}

/** Throws Failure where it is before the first or after the last measurement. */
export function timeAsked(
  dataset: Pick<Dataset, 'conditions' | 'timeUnit'>,
  typed: number | undefined,
): TimeAsked {
  const { timeUnit } = dataset;
  if (typed === undefined) return { time: null, remark: null };
  const times = timePoints(dataset);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined)
    return {
      time: null,
      remark:
        'The screen of this run has no time points: --time is left aside, and the answer is for when it was measured.',
    };
  if (typed < first || typed > last)
    throw badUsage(
      `--time ${typed} is outside the screen`,
      `It was measured at ${timesText(times, timeUnit)}.`,
      times.length > 1
        ? 'Take one of these times, or one between the first and the last.'
        : 'Leave --time away.',
    );
  return {
    time: typed === last ? null : typed,
    remark: times.includes(typed)
      ? null
      : `Nothing was measured at ${timePoint(typed, timeUnit)}: the answer lies on the model's way between ${timesText(times, timeUnit)}.`,
  };
}

/** '2, 3 and 5 days' */
function timesText(times: readonly number[], unit: string): string {
  const text = listOf(times.map(String), 12);
  return unit === '' ? text : `${text} ${unit}`;
}
