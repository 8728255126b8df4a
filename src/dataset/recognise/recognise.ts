/**
 * Recognition of an opened file: the meaning of each column, with reasons, from annotations and sampled values; no
 * values are read. Fields set by the user are kept, and fields that depend on them are guessed again.
 */
import { axisOf, type AnnotationColumn, type GeneAxis, type OpenedFile } from '../annotation';
import { isRatio, type ControlMode, type Mapping, type ValueScale } from '../mapping';
import { compareNames } from '../canonicalOrder';
import type { DatasetNote } from '../notes';
import { distinctPerturbations } from '../quality/perturbations';
import { planCells } from '../quality/plan';
import type { Guess, PerturbationLabel, Recognition } from '../recognition';
import { distinctValues, labelColumn, rowNames, sampleLabels } from './columns';
import { controlsByColumn } from './controls';
import { guessDoseColumn } from './doses';
import { guessGeneColumn, nameGenes, type GeneLookup, type GeneNaming } from './geneNames';
import { guessGuideColumn } from './guideColumn';
import { guidesIn, parseLabel } from './guides';
import { guessKind } from './kind';
import { contradictedControls, labelNotes, targetNotes } from './labelNotes';
import {
  mayBeLabels,
  rankPerturbationColumns,
  readPerturbationColumn,
  type PerturbationColumn,
} from './perturbationColumn';
import { wordsOfSamples } from './sampleWords';
import { guessBatchColumn, guessTimeColumn } from './timeAndBatch';
import { areUnmeasured, isDate, namesIn } from './unmeasuredTargets';
import { valueNotes } from './processing';
import { guessMatrix, guessValueScale, sampleValues, unusableValues } from './valueScale';

const DEFAULT_GENES = 200;
/** A symbol, an ORF or an identifier: human and yeast in capitals, mouse with a number. */
const SYMBOL = /^(?:[A-Z][A-Z0-9]{1,14}(?:-[A-Z0-9]{1,4})?|[A-Z][a-z]+\d[a-z0-9]*)$/;
/** Genes without a measured level that take part; each is a candidate regulator. */
const MAX_LATENT = 100;
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
 */
export function recognise(
  opened: OpenedFile,
  change: Partial<Mapping> = {},
  current?: Mapping,
  passing: Uint8Array | null = null,
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
  const guessedValues =
    matrix === undefined
      ? null
      : guessValueScale(matrix, [opened.name, ...opened.cellNames.slice(0, SAMPLED_NAMES)]);

  const ranked = rankLabelColumns(opened, naming.lookup);
  const chosenColumn = labelColumn(opened, settled.perturbationColumn ?? null);
  const column =
    chosenColumn === null ? (ranked[0] ?? null) : readPerturbationColumn(chosenColumn, naming.lookup);
  const values = settled.values ?? guessedValues?.scale ?? 'log-normalised';
  const guessedControl = guessControl(column, opened.obs, values);
  const control = settled.control ?? guessedControl.control;
  const maxGuides = settled.filter?.mostGuides;
  const given = { axis, naming, control, maxGuides, obs: opened.obs };
  const labels = column === null ? [] : readLabels(column, given);
  const perturbed = labels.filter(({ role }) => role === 'perturbation');
  const guessedKind = guessKind(
    opened.obs,
    column?.name ?? '',
    perturbed.map(({ label }) => label),
    opened.name,
  );
  const others = opened.obs.filter(({ name }) => name !== column?.name);
  const guessedTime = guessTimeColumn(others);
  const guessedBatch = guessBatchColumn(others, controlCells(column, labels));

  const guessedGuides = column === null ? null : guessGuideColumn(others, column, labels);
  const guideColumn = settled.guideColumn === undefined ? guessedGuides?.column : settled.guideColumn;

  const guessedDoses = column === null ? null : guessDoseColumn(others, column, labels);
  const doseColumn = settled.doseColumn === undefined ? guessedDoses?.column : settled.doseColumn;

  const mapping: Mapping = {
    matrix: path,
    values,
    geneColumn,
    perturbationColumn: column?.name ?? '',
    control,
    kind: settled.kind ?? guessedKind.kind,
    kindColumn: settled.kindColumn === undefined ? guessedKind.kindColumn : settled.kindColumn,
    timeColumn: settled.timeColumn === undefined ? guessedTime.column : settled.timeColumn,
    batchColumn: settled.batchColumn === undefined ? guessedBatch.column : settled.batchColumn,
    ...(guideColumn === undefined ? {} : { guideColumn }),
    ...(doseColumn === undefined ? {} : { doseColumn }),
    genes: settled.genes ?? { total: DEFAULT_GENES, pasted: [] },
    regulators: settled.regulators ?? null,
    ...(settled.candidates === undefined ? {} : { candidates: settled.candidates }),
    heldOut: settled.heldOut ?? [],
    ...(settled.filter === undefined ? {} : { filter: settled.filter }),
  };
  const chosen = (field: ChosenField, guessed: Mapping[ChosenField], guess: Guess) =>
    JSON.stringify(mapping[field]) === JSON.stringify(guessed) ? guess : userOverride(opened, mapping, field);
  const plan = planCells(opened, distinctPerturbations(opened, labels, mapping), mapping, passing);
  return {
    mapping,
    guesses: [
      ...(column === null ? [] : [column.guess]),
      mapping.kindColumn === guessedKind.kindColumn
        ? chosen('kind', guessedKind.kind, guessedKind.guess)
        : userOverride(opened, mapping, 'kind'),
      chosen('control', guessedControl.control, guessedControl.guess),
      chosen('timeColumn', guessedTime.column, guessedTime.guess),
      chosen('geneColumn', guessedGenes.column, guessedGenes.guess),
      ...(guessedValues === null ? [] : [chosen('values', guessedValues.scale, guessedValues.guess)]),
      chosen('batchColumn', guessedBatch.column, guessedBatch.guess),
      chosen('matrix', guessedMatrix.path, guessedMatrix.guess),
      ...(guessedGuides === null ? [] : [chosen('guideColumn', guessedGuides.column, guessedGuides.guess)]),
      ...(guessedDoses === null ? [] : [chosen('doseColumn', guessedDoses.column, guessedDoses.guess)]),
    ],
    labels,
    perturbationColumns: ranked.map(({ name }) => name),
    takingPart: plan.screenSize,
    notes: [
      ...labelNotes(column, labels, naming, maxGuides, opened.obs),
      ...contradictedControls(opened.obs, column, labels),
      ...targetNotes(opened, axis, column, ranked),
      ...(matrix === undefined ? [] : valueNotes(matrix, values)),
      // Without a column of labels the missing column is the matter, not the cells.
      ...plan.notes.filter(({ tag }) => column !== null || tag !== 'cells-without-label'),
    ],
    blocked: blockedBy(column, labels, control, matrix === undefined ? null : unusableValues(matrix, values)),
  };
}

/**
 * The labels of a settled mapping alone, equal to those of `recognise`; `of: 'effects'`: with those whose targets are not measured as
 * perturbations beside those whose targets are.
 */
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
  const { control, filter } = mapping;
  const given = { axis, naming, control, maxGuides: filter?.mostGuides, obs: opened.obs };
  const labels = readLabels(read, given);
  const isUsable = of === 'effects' && labels.some(({ role }) => role === 'perturbation');
  return isUsable ? withUnmeasured(read, labels, naming) : labels;
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
    for (const label of column.categories) parseLabel(label, { find, findWritten: lookup.findWritten });
  }
  return missed;
}

/** Notes on labels that name no measured gene. */
const UNMATCHED = new Set<DatasetNote['tag']>(['targets-not-measured', 'targets-latent', 'labels-not-genes']);

/** The current mapping without fields that depend on a changed one. */
function withoutDependents(current: Mapping | undefined, change: Partial<Mapping>): Partial<Mapping> {
  if (current === undefined) return {};
  const { values, geneColumn, control, kind, kindColumn, batchColumn, guideColumn, ...others } = current;
  const { doseColumn, heldOut, ...independent } = others;
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
  };
}

/** Candidate columns of obs; the row names if there is none, unless they number the rows. */
function rankLabelColumns(opened: OpenedFile, lookup: GeneLookup): PerturbationColumn[] {
  const ranked = rankPerturbationColumns(opened.obs, lookup);
  if (ranked.length > 0 || opened.cellNames.every((name) => /^\d+$/.test(name))) return ranked;
  const rows = rowNames(opened);
  if (mayBeLabels(rows)) return rankPerturbationColumns([rows], lookup);
  return mostNameGenes(opened.cellNames, lookup) ? [readPerturbationColumn(rows, lookup)] : [];
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

type GuessedControl = { readonly control: ControlMode; readonly guess: Guess };

function guessControl(
  column: PerturbationColumn | null,
  obs: readonly AnnotationColumn[],
  values: ValueScale,
): GuessedControl {
  const found = column?.values.labels.filter((_, index) => column.parsed[index]?.role === 'control') ?? [];
  if (found.length > 0) return controlsLabelled(found, { tag: 'control-labels', labels: found.length });
  const stated = column === null ? null : controlsByColumn(obs, column.values);
  if (stated !== null)
    return controlsLabelled(stated.labels, { tag: 'stated-per-cell', column: stated.column });
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
  const guess: Guess = { field: 'control', samples: labels.slice(0, 3), reason, certainty: 'sure' };
  return { control: { mode: 'cells', labels }, guess };
}

interface LabelContext {
  readonly axis: GeneAxis;
  readonly naming: GeneNaming;
  readonly control: ControlMode;
  readonly maxGuides: number | undefined;
  readonly obs: readonly AnnotationColumn[];
}

function readLabels(
  column: PerturbationColumn,
  { axis, naming, control, maxGuides, obs }: LabelContext,
): readonly PerturbationLabel[] {
  const controls = controlLabels(control);
  const isControl = (label: string) => controls.includes(label);
  const latent = latentLabels(column, (label) => isControl(label) || axis.noGenes?.has(label) === true);
  const labels = column.values.labels.map((label, index): PerturbationLabel => {
    const parsed = column.parsed[index];
    const cells = column.values.cells[index] ?? 0;
    if (maxGuides !== undefined && guidesIn(label, naming.lookup) > maxGuides)
      return { label, targets: [], role: 'left-out', cells };
    if (isControl(label)) return { label, targets: [], role: 'control', cells };
    if (latent.has(label)) return { label, targets: [label.trim()], role: 'perturbation', cells };
    if (parsed?.role !== 'perturbation') return { label, targets: [], role: 'unrecognised', cells };
    const targets = parsed.genes.map((gene) => naming.names[gene] ?? '');
    return { label, targets, role: 'perturbation', cells };
  });
  if (column.parsed.some(({ role }) => role === 'perturbation')) return labels;
  const named = labels.flatMap(({ label, role }, at) =>
    role === 'unrecognised' && column.parsed[at]?.role === 'unrecognised' ? [label] : [],
  );
  return areUnmeasured(column, named, axis, obs) ? withUnmeasured(column, labels, naming) : labels;
}

/** With labels that name what has no measured target as perturbations; not what a spreadsheet made a date. */
function withUnmeasured(
  { parsed }: PerturbationColumn,
  labels: readonly PerturbationLabel[],
  naming: GeneNaming,
): readonly PerturbationLabel[] {
  const all = new Set(labels.map(({ label }) => label.trim()));
  return labels.map((one, at) => {
    const isNamed = one.role === 'unrecognised' && parsed[at]?.role === 'unrecognised';
    if (!isNamed || isDate(one.label)) return one;
    return { ...one, role: 'perturbation', targets: namesIn(one.label, all, naming) };
  });
}

/** Labels that name one gene which is not measured, those of most cells; none where no label names a measured gene. */
function latentLabels(
  { parsed, values }: PerturbationColumn,
  isOther: (label: string) => boolean,
): ReadonlySet<string> {
  if (!parsed.some(({ role }) => role === 'perturbation')) return new Set();
  const found = values.labels.flatMap((label, index) => {
    const one = parsed[index];
    const isSymbol = one?.role === 'unrecognised' && one.parts.length === 1 && SYMBOL.test(label.trim());
    return isSymbol && !isOther(label) ? [{ label, cells: values.cells[index] ?? 0 }] : [];
  });
  const kept = found
    .toSorted((a, b) => b.cells - a.cells || compareNames(a.label, b.label))
    .slice(0, MAX_LATENT);
  return new Set(kept.map(({ label }) => label));
}

function controlLabels(control: ControlMode): readonly string[] {
  switch (control.mode) {
    case 'cells':
      return control.labels;
    case 'reference':
      return [control.label];
    case 'others':
      return [];
    default:
      return control satisfies never;
  }
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
  unusable: ReturnType<typeof unusableValues> | null,
): Recognition['blocked'] {
  if (column === null) return 'no-perturbation-column';
  if (!labels.some(({ role }) => role === 'perturbation')) return 'no-targets-measured';
  if (control.mode !== 'others' && !labels.some(({ role }) => role === 'control')) return 'no-controls';
  return unusable ?? (column.parsed.some(({ role }) => role === 'perturbation') ? null : 'effects-only');
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
