/**
 * Lines whose perturbation is switched on, by doxycycline or by what a degron binds: 'iSTAT1 +Dox' and 'iSTAT1 -Dox', 'STAT1-AID_IAA' and 'STAT1-AID', or a
 * column of these beside one of lines. Where no line is a control, cells that are not induced are, each of its own line, among them those at 0 h. A column of
 * labels says so then, one of lines is their batch, and controls have no time.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { distinctValues } from './columns';
import { isControlLabel, isNothing } from './controls';
import { categoriesOf, LONGEST_LABEL, MOST_SAMPLES } from './doses';
import { guessGeneColumn, nameGenes, type GeneLookup } from './geneNames';
import { DEGRON } from './guides';
import { rowNames } from './labelColumn';
import {
  madeLines,
  madeTimes,
  mayBeLabels,
  MIN_TARGETS,
  readPerturbationColumn,
  whereInduced,
  withoutThoseOfOthers,
} from './perturbationColumn';
import { guessTimeColumn, readTimes } from './timeAndBatch';

const CONTROL = 'control';
const MOST_STATES = 20;
export const INDUCER = String.raw`dox(?:ycycline)?|d?tag[-_ ]?(?:13|7|v-?1)|(?:5-?ph-?)?iaa|auxin|shield-?1|4-?oht|tamoxifen`;
const ANYWHERE = new RegExp(INDUCER, 'i');
const INDUCER_ALONE = new RegExp(`^[-+ ]*(?:${INDUCER})$`, 'i');
const NAMED_FOR_INDUCER = new RegExp(`^(?:${INDUCER}|dtag|induc(?:tion|ed|er)|degrad(?:er|ation|ed))$`, 'i');
const NAMED_FOR_TREATMENT = /^(?:treatment|drug|compound|condition|ligand)s?$/i;
const IN_LABEL = new RegExp(
  String.raw`^(?<stem>.*?[^-_ +(])(?<between>[-_ +(]+(?:(?:no|non|without|minus|plus|with)[-_ ]*)?)(?:${INDUCER})\)?$`,
  'i',
);
const LAST_WORD = /^(?<stem>.*[^-_ (])[-_ (]+(?<word>[^-_ ()]+)\)?$/;
const REPLICATE = /[-_. ](?:rep(?:licate)?[-_ ]?|r)?\d{1,2}$/i;
const PLUS = /\+|plus|with(?!out)/i;
const MINUS = /[ _(]-|no|minus|without/i;
const ON = /^(?:\+|yes|true|on|plus|y|induced|treated|(?!0+(?:\.0+)?$)\d+(?:\.\d+)?(?: ?[a-zµ/]+)?)$/i;
const OFF = /^(?:-|−|no|false|off|minus|n|0+(?:\.0+)?|ethanol|etoh)$/i;

interface State {
  readonly line: string;
  readonly isOn: boolean;
}

export function withSwitches(opened: OpenedFile): OpenedFile {
  const axis = opened.genes[opened.matrices[0]?.path ?? ''];
  if (axis === undefined) return opened;
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const rows = opened.cells <= MOST_SAMPLES ? [rowNames(opened)] : [];
  const switches = opened.obs.flatMap((column) => switchOf(column) ?? []);
  const columns = [...opened.obs, ...rows].flatMap((column) => {
    if (!mayBeLabels(column)) return [];
    if (switches.length === 0 && !column.categories.some(namesInducer)) return [];
    const { labels, codes } = distinctValues(column);
    const inLabels = statesOfLabels(labels);
    const beside = switches.find((one) => one.column !== column);
    const areLines = labels.every((label) => DEGRON.test(label));
    const stateOf = (code: number, cell: number): State | null => {
      if (inLabels !== null) return inLabels[code] ?? null;
      return besideState(labels[code], beside ? beside.isOn[cell] : areLines);
    };
    if (inLabels === null && beside === undefined && !areLines) return [];
    const own = withoutThoseOfOthers(opened.obs, column.name);
    const stated = guessTimeColumn(own).column;
    const times = own.find(({ name }) => name === stated);
    return columnsOf(column.name, codes, stateOf, lookup, times);
  });
  return columns.length === 0 ? opened : { ...opened, obs: [...opened.obs, ...columns] };
}

const namesInducer = (label: string) =>
  label.length <= LONGEST_LABEL && (ANYWHERE.test(label) || DEGRON.test(label));

const besideState = (line: string | undefined, isOn: boolean | null | undefined): State | null =>
  line === undefined || typeof isOn !== 'boolean' ? null : { line, isOn };

/** @param texts [cells] */
const made = (title: string, texts: readonly (string | null)[]) =>
  categoriesOf(title, texts, Int32Array.from(texts.keys()));

/**
 * Columns of labels and of lines, and of times where these tell what is not induced; none unless some line is induced and not, and most are targets and none
 * a control.
 */
function columnsOf(
  name: string,
  codes: Int32Array,
  stateOf: (code: number, cell: number) => State | null,
  lookup: GeneLookup,
  times: AnnotationColumn | undefined,
): readonly AnnotationColumn[] {
  const given = Array.from(codes, (code, cell) => (code < 0 ? null : stateOf(code, cell)));
  const timed = times && given.every((state) => state?.isOn !== false) ? readTimes(times) : null;
  const states = given.map((state, cell) => {
    const time = timed?.values[cell] ?? Number.NaN;
    if (state === null || timed === null) return state;
    return Number.isNaN(time) ? null : { ...state, isOn: time > 0 };
  });
  const [on, off] = [true, false].map(
    (isOn) => new Set(states.flatMap((state) => (state?.isOn === isOn ? [state.line] : []))),
  );
  if (on === undefined || off === undefined || ![...on].some((line) => off.has(line))) return [];
  const lines = made(
    madeLines(name),
    states.map((state) => state?.line ?? null),
  );
  const { parsed } = readPerturbationColumn(lines, lookup);
  const targets = parsed.filter(({ role }) => role === 'perturbation').length;
  if (parsed.some(({ role }) => role === 'control') || targets < MIN_TARGETS * parsed.length) return [];
  const labels = states.map((state) => state && (state.isOn ? state.line : CONTROL));
  if (timed === null) return [made(whereInduced(name), labels), lines];
  const unit = timed.unitIsWritten ? ` ${timed.unit}` : '';
  const later = states.map((state, cell) => (state?.isOn ? `${timed.values[cell] ?? ''}${unit}` : null));
  return [made(whereInduced(name), labels), lines, made(madeTimes(name), later)];
}

/** [labels] null where some label is no line with its state. */
function statesOfLabels(written: readonly string[]): readonly State[] | null {
  if (written.some((label) => label.length > LONGEST_LABEL)) return null;
  const labels = written.map((label) => (IN_LABEL.test(label) ? label : label.replace(REPLICATE, '')));
  const found = labels.map((label) => IN_LABEL.exec(label));
  // 'STAT1-Dox' is without it beside 'STAT1+Dox'.
  const hasPlus = found.some((match) => PLUS.test(match?.groups?.['between'] ?? ''));
  const isOff = (between: string) => MINUS.test(between) || (hasPlus && between === '-');
  const states = found.map((match): State | null => {
    const { stem, between = '' } = match?.groups ?? {};
    return stem === undefined ? null : { line: stem, isOn: !isOff(between) };
  });
  const lines = new Set(states.flatMap((state) => state?.line ?? []));
  const all = labels.map((label, at): State | null => {
    if (states[at]) return states[at];
    if (lines.has(label)) return { line: label, isOn: false };
    const { stem = '', word = '' } = LAST_WORD.exec(label)?.groups ?? {};
    return lines.has(stem) && isOffWord(word) ? { line: stem, isOn: false } : null;
  });
  return lines.size === 0 || all.includes(null) ? null : all.flatMap((state) => state ?? []);
}

const isOffWord = (word: string) => OFF.test(word) || isNothing(word) || isControlLabel(word);

/** [cells] whether the line is induced, where all values of a column say so; null: it is no switch. */
function switchOf(
  column: AnnotationColumn,
): { readonly column: AnnotationColumn; readonly isOn: readonly (boolean | null)[] } | null {
  const isOfInducer = NAMED_FOR_INDUCER.test(column.name);
  if (!isOfInducer && !NAMED_FOR_TREATMENT.test(column.name)) return null;
  const { labels, codes } = distinctValues(column);
  if (labels.length < 2 || labels.length > MOST_STATES) return null;
  const isOn = labels.map((label) => {
    const text = label.trim();
    if (isOffWord(text) || (isOfInducer && text.startsWith('-'))) return false;
    return INDUCER_ALONE.test(text) || (isOfInducer && ON.test(text)) ? true : null;
  });
  if (isOn.includes(null) || !isOn.includes(true) || !isOn.includes(false)) return null;
  return { column, isOn: Array.from(codes, (code) => isOn[code] ?? null) };
}
