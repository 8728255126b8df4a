/** The options --perturb ('GATA1=0,SPI1=2', levels as on the page's sliders) and --time, checked against a run. */
import { InvalidArgumentError, Option } from 'commander';
import { type Dose, doseText } from '../../dataset/dose';
import { inUnit, parseAmount } from '../../dataset/recognise/doses';
import { valueAtDose } from '../../dynamics/doses';
import type { Change } from '../../dynamics/predict';
import { otherSpellings } from '../../evaluation/networks/matchTruth';
import { geneFinder } from '../../dataset/names/match';
import { listOf, timePoint } from '../../present/text/format';
import { MAX_SLIDER } from '../../share/view';
import type { FinishedRun } from '../../share/finishedRun';
import { badUsage } from '../failure';
import { numberWithin } from '../numberOptions';
import { type Dataset, timePoints } from '../../dataset/dataset';

/** A typed level, before the gene is looked up in the run. */
export interface NamedLevel {
  readonly name: string;
  /** Relative to control: 0 knocked out, 1 unchanged, 2 raised as overexpression raises genes; or a dose. */
  readonly value: number | Dose;
}

const level = numberWithin(0, MAX_SLIDER);

/** @param more what more than one does */
function option(more: string): Option {
  return new Option(
    '--perturb <levels>',
    `genes and levels relative to control, separated by commas: 0 knocked out, 1 unchanged, 2 raised as overexpression raises genes here, at most ${MAX_SLIDER} (hardly any measured cell lies beyond); or a dose with its unit (MEKi=0.5uM; MEKi=dose:0.5 where none is stated) where the screen has several${more}`,
  );
}

export function perturbOption(): Option {
  return option('').argParser((typed: string, before: readonly NamedLevel[] | undefined) => {
    if (before !== undefined) throw new InvalidArgumentError(ONCE);
    return readLevels(typed);
  });
}

/** Of several perturbations. */
export function perturbsOption(): Option {
  return option('; with --cells, several times').argParser(
    (typed: string, before: readonly (readonly NamedLevel[])[] | undefined) => [
      ...(before ?? []),
      readLevels(typed),
    ],
  );
}

const ONCE = 'It can be given only once. Separate genes by commas.';

/** Throws Failure for several perturbations. */
export function onlyOne(
  perturbations: readonly (readonly NamedLevel[])[] | undefined,
): readonly NamedLevel[] | undefined {
  const [first, second] = perturbations ?? [];
  if (second === undefined) return first;
  throw badUsage(
    '--perturb is given several times',
    'A prediction is of one perturbation; only --cells takes several.',
    'Separate the genes of one perturbation by commas.',
  );
}

/** Commas after a level; names of inputs may contain others: 'TNF alpha, 10 ng=2'. */
const AFTER_LEVEL = /(?<==[^=,]*),/u;

/** A dose whose unit the file does not state: a number alone is a level. */
const DOSE = /^dose:(.+)$/i;

/** Throws InvalidArgumentError, to which commander adds option and value. */
function readLevels(typed: string): readonly NamedLevel[] {
  return typed.split(AFTER_LEVEL).map((part) => {
    const [, name, value] = /^(.+)=([^=]*)$/u.exec(part.trim()) ?? [];
    if (name === undefined || value === undefined)
      throw new InvalidArgumentError('Write each gene with a level, such as GATA1=0,SPI1=2.');
    const [, withoutUnit] = DOSE.exec(value.trim()) ?? [];
    const dose = parseAmount(withoutUnit ?? value);
    const isDose = dose !== null && (withoutUnit !== undefined || dose.unit !== '');
    return { name: name.trim(), value: isDose ? dose : level(value.trim()) };
  });
}

/** Throws Failure for a gene that is not in the network, or is named twice. */
export async function changesOf(levels: readonly NamedLevel[], run: FinishedRun): Promise<readonly Change[]> {
  const changes = await Promise.all(
    levels.map(async ({ name, value }) => {
      const gene = await geneAt(name, run);
      return { gene, value: typeof value === 'number' ? value : atDose(gene, value, run) };
    }),
  );
  const twice = changes.find(({ gene }, at) => changes.some((one, i) => i < at && one.gene === gene));
  if (twice)
    throw badUsage(
      `${run.dataset.genes[twice.gene] ?? ''} is set twice`,
      'A gene has one level in a prediction.',
      'Name each gene once.',
    );
  return changes;
}

/** Throws Failure where the screen has no doses of it in a unit of this kind, or the level lies beyond the sliders. */
function atDose(gene: number, dose: Dose, { dataset, result: { model } }: FinishedRun): number {
  const name = dataset.genes[gene] ?? '';
  const inputs = (model.doses ?? []).filter((input) => input.gene === gene);
  const [found] = inputs.flatMap((input) => {
    const amount = inUnit(dose, input.unit);
    return amount === null ? [] : [{ input, value: valueAtDose(model, input, amount) }];
  });
  if (found === undefined) {
    const [input] = inputs;
    throw badUsage(
      input ? `${doseText(dose)} is not a dose of ${name}` : `${name} has no doses`,
      input
        ? `Its doses are ${listOf(Array.from(input.doses, (value) => doseText({ value, unit: input.unit })))}.`
        : 'The model learned no curve of doses for it.',
      input?.unit === ''
        ? `Give a dose without a unit, such as ${name}=dose:${input.doses[0]}.`
        : input
          ? 'Give a dose in that unit.'
          : 'Give its level relative to control, such as 0 or 2.',
    );
  }
  const { input, value } = found;
  if (value <= MAX_SLIDER) return value;
  const largest = doseText({ value: input.doses.at(-1) ?? NaN, unit: input.unit });
  throw badUsage(
    `${doseText(dose)} of ${name} is far beyond what was measured`,
    `The largest dose in the screen is ${largest}.`,
    'Give a smaller dose.',
  );
}

/** Index of a gene by name, exactly or ignoring case if unambiguous, else by another name of it. Throws Failure with similar names. */
export async function geneAt(name: string, { dataset: { genes }, result }: FinishedRun): Promise<number> {
  const find = geneFinder(genes);
  const gene = find(name);
  if (gene !== null) return gene;
  if (geneFinder(result.loadings?.genes ?? [])(name) !== null)
    throw badUsage(
      `${name} is outside the network`,
      'Genes outside it are predicted from its modules; what they do to other genes, and what acts on them, was not learned.',
      `Train again with ${name} in a list of modelled genes (infer --genes FILE).`,
    );
  const [other] = await otherSpellings([name], genes);
  const renamed = other ? find(other.gene) : null;
  if (renamed === null) throw unknownGene(name, genes);
  return renamed;
}

function unknownGene(name: string, genes: readonly string[]) {
  const near = nearNames(name, genes);
  return badUsage(
    `The model has no gene ${name}`,
    near.length > 0
      ? `Similar names: ${listOf(near)}.`
      : `Its ${genes.length} genes are ${listOf(genes, 8)}.`,
    'Choose one of the genes selected when the run was made.',
  );
}

const MAX_SIMILAR = 5;

/**
 * At most MAX_SIMILAR names, the most similar first: one is a prefix of the other, or their edit distance is at most a third of the
 * typed length; case is ignored.
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
    .slice(0, MAX_SIMILAR)
    .map(({ name }) => name);
}

/** Levenshtein distance. */
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

interface TimeAsked {
  /** null: the last or only time point. */
  readonly time: number | null;
  /** A warning if nothing was measured at this time. */
  readonly remark: string | null;
}

/** Throws Failure for a time outside the measured range. */
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
      remark: 'The screen of this run has no time points: --time is ignored.',
    };
  if (typed < first || typed > last)
    throw badUsage(
      `--time ${typed} is outside the screen`,
      `It was measured at ${timesText(times, timeUnit)}.`,
      times.length > 1 ? 'Give a time between the first and the last.' : 'Omit --time.',
    );
  return {
    time: typed === last ? null : typed,
    remark: times.includes(typed)
      ? null
      : `Nothing was measured at ${timePoint(typed, timeUnit)}: the model interpolates between ${timesText(times, timeUnit)}.`,
  };
}

/** '2, 3 and 5 days' */
function timesText(times: readonly number[], unit: string): string {
  const text = listOf(times.map(String), 12);
  return unit === '' ? text : `${text} ${unit}`;
}
