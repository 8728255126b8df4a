/**
 * Doses of compounds and genes: in labels ('PD0325901_0.5uM', 'trametinib 10 nM', 'STAT1_x0.5', Tahoe-100M's "[('Bortezomib', 0.05, 'uM')]"), or in a
 * column, as numbers with or without a unit ('10 uM', LINCS's pert_idose; sci-Plex's dose with dose_unit). What labels say is made two columns.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { type Dose, doseText } from '../dose';
import type { Guess, PerturbationLabel } from '../recognition';
import { distinctValues } from './columns';
import { isControlLabel, isMissingWord, isVehicle } from './controls';
import { KIND_COLUMN } from './kind';
import { rowNames } from './labelColumn';
import {
  MADE_DOSES,
  madeDoses,
  mayBeLabels,
  nameScore,
  type PerturbationColumn,
  withoutDose,
  withoutTime,
} from './perturbationColumn';

/** What is said of a label: 'trametinib', and its dose. */
export interface NamedDose extends Dose {
  readonly name: string;
}

/** Units of one dimension, the first being 1. */
const DIMENSIONS: readonly Readonly<Record<string, number>>[] = [
  { M: 1, mM: 1e-3, µM: 1e-6, nM: 1e-9, pM: 1e-12, fM: 1e-15 },
  { 'mg/ml': 1, 'µg/ml': 1e-3, 'ng/ml': 1e-6, 'pg/ml': 1e-9, 'mg/l': 1e-3, 'µg/l': 1e-6 },
  { 'U/ml': 1 },
  { 'mg/kg': 1 },
  { '%': 1 },
  { '×': 1 },
];

const NUMBER = String.raw`(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?`;
/** Units that are no other word: M is also that of months, so it needs a fraction or an exponent; '5 mm' is a length. */
const UNIT = String.raw`[uµμ]M|[uµμ]m|UM|mM|nM|nm|NM|pM|fM|[munpµμ]g/m?[lL]|mg/kg|I?U/m[lL]|%`;
const MOLAR = String.raw`(?:\d*\.\d+(?:[eE][-+]?\d+)?|\d+[eE]-\d+)[-_ ]?M(?:olar)?`;
const AMOUNT = String.raw`(?:${MOLAR}|${NUMBER}[-_ ]?(?:${UNIT}))`;
/** Between what other words a dose stands: 'A_5uM', 'A (5 uM)', 'A@5uM', 'A_5uM_24h', '5uM_A'. */
const IN_LABEL = new RegExp(String.raw`(?<=^|[-_ (@:;,=/|])(?<amount>${AMOUNT})\)?(?=$|[-_ ;,:|/])`, 'iu');
/** All amounts, of combinations too. */
const AMOUNTS = new RegExp(String.raw`(?<![a-z\d.])${AMOUNT}(?![a-z\d])`, 'giu');
/** Longer labels state no dose, and the patterns would take more memory than there is. */
export const LONGEST_LABEL = 1000;
const WHOLE_NUMBER = new RegExp(`^${NUMBER}$`);
const EXACT = new RegExp(`^(?:${AMOUNT})$`, 'u');
const TIMES = new RegExp(
  String.raw`^(?<name>.*[^-_ .])[-_ ](?:[x×](?<after>${NUMBER})|(?<before>${NUMBER})[x×])$`,
  'iu',
);
const TUPLE = new RegExp(
  String.raw`^\[\(['"](?<name>[^'"]+)['"], ?(?<value>${NUMBER}), ?['"](?<unit>[^'"]+)['"]\)\]$`,
  'iu',
);
/** What may follow a dose and is no part of the name of what was given: replicates. */
const REPLICATE = /^(?:(?:bio|tech)?[-_ ]?(?:rep(?:licate)?|r|n)?[-_ ]?\d{1,2})$/i;
const REPLICATE_AT_END = /[-_. ](?:rep(?:licate)?|r|n)?[-_ ]?\d{1,2}$/i;
export const EDGES = /^[-_ .(@:;,=/|]+|[-_ .(@:;,=/|]+$/g;

/** The unit as it is shown; null: none of those known. */
export function unitOf(written: string): string | null {
  const text = written
    .trim()
    .replaceAll(/[μu](?=[Mmg])/g, 'µ')
    .replace(/molar$/i, 'M');
  if (/^[x×]$|^fold$/i.test(text)) return '×';
  const found = DIMENSIONS.flatMap(Object.keys).find((unit) => unit === text);
  if (found !== undefined) return found;
  const lower = text.toLowerCase().replace(/^iu\//, 'u/').replace('um', 'µm');
  if (lower === 'µg/µl') return 'mg/ml';
  if (lower === 'ng/µl') return 'µg/ml';
  // 'nm', 'UM' and 'Ng/mL' are written too; 'MM' and 'm' may be others.
  const isAmbiguous = ['m', 'mm', 'pm', 'fm'].includes(lower);
  return isAmbiguous
    ? null
    : (DIMENSIONS.flatMap(Object.keys).find((unit) => unit.toLowerCase() === lower) ?? null);
}

/** '10 uM', '0.5', '1e-6 M' as a dose, '1.5+3' as that of a combination; null where it is none. */
export function parseAmount(written: string): Dose | null {
  const text = written.trim().replace(/^[x×] ?(?<number>[\d.].*)$/u, '$<number>×');
  const match = /^(?<number>[\d.]+(?:e[-+]?\d+)?(?: ?\+ ?[\d.]+(?:e[-+]?\d+)?)*)[-_ ]*(?<unit>.*)$/iu.exec(
    text,
  );
  const { number = '', unit = '' } = match?.groups ?? {};
  const known = unit === '' ? '' : unitOf(unit);
  const values = number
    .split(/(?<!e) ?\+ ?/i)
    .map((one) => (WHOLE_NUMBER.test(one) ? Number(one) : Number.NaN));
  const [value = Number.NaN, ...more] = values;
  if (known === null || !values.every(Number.isFinite)) return null;
  return more.length === 0 ? { value, unit: known } : { value: Number.NaN, unit: known, parts: values };
}

/** The value of a dose in another unit of its dimension; null: in none. */
export function inUnit({ value, unit }: Dose, wanted: string): number | null {
  if (unit === wanted) return value;
  const units = DIMENSIONS.find((own) => unit in own && wanted in own);
  return units ? Number(((value * (units[unit] ?? 1)) / (units[wanted] ?? 1)).toPrecision(12)) : null;
}

/** The dose that a label states with its unit; null: it states none. */
export function parseDose(label: string): NamedDose | null {
  const tuple = TUPLE.exec(label.trim())?.groups;
  if (tuple) {
    const unit = unitOf(tuple['unit'] ?? '');
    return unit === null ? null : { name: tuple['name'] ?? '', value: Number(tuple['value']), unit };
  }
  const match = IN_LABEL.exec(label.trim());
  const amount = match?.groups?.['amount'] ?? '';
  // Units are told from other words by their capitals.
  if (match === null || !EXACT.test(amount) || (label.match(AMOUNTS)?.length ?? 0) > 1) return null;
  const dose = parseAmount(amount);
  const before = label.trim().slice(0, match.index).replaceAll(EDGES, '');
  const after = label
    .trim()
    .slice(match.index + match[0].length)
    .replaceAll(EDGES, '');
  const name = [before, ...(before !== '' && REPLICATE.test(after) ? [] : [after])].filter(Boolean).join('_');
  return dose === null || name === '' ? null : { name, ...dose };
}

/** 'STAT1_x0.5', 'STAT1_0.5x': a dose only where several such numbers follow the same name. */
function parseTimes(label: string): NamedDose | null {
  const { name = '', after, before } = TIMES.exec(label.trim())?.groups ?? {};
  const written = after ?? before;
  return written === undefined ? null : { name, value: Number(written), unit: '×' };
}

const WITHOUT_UNIT = new RegExp(
  String.raw`^(?<name>.*[^-_ @.])[-_ @](?<written>(?:0|[1-9]\d{0,4})(?:\.\d+)?)$`,
);
/** Doses span this much, or are fractions: hours and numbers of replicates do and are not. */
const MIN_SPAN_OF_DOSES = 100;

/**
 * Doses without a unit ('JQ1_0.1' and 'JQ1_10' beside 'DMSO_0.1' or 'Vehicle_0'), where all labels end in a number, the vehicle in one that others have, in 0
 * or in a fraction, and not in all that others have, as in hours; empty elsewhere.
 */
function dosesWithoutUnit(labels: readonly string[]): ReadonlyMap<string, NamedDose> {
  const read = labels
    .filter((label) => !isMissingWord(label))
    .map((label) => {
      const { name = '', written = '' } = WITHOUT_UNIT.exec(label.trim())?.groups ?? {};
      return { label, name, value: Number(written) };
    });
  const [vehicles, others] = [true, false].map(
    (of) => new Set(read.filter(({ name }) => isVehicle(name) === of).map(({ value }) => value)),
  ) as [Set<number>, Set<number>];
  const given = [...others].filter((value) => value > 0);
  const areDoses =
    given.some((value) => !Number.isInteger(value)) ||
    Math.max(...given) >= MIN_SPAN_OF_DOSES * Math.min(...given);
  const isDose = (value: number) => value === 0 || others.has(value) || !Number.isInteger(value);
  const isOfVehicle =
    vehicles.size > 0 && [...vehicles].every(isDose) && !given.every((value) => vehicles.has(value));
  if (read.some(({ name }) => name === '') || !areDoses || !isOfVehicle) return new Map();
  return new Map(read.map(({ label, name, value }) => [label, { name, value, unit: '' }]));
}

/** The doses of a column of labels; null where it states none, or one for each name. Labels without a dose are not among them. */
export function dosesOfLabels(labels: readonly string[]): ReadonlyMap<string, NamedDose> | null {
  const found = new Map<string, NamedDose>();
  const times = new Map<string, [string, NamedDose][]>();
  for (const label of labels) {
    if (label.length > LONGEST_LABEL) continue;
    const dose = parseDose(label);
    if (dose) found.set(label, dose);
    const counted = dose ? null : parseTimes(label);
    if (counted) times.set(counted.name, [...(times.get(counted.name) ?? []), [label, counted]]);
  }
  for (const of of times.values()) if (of.length > 1) for (const [label, dose] of of) found.set(label, dose);
  if (found.size === 0) for (const [label, dose] of dosesWithoutUnit(labels)) found.set(label, dose);
  const several = new Map<string, Set<string>>();
  for (const { name, ...dose } of found.values())
    several.set(name, (several.get(name) ?? new Set()).add(doseText(dose)));
  return [...several.values()].some(({ size }) => size > 1) ? found : null;
}

/** Names of columns of doses, as scPerturb, sci-Plex, OpenProblems, LINCS and CellBox call them; not those of logarithms and of units. */
const COLUMN =
  /^(?:(?:pert|perturbation|drug|compound|treatment|product|sm|final)[-_ .]?)?(?:i?dos(?:e|es|age|is)|conc(?:entration)?s?|konzentration)(?:[-_ .]?(?:val(?:ue)?|character|level))?(?:[-_ .([]*(?<unit>[a-zµμ%]+(?:[/_][a-z]+)?)[)\]]?)?$/iu;
const UNIT_COLUMN =
  /^(?:(?:pert|perturbation|drug|compound|treatment|product)[-_ .]?)?(?:dose|dosage|conc(?:entration)?)[-_ .]?units?$/i;
/** More doses than this are measurements. */
const MOST_DOSES = 100;

/** The unit in the name of a column of doses, '' without; null: its name is of none. */
export function unitInName(name: string): string | null {
  if (MADE_DOSES.test(name)) return '';
  const match = COLUMN.exec(name);
  const written = match?.groups?.['unit'];
  if (match === null) return null;
  return written === undefined ? '' : unitOf(written.replace('_', '/'));
}

const isMade = ({ name }: AnnotationColumn) => MADE_DOSES.test(name);

/** Whether a column is named for doses. */
export const namesDoses = (column: string) => unitInName(column) !== null;

export interface Doses {
  /** Each dose once. */
  readonly list: readonly Dose[];
  /** [cells] index into list; −1: none. */
  readonly ofCell: Int32Array;
}

/** Any column as doses. Units of one dimension become the one of most values; a column of units beside it counts. */
export function readDoses(column: AnnotationColumn, obs: readonly AnnotationColumn[]): Doses {
  const values = distinctValues(column);
  const units = obs.find(({ name }) => UNIT_COLUMN.test(name) && name !== column.name);
  const beside = units && distinctValues(units);
  const unitsBeside = beside?.labels.map((label) => unitOf(label) ?? '');
  const inName = unitInName(column.name) ?? '';
  const read = values.labels.map((label) => parseAmount(label));
  const counts = new Map<string, number>();
  const places = new Map<string, number>();
  const list: Dose[] = [];
  const ofCell = values.codes.map((code, cell) => {
    const dose = read[code];
    if (!dose) return -1;
    const unit = dose.unit || (unitsBeside?.[beside?.codes[cell] ?? -1] ?? '') || inName;
    const own = { ...dose, unit };
    const key = doseText(own);
    const place = places.get(key) ?? list.push(own) - 1;
    places.set(key, place);
    if (dose.value > 0) counts.set(unit, (counts.get(unit) ?? 0) + 1);
    return place;
  });
  return inCommonUnits(list, ofCell, counts);
}

/** @param counts cells of each unit */
function inCommonUnits(
  list: readonly Dose[],
  ofCell: Int32Array,
  counts: ReadonlyMap<string, number>,
): Doses {
  const common = DIMENSIONS.map(
    (units) => Object.keys(units).toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))[0] ?? '',
  );
  const merged: Dose[] = [];
  const places = new Map<string, number>();
  const placeOf = list.map(({ value, unit, parts }) => {
    const to = common[DIMENSIONS.findIndex((units) => unit in units)] ?? unit;
    const times = (one: number) => inUnit({ value: one, unit }, to) ?? one;
    const dose = { value: times(value), unit: to, ...(parts && { parts: parts.map(times) }) };
    const key = doseText(dose);
    const place = places.get(key) ?? merged.push(dose) - 1;
    places.set(key, place);
    return place;
  });
  return { list: merged, ofCell: ofCell.map((place) => placeOf[place] ?? -1) };
}

/**
 * The column of doses of these perturbations: by its name, with values that differ within one label. Where controls that are no vehicle have several doses, they
 * are of something else, unless labels say them. null where there is none.
 */
export function guessDoseColumn(
  obs: readonly AnnotationColumn[],
  { values, name }: PerturbationColumn,
  labels: readonly PerturbationLabel[],
): { readonly column: string; readonly guess: Guess } | null {
  for (const column of obs.toSorted((a, b) => Number(isMade(b)) - Number(isMade(a)))) {
    if (!namesDoses(column.name) || column.name === name) continue;
    const doses = readDoses(column, obs);
    if (doses.list.length < 2 || doses.list.length > MOST_DOSES) continue;
    const ofLabel = labels.map(() => new Set<number>());
    doses.ofCell.forEach((dose, cell) => {
      if ((doses.list[dose]?.value ?? 0) > 0) ofLabel[values.codes[cell] ?? -1]?.add(dose);
    });
    const several = labels.filter((_, at) => (ofLabel[at]?.size ?? 0) > 1);
    const controls = several.filter(({ role }) => role === 'control');
    const ofOther = controls.some(({ label }) => !isMade(column) && !isVehicle(label));
    const perturbations = several.length - controls.length;
    if (ofOther || perturbations === 0) continue;
    const used = new Set(ofLabel.flatMap((own, at) => (labels[at]?.role === 'control' ? [] : [...own])));
    const units = [...new Set([...used].map((dose) => doses.list[dose]?.unit ?? ''))];
    return {
      column: column.name,
      guess: {
        field: 'doseColumn',
        samples: [...used].slice(0, 3).map((dose) => doseText(doses.list[dose] ?? { value: 0, unit: '' })),
        reason: {
          tag: 'doses',
          doses: used.size,
          perturbations,
          hasUnit: !units.includes(''),
        },
        certainty: units.includes('') ? 'assumed' : 'likely',
      },
    };
  }
  return null;
}

/** A label column, and cells that it leaves apart; more rows than this are cells, whose names are no labels. */
export const MOST_SAMPLES = 5000;
const CONTROL = 'control';

/**
 * With the doses that labels state as columns of their own, and of each such column one without doses, which is the perturbation then. A dose of 0 is a
 * control.
 */
export function withDoses(opened: OpenedFile): OpenedFile {
  const { obs } = opened;
  const rows = opened.cells <= MOST_SAMPLES ? [rowNames(opened)] : [];
  const names = new Set(obs.map(({ name }) => name));
  const dosed = obs.find(({ name }) => namesDoses(name));
  const made = [...obs, ...rows].flatMap((column) => {
    if (!mayBeLabels(column) || names.has(withoutDose(column.name)) || names.has(withoutTime(column.name)))
      return [];
    return fromLabels(column) ?? withZeroDoses(column, dosed, obs);
  });
  return made.length === 0 ? opened : { ...opened, obs: [...obs, ...made] };
}

type CategoryColumn = Extract<AnnotationColumn, { kind: 'category' }>;

function fromLabels({ name, categories, codes }: CategoryColumn): readonly AnnotationColumn[] | null {
  const used = new Set(codes);
  const doses = dosesOfLabels(categories.filter((_, code) => used.has(code)));
  if (doses === null) return null;
  // Replicates of a control are one label, as those of each dose are.
  const areSamples = used.size === codes.length;
  const withoutNumber = (label: string) =>
    areSamples && isControlLabel(label) ? label.replace(REPLICATE_AT_END, '') : label;
  const names = categories.map((label) => {
    const dose = doses.get(label);
    return dose === undefined ? withoutNumber(label) : dose.value === 0 ? CONTROL : dose.name;
  });
  const amounts = categories.map((label) => {
    const dose = doses.get(label);
    return dose === undefined ? null : doseText(dose);
  });
  return [categoriesOf(withoutDose(name), names, codes), categoriesOf(madeDoses(name), amounts, codes)];
}

export function categoriesOf(
  name: string,
  texts: readonly (string | null)[],
  codes: Int32Array,
): Extract<AnnotationColumn, { kind: 'category' }> {
  const categories = [...new Set(texts.filter((text) => text !== null))];
  const place = new Map(categories.map((text, at) => [text, at]));
  const codeOf = texts.map((text) => (text === null ? -1 : (place.get(text) ?? -1)));
  return { kind: 'category', name, categories, codes: codes.map((code) => codeOf[code] ?? -1) };
}

const hasLabels = (column: AnnotationColumn): column is CategoryColumn =>
  nameScore(column.name) > 0 && mayBeLabels(column) && new Set(column.codes).size > 1;

/** Cells at a dose of 0 as controls, where a column of doses says so of a label that has other doses too. */
function withZeroDoses(
  column: CategoryColumn,
  dosed: AnnotationColumn | undefined,
  obs: readonly AnnotationColumn[],
): readonly AnnotationColumn[] {
  if (dosed === undefined || dosed.name === column.name || nameScore(column.name) === 0) return [];
  // What a column says of all cells, or of their kind, is no label where another column has labels.
  const isOneValue =
    new Set(column.codes).size < 2 && obs.some((other) => other !== column && hasLabels(other));
  if (isOneValue || KIND_COLUMN.test(column.name)) return [];
  const { list, ofCell } = readDoses(dosed, obs);
  if (list.length > MOST_DOSES || !list.some(({ value }) => value === 0)) return [];
  const isZero = (_: number, cell: number) => list[ofCell[cell] ?? -1]?.value === 0;
  // Another column labels them, such as that of drugs beside one of times.
  const isOfOther = obs.some(
    (other) =>
      other !== column &&
      hasLabels(other) &&
      other.codes.filter(isZero).every((code) => isControlLabel(other.categories[code] ?? '')),
  );
  if (isOfOther) return [];
  const [atZero, above] = [new Set<number>(), new Set<number>()];
  ofCell.forEach((dose, cell) => {
    const value = list[dose]?.value ?? Number.NaN;
    if (value === 0) atZero.add(column.codes[cell] ?? -1);
    else if (value > 0) above.add(column.codes[cell] ?? -1);
  });
  // Doses of controls are those of something else.
  const ofControls = [...above].some((code) => isControlLabel(column.categories[code] ?? ''));
  const mixed = [...above].some((code) => code >= 0 && atZero.has(code));
  if (ofControls || !mixed) return [];
  const last = column.categories.length;
  const codes = column.codes.map((code, cell) => (code >= 0 && isZero(code, cell) ? last : code));
  return [categoriesOf(withoutDose(column.name), [...column.categories, CONTROL], codes)];
}
