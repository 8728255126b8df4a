/**
 * Recognition of an opened file: the meaning of each column, with reasons, from annotations and sampled values; no
 * values are read. Fields set by the user are kept, and fields that depend on them are guessed again.
 */
import { axisOf, type AnnotationColumn, type GeneAxis, type OpenedFile } from '../annotation';
import { isRatio, type ControlMode, type Mapping, type PerturbationKind, type ValueScale } from '../mapping';
import type { DatasetNote } from '../notes';
import { distinctPerturbations } from '../quality/perturbations';
import { planCells } from '../quality/plan';
import type { Guess, PerturbationLabel, Recognition } from '../recognition';
import { MOST_REPLICATES, type RowNoun } from '../rows';
import { distinctValues, divideAlike, dividedBy, sampleLabels } from './columns';
import { contextNotes, guessContextColumn, mayBeContexts, namedContexts, splitsContexts } from './contexts';
import { labelColumn, rowNames } from './labelColumn';
import { controlsByColumn, isBaseline } from './controls';
import { guessDoseColumn } from './doses';
import { guessGeneColumn, nameGenes, type GeneLookup, type GeneNaming } from './geneNames';
import { guessGuideColumn } from './guideColumn';
import { columnOfSets, guidesListed, listsMany, multiplicityOf } from './guideSets';
import { isGuideCallColumn, parseLabel } from './guides';
import { areAdded, guessKind } from './kind';
import { unlessTargetsRise } from './ownTargets';
import { contradictedControls, labelNotes, targetNotes } from './labelNotes';
import {
  isDetail,
  isMadeOf,
  mayBeLabels,
  rankPerturbationColumns,
  readPerturbationColumn,
  withoutThoseOfOthers,
  type PerturbationColumn,
} from './perturbationColumn';
import { wordsOfSamples } from './sampleWords';
import { targetTableNotes } from './targetTable';
import { guessBatchColumn, guessTimeColumn } from './timeAndBatch';
import { namesGene } from './unmeasuredTargets';
import { valueNotes } from './processing';
import { controlLabels, readLabels, withinLimit } from './readLabels';
import { guessMatrix, guessValueScale, sampleValues, unusableValues } from './valueScale';

const DEFAULT_GENES = 200;
/** Of inputs alone: the response to one cannot be told from what all perturbations share. */
const MIN_UNMEASURED = 2;
/** Row names that tell whether thousands of them are labels, and the share that then name genes. */
const MAX_NAMED_ROWS = 20_000;
const SAMPLED_ROWS = 500;
const MIN_SHARE_OF_ROWS = 0.5;
/** Names of cells that may say what the values are. */
const SAMPLED_NAMES = 5;
/**
 * @param change fields set by the user now
 * @param current the mapping so far; its fields are kept unless they depend on a changed field
 * @param passing [cells] 0 for cells that fail a rule, as far as known; null: all pass
 * @param before the guesses of `current`: a field that is kept, and that the user did not set, keeps its reason
 */
export function recognise(
  opened: OpenedFile,
  change: Partial<Mapping> = {},
  current?: Mapping,
  passing: Uint8Array | null = null,
  before: readonly Guess[] = [],
): Recognition {
  const settled: Partial<Mapping> = {
    ...withoutDependents(current, change),
    // One kind chosen for all cells overrides a column of kinds.
    ...(change.kind === undefined ? {} : { kindColumn: null }),
    ...change,
  };
  const guessedMatrix = guessMatrix(opened, (axis) => bestTargetCount(opened, axis));
  const path = settled.matrix ?? guessedMatrix.path;
  const matrix = opened.matrices.find((candidate) => candidate.path === path);
  const axis = axisOf(opened, path);
  const guessedGenes = guessGeneColumn(axis);
  const geneColumn = settled.geneColumn === undefined ? guessedGenes.column : settled.geneColumn;
  const naming = nameGenes(axis, geneColumn);
  const ranked = rankLabelColumns(opened, naming.lookup);
  const chosenColumn = labelColumn(opened, settled.perturbationColumn ?? null);
  const column =
    chosenColumn === null ? (ranked[0] ?? null) : readPerturbationColumn(chosenColumn, naming.lookup);
  const labelledControl = labelledControls(column, opened.obs);
  const namedCells = [opened.name, ...opened.cellNames.slice(0, SAMPLED_NAMES)];
  const guessedValues =
    matrix === undefined ? null : guessValueScale(matrix, namedCells, labelledControl !== null);
  const values = settled.values ?? guessedValues?.scale ?? 'log-normalised';
  const guessedControl = labelledControl ?? withoutControls(column, values);
  const control = settled.control ?? guessedControl.control;
  const maxGuides = settled.filter?.mostGuides;
  const targets = settled.targets ?? opened.targets?.entries;
  const isAdded = column !== null && wereAdded(opened, column, naming, settled.kind);
  const given = { axis, naming, control, maxGuides, obs: opened.obs, targets, isAdded };
  const labels = column === null ? [] : withinLimit(readLabels(column, given));
  const perturbed = labels.filter(({ role }) => role === 'perturbation');
  const obs = withoutThoseOfOthers(opened.obs, column?.name ?? '');
  const namedKind = guessKind(
    obs,
    column?.name ?? '',
    perturbed.map(({ label }) => label),
    opened.name,
    othersThanGenes(perturbed, axis, naming),
    isAdded,
  );
  const guessedKind =
    matrix?.rows === undefined || column === null
      ? namedKind
      : unlessTargetsRise(namedKind, matrix.rows, values, (cell) =>
          (labels[column.values.codes[cell] ?? -1]?.targets ?? []).map(naming.lookup.find),
        );
  const others = obs.filter(({ name }) => name !== column?.name);
  const guessedTime = guessTimeColumn(others);
  const kindColumn = settled.kindColumn === undefined ? guessedKind.kindColumn : settled.kindColumn;
  const ofKinds = others.find(({ name }) => name === kindColumn && !splitsContexts(name));
  const rows = rowsOfLabels(labels);
  const timeColumn = settled.timeColumn === undefined ? guessedTime.column : settled.timeColumn;
  const mayBeBatches = others.filter(({ name }) => name !== timeColumn);
  const guessedBatch = guessBatchColumn(mayBeBatches, controlCells(column, labels), rows, ofKinds);

  const guessedGuides = column === null ? null : guessGuideColumn(others, column, labels);
  const guideColumn = settled.guideColumn === undefined ? guessedGuides?.column : settled.guideColumn;

  const guessedDoses = column === null ? null : guessDoseColumn(others, column, labels);
  const doseColumn = settled.doseColumn === undefined ? guessedDoses?.column : settled.doseColumn;

  const columns = {
    kindColumn,
    timeColumn,
    batchColumn: settled.batchColumn === undefined ? guessedBatch.column : settled.batchColumn,
    ...(guideColumn === undefined ? {} : { guideColumn }),
    ...(doseColumn === undefined ? {} : { doseColumn }),
  };
  const contexts = column === null ? [] : namedContexts(others, column, labels, columns, rows);
  const hasControls = labels.some(({ role }) => role === 'control');
  const guessedContexts =
    contexts.length > 0 || others.some(mayBeContexts)
      ? guessContextColumn(contexts, hasControls, rows)
      : null;
  const contextColumn = settled.contextColumn === undefined ? guessedContexts?.column : settled.contextColumn;

  const mapping: Mapping = {
    matrix: path,
    values,
    geneColumn,
    perturbationColumn: column?.name ?? '',
    control,
    kind: settled.kind ?? guessedKind.kind,
    ...columns,
    ...(targets === undefined ? {} : { targets }),
    ...(typeof contextColumn === 'string'
      ? { contextColumn, ...(settled.context === undefined ? {} : { context: settled.context }) }
      : settled.contextColumn === null
        ? { contextColumn: null }
        : {}),
    genes: settled.genes ?? { total: DEFAULT_GENES, pasted: [] },
    regulators: settled.regulators ?? null,
    ...(settled.candidates === undefined ? {} : { candidates: settled.candidates }),
    heldOut: settled.heldOut ?? [],
    ...(settled.filter === undefined ? {} : { filter: settled.filter }),
    ...(settled.cells === undefined ? {} : { cells: settled.cells }),
  };
  const keptOrSet = (field: ChosenField) => {
    const isSet = field in change || (field === 'kind' && 'kindColumn' in change);
    const kept = isSet ? undefined : before.find((own) => own.field === field);
    return kept ?? userOverride(opened, mapping, field);
  };
  const chosen = (field: ChosenField, guessed: Mapping[ChosenField], guess: Guess) =>
    JSON.stringify(mapping[field]) === JSON.stringify(guessed) ? guess : keptOrSet(field);
  const ofMany = notesOnMany(opened, mapping.perturbationColumn, naming.lookup);
  const blocked = blockedBy(
    column,
    labels,
    control,
    naming,
    matrix === undefined ? null : unusableValues(matrix, values),
  );
  const plan = planCells(opened, distinctPerturbations(opened, labels, mapping), mapping, passing);
  const answers = ranked.filter((one) => column === null || !isSameAnswer(one, column, opened, mapping));
  return {
    mapping,
    guesses: [
      ...(column === null ? [] : [columnGuess(column, answers)]),
      mapping.kindColumn === guessedKind.kindColumn
        ? chosen('kind', guessedKind.kind, guessedKind.guess)
        : keptOrSet('kind'),
      chosen('control', guessedControl.control, guessedControl.guess),
      chosen('timeColumn', guessedTime.column, guessedTime.guess),
      chosen('geneColumn', guessedGenes.column, guessedGenes.guess),
      ...(guessedValues === null ? [] : [chosen('values', guessedValues.scale, guessedValues.guess)]),
      chosen('batchColumn', guessedBatch.column, guessedBatch.guess),
      chosen('matrix', guessedMatrix.path, guessedMatrix.guess),
      ...(guessedGuides === null ? [] : [chosen('guideColumn', guessedGuides.column, guessedGuides.guess)]),
      ...(guessedDoses === null ? [] : [chosen('doseColumn', guessedDoses.column, guessedDoses.guess)]),
      ...(guessedContexts === null
        ? []
        : [chosen('contextColumn', guessedContexts.column ?? undefined, guessedContexts.guess)]),
    ],
    labels,
    perturbationColumns: answers
      .map(({ name }) => name)
      // The column that labels without doses and times were made from is the same answer.
      .filter((name) => !ranked.some((other) => isMadeOf(name, other.name))),
    takingPart: plan.screenSize,
    notes: [
      ...ofMany,
      ...labelNotes({
        column,
        labels,
        naming,
        maxGuides,
        obs: opened.obs,
        isForEffects: blocked === 'effects-only',
      }),
      ...targetTableNotes(opened.targets, labels),
      ...(column === null ? [] : contextNotes(opened, contexts, { column, labels, mapping })),
      ...contradictedControls(opened, column, labels),
      ...(ofMany.length > 0 ? [] : targetNotes(opened, axis, column, ranked)),
      ...(matrix === undefined ? [] : valueNotes(matrix, values, [opened.name])),
      // Without a column of labels the missing column is the matter, not the cells.
      ...plan.notes.filter(({ tag }) => column !== null || tag !== 'cells-without-label'),
    ],
    blocked,
  };
}

/** The labels of a settled mapping alone, equal to those of `recognise`; `of: 'effects'`: with any number of inputs that are not measured. */
export function labelsOf(
  opened: OpenedFile,
  mapping: Mapping,
  of: 'training' | 'effects' = 'training',
): readonly PerturbationLabel[] {
  const column = labelColumn(opened, mapping.perturbationColumn);
  if (column === null) return [];
  const axis = axisOf(opened, mapping.matrix);
  const naming = nameGenes(axis, mapping.geneColumn);
  const read = readPerturbationColumn(column, naming.lookup);
  const { control, filter, targets } = mapping;
  const isAdded = wereAdded(opened, read, naming, mapping.kind);
  const given = { axis, naming, control, maxGuides: filter?.mostGuides, obs: opened.obs, targets, isAdded };
  const labels = readLabels(read, given);
  return of === 'effects' ? labels : withinLimit(labels);
}

/** Whether labels are what cells were given, unless something else is said of them. */
function wereAdded(
  { obs, name: file }: OpenedFile,
  { name, values, parsed }: PerturbationColumn,
  { lookup }: GeneNaming,
  kind: PerturbationKind | undefined,
): boolean {
  if (kind !== undefined && kind !== 'overexpression') return false;
  const ofRoles = (...roles: readonly (string | undefined)[]) =>
    values.labels.filter((_, at) => roles.includes(parsed[at]?.role));
  const given = { labels: ofRoles('perturbation', 'unrecognised'), controls: ofRoles('control') };
  return areAdded(obs, name, given, file, lookup.isSpelled);
}

/** Names that labels of possible perturbation columns were looked up by in vain; none where the labels match the genes. */
export function namesInVain(
  opened: OpenedFile,
  { mapping, notes, blocked }: Recognition,
): ReadonlySet<string> {
  const missed = new Set<string>();
  const isMatched = !notes.some(({ tag }) => UNMATCHED.has(tag));
  if (isMatched && blocked !== 'no-targets-measured' && blocked !== 'no-perturbation-column') return missed;
  const { lookup } = nameGenes(axisOf(opened, mapping.matrix), mapping.geneColumn);
  const find = (name: string) => {
    const gene = lookup.find(name);
    if (gene < 0) missed.add(name);
    return gene;
  };
  const chosen = labelColumn(opened, mapping.perturbationColumn);
  if (chosen === null) for (const word of wordsOfSamples(opened)) find(word);
  // Another column may be chosen where this one has no measured gene.
  const columns =
    chosen === null || blocked === 'no-targets-measured' ? [...opened.obs, rowNames(opened)] : [chosen];
  for (const column of columns) {
    if (!mayBeLabels(column)) continue;
    for (const label of column.categories) parseLabel(label, { ...lookup, find });
  }
  return missed;
}

/** Notes on labels that name no measured gene. */
const UNMATCHED = new Set<DatasetNote['tag']>(['targets-not-measured', 'targets-latent', 'labels-not-genes']);

/** The current mapping without fields that depend on a changed one. */
function withoutDependents(current: Mapping | undefined, change: Partial<Mapping>): Partial<Mapping> {
  if (current === undefined) return {};
  const { values, geneColumn, control, kind, kindColumn, batchColumn, guideColumn, ...others } = current;
  const { doseColumn, contextColumn, context, heldOut, ...independent } = others;
  const keepsMatrix = (change.matrix ?? current.matrix) === current.matrix;
  const keepsColumn =
    (change.perturbationColumn ?? current.perturbationColumn) === current.perturbationColumn;
  return {
    ...independent,
    ...(keepsMatrix ? { values, geneColumn } : {}),
    ...(keepsColumn ? { control, kind, batchColumn, heldOut } : {}),
    ...(keepsColumn && kindColumn !== undefined ? { kindColumn } : {}),
    ...(keepsColumn && guideColumn !== undefined ? { guideColumn } : {}),
    ...(keepsColumn && doseColumn !== undefined ? { doseColumn } : {}),
    ...(keepsColumn && contextColumn !== undefined ? { contextColumn } : {}),
    ...(keepsColumn && context !== undefined && !('contextColumn' in change) ? { context } : {}),
  };
}

/** Candidate columns of obs, those that list many guides of each cell first; the row names if there is none, unless they number the rows. */
function rankLabelColumns(opened: OpenedFile, lookup: GeneLookup): PerturbationColumn[] {
  const ranked = [...listsOfMany(opened, lookup), ...rankPerturbationColumns(opened.obs, lookup)];
  if (ranked.length > 0 || opened.cellNames.every((name) => /^\d+$/.test(name))) return ranked;
  const rows = rowNames(opened);
  if (mayBeLabels(rows)) return rankPerturbationColumns([rows], lookup);
  return mostNameGenes(opened.cellNames, lookup) ? [readPerturbationColumn(rows, lookup)] : [];
}

/** Guide or target, where a column was made from counts of guides. */
const kindOfCall = ({ name }: AnnotationColumn) => (isGuideCallColumn(name) ? name.split(' ', 1)[0] : null);

/** Share of labels that name a measured gene or a control. */
const shareKnown = ({ parsed }: PerturbationColumn) =>
  parsed.filter(({ role }) => role === 'perturbation' || role === 'control').length / parsed.length;

/** Those first of which most names are known, and of these the ones that name the most guides. Guides are called at one threshold. */
function listsOfMany(opened: OpenedFile, lookup: GeneLookup): PerturbationColumn[] {
  return opened.obs
    .filter((column, at) => {
      const kind = kindOfCall(column);
      return kind === null || opened.obs.findIndex((other) => kindOfCall(other) === kind) === at;
    })
    .flatMap((column) => guidesListed(column, opened) ?? [])
    .filter((column) => listsMany(column, lookup))
    .map((column) => readPerturbationColumn(column, lookup))
    .toSorted(
      (a, b) => Math.round(10 * (shareKnown(b) - shareKnown(a))) || b.parsed.length - a.parsed.length,
    );
}

/** Where the labels are the guides that a column lists. */
function notesOnMany(opened: OpenedFile, name: string, lookup: GeneLookup): readonly DatasetNote[] {
  const column = opened.obs.find((one) => one.name === columnOfSets(name));
  const listed = column && guidesListed(column, opened);
  if (column === undefined || !listed) return [];
  const { isMany: _, ...found } = multiplicityOf(listed, lookup);
  return [{ tag: 'many-guides', column: column.name, ...found }];
}

/** Whether rows, as far as sampled, are named for perturbed genes: pseudobulk of a screen of the genome has 11,000 of them. */
function mostNameGenes(names: readonly string[], lookup: GeneLookup): boolean {
  if (names.length > MAX_NAMED_ROWS) return false;
  const sampled = names.filter((_, at) => at % Math.ceil(names.length / SAMPLED_ROWS) === 0);
  const found = sampled.filter((name) => parseLabel(name, lookup).role === 'perturbation').length;
  return found >= MIN_SHARE_OF_ROWS * sampled.length;
}

/** Number of targets of the most likely perturbation column among the genes of one matrix. */
function bestTargetCount(opened: OpenedFile, axis: GeneAxis): number {
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const best = rankLabelColumns(opened, lookup)[0];
  return best?.parsed.filter(({ role }) => role === 'perturbation').length ?? 0;
}

/** Whether another column divides the cells as the chosen one does, alone or with doses and contexts: 'A549_Nutlin_0.1' beside 'Nutlin' (CPA). */
function isSameAnswer(
  other: PerturbationColumn,
  chosen: PerturbationColumn,
  { obs }: OpenedFile,
  { doseColumn, timeColumn, contextColumn }: Mapping,
): boolean {
  if (other.name === chosen.name) return false;
  // How much was given and when says nothing of what it was.
  if (other.name === doseColumn || other.name === timeColumn) return true;
  // Read as lists of guides, or as labels of their own.
  if (other.name === columnOfSets(chosen.name)) return true;
  let { codes } = chosen.values;
  if (divideAlike(codes, other.values.codes)) return true;
  for (const name of [doseColumn, contextColumn]) {
    const beside = obs.find((column) => column.name === name);
    if (beside === undefined) continue;
    codes = dividedBy(codes, distinctValues(beside).codes);
    if (divideAlike(codes, other.values.codes)) return true;
  }
  return false;
}

/** No question where all other answers are details of the column. */
function columnGuess(column: PerturbationColumn, answers: readonly PerturbationColumn[]): Guess {
  const { guess, name } = column;
  const others = answers.filter((one) => one.name !== name);
  if (guess.certainty !== 'assumed' || others.length === 0) return guess;
  return others.every((one) => isDetail(one, column)) ? { ...guess, certainty: 'likely' } : guess;
}

type GuessedControl = { readonly control: ControlMode; readonly guess: Guess };

/** Controls by their labels, or by a column that states them; null where there is none. */
function labelledControls(
  column: PerturbationColumn | null,
  obs: readonly AnnotationColumn[],
): GuessedControl | null {
  if (column === null) return null;
  const found = column.values.labels.filter((_, index) => column.parsed[index]?.role === 'control');
  const stated = controlsByColumn(obs, column.values, found);
  // Measured genes beside words for controls may be positive controls.
  const isAnother = (label: string) => {
    const role = column.parsed[column.values.labels.indexOf(label)]?.role;
    return role !== 'control' && (role !== 'perturbation' || found.length === 0);
  };
  const others = stated?.labels.filter(isAnother) ?? [];
  if (stated !== null && others.length > 0)
    return controlsLabelled([...found, ...others], { tag: 'stated-per-cell', column: stated.column });
  return found.length > 0 ? controlsLabelled(found, { tag: 'control-labels', labels: found.length }) : null;
}

function withoutControls(column: PerturbationColumn | null, values: ValueScale): GuessedControl {
  const control = { mode: 'others' } as const;
  const field = 'control' as const;
  if (isRatio(values))
    return {
      control,
      guess: { field, samples: [], reason: { tag: 'ratios-to-control' }, certainty: 'sure' },
    };
  const reason = { tag: 'no-control-labels', column: column?.name ?? null } as const;
  return { control, guess: { field, samples: [], reason, certainty: 'assumed' } };
}

function controlsLabelled(labels: readonly string[], reason: Guess['reason']): GuessedControl {
  const certainty = reason.tag === 'control-labels' && labels.every(isBaseline) ? 'likely' : 'sure';
  const guess: Guess = { field: 'control', samples: labels.slice(0, 3), reason, certainty };
  return { control: { mode: 'cells', labels }, guess };
}

/** Samples where each perturbation has as few rows as an experiment has replicates. */
function rowsOfLabels(labels: readonly PerturbationLabel[]): RowNoun {
  const rows = new Map<string, number>();
  for (const { role, targets, cells } of labels)
    if (role === 'perturbation') rows.set(targets.join(), (rows.get(targets.join()) ?? 0) + cells);
  return [...rows.values()].every((count) => count <= MOST_REPLICATES) ? 'sample' : 'cell';
}

function controlCells(
  column: PerturbationColumn | null,
  labels: readonly PerturbationLabel[],
): ((cell: number) => boolean) | null {
  if (column === null || !labels.some(({ role }) => role === 'control')) return null;
  return (cell) => labels[column.values.codes[cell] ?? -1]?.role === 'control';
}

function blockedBy(
  column: PerturbationColumn | null,
  labels: readonly PerturbationLabel[],
  control: ControlMode,
  { lookup }: GeneNaming,
  unusable: ReturnType<typeof unusableValues> | null,
): Recognition['blocked'] {
  if (column === null) return 'no-perturbation-column';
  if (!labels.some(({ role }) => role === 'perturbation')) return 'no-targets-measured';
  if (control.mode !== 'others' && !labels.some(({ role }) => role === 'control')) return 'no-controls';
  if (unusable !== null) return unusable;
  const targets = new Set(labels.flatMap((one) => one.targets));
  const isMeasured = [...targets].some((name) => lookup.find(name) >= 0);
  return isMeasured || targets.size >= MIN_UNMEASURED ? null : 'effects-only';
}

/** Names of what is perturbed, where none is a measured gene and most are none at all. */
function othersThanGenes(
  perturbed: readonly PerturbationLabel[],
  axis: GeneAxis,
  { names }: GeneNaming,
): readonly string[] {
  const targets = [...new Set(perturbed.flatMap((one) => one.targets))];
  const measured = new Set(names);
  const others = targets.filter((name) => !measured.has(name) && !namesGene(name, axis));
  return 2 * others.length > targets.length && !targets.some((name) => measured.has(name)) ? others : [];
}

type ChosenField = Exclude<Guess['field'], 'perturbationColumn'>;

/** The guess of a field that the user set otherwise, with example values of that choice. */
function userOverride(opened: OpenedFile, mapping: Mapping, field: ChosenField): Guess {
  const samples = samplesOf(opened, mapping, field);
  return { field, samples, reason: { tag: 'chosen-by-user' }, certainty: 'sure' };
}

function samplesOf(opened: OpenedFile, mapping: Mapping, field: ChosenField): readonly string[] {
  const axis = axisOf(opened, mapping.matrix);
  switch (field) {
    case 'timeColumn':
      return columnSamples(opened.obs, mapping.timeColumn);
    case 'batchColumn':
      return columnSamples(opened.obs, mapping.batchColumn);
    case 'doseColumn':
      return columnSamples(opened.obs, mapping.doseColumn ?? null);
    case 'contextColumn':
      return columnSamples(opened.obs, mapping.contextColumn ?? null);
    case 'guideColumn':
      return columnSamples([...opened.obs, rowNames(opened)], mapping.guideColumn ?? null);
    case 'geneColumn':
      if (mapping.geneColumn === null) return axis.index.slice(0, 3);
      return columnSamples(axis.columns, mapping.geneColumn);
    case 'values': {
      const matrix = opened.matrices.find(({ path }) => path === mapping.matrix);
      return matrix === undefined ? [] : sampleValues(matrix);
    }
    case 'control':
      return controlLabels(mapping.control).slice(0, 3);
    case 'matrix':
      return [mapping.matrix];
    case 'kind':
      return [];
    default:
      return field satisfies never;
  }
}

function columnSamples(columns: readonly AnnotationColumn[], name: string | null): string[] {
  const column = columns.find((candidate) => candidate.name === name);
  return column === undefined ? [] : sampleLabels(distinctValues(column));
}
