/**
 * The app's reading of an opened file: what each column means, with reasons, from annotations and sampled values alone.
 * A field the person changed is kept; fields that depend on it are guessed again. Values are not read here.
 */
import type { AnnotationColumn, GeneAxis, OpenedFile } from '../annotation';
import type { DatasetNote } from '../notes';
import type { ControlMode, Mapping } from '../mapping';
import type { Guess, PerturbationLabel, Recognition } from '../recognition';
import { planCells } from '../quality/plan';
import { distinctPerturbations } from '../quality/perturbations';
import { guessBatchColumn } from './batchColumn';
import { guessGeneColumn, nameGenes, type GeneNaming } from './geneNames';
import type { GeneLookup } from './geneLookup';
import { controlsByColumn } from './controlColumn';
import { parseLabel } from './guideTargets';
import { guessKind } from './kind';
import {
  rankPerturbationColumns,
  readPerturbationColumn,
  type PerturbationColumn,
} from './perturbationColumn';
import { labelColumn, rowNames } from './labelColumn';
import { personsChoice, type ChosenField } from './personsChoice';
import { guidesIn, guidesOfCells } from './severalGuides';
import { guessTimeColumn } from './timeColumn';
import { guessMatrix, guessValueScale, isScaled } from './valueScale';

const DEFAULT_GENES = 200;
/** A single word with a letter: a gene that was not measured rather than something else. */
const GENE_LIKE = /^(?=.*[a-z])[\w.+|;,-]{2,40}$/i;

/**
 * @param change fields the person sets now
 * @param current the mapping so far; its fields are kept unless they depend on a field that changes
 * @param passing [cells] 0 where a cell fails a rule, as far as they are known; null: all pass
 */
export function recognise(
  opened: OpenedFile,
  change: Partial<Mapping> = {},
  current?: Mapping,
  passing: Uint8Array | null = null,
): Recognition {
  const settled: Partial<Mapping> = {
    ...withoutDependents(current, change),
    // One kind chosen for all overrules what the cells say.
    ...(change.kind === undefined ? {} : { kindColumn: null }),
    ...change,
  };
  const guessedMatrix = guessMatrix(opened, (axis) => bestTargetCount(opened, axis));
  const path = settled.matrix ?? guessedMatrix.path;
  const matrix = opened.matrices.find((candidate) => candidate.path === path);
  const axis = opened.genes[path] ?? { index: [], columns: [] };
  const guessedGenes = guessGeneColumn(axis);
  const geneColumn = settled.geneColumn === undefined ? guessedGenes.column : settled.geneColumn;
  const naming = nameGenes(axis, geneColumn);
  const guessedValues = matrix === undefined ? null : guessValueScale(matrix);

  const ranked = rankLabelColumns(opened, naming.lookup);
  const column = chosenColumn(opened, settled.perturbationColumn, ranked, naming);
  const guessedControl = guessControl(column, opened.obs);
  const control = settled.control ?? guessedControl.control;
  const mostGuides = settled.filter?.mostGuides;
  const labels = column === null ? [] : readLabels(column, control, naming, mostGuides);
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

  const mapping: Mapping = {
    matrix: path,
    values: settled.values ?? guessedValues?.scale ?? 'log-normalised',
    geneColumn,
    perturbationColumn: column?.name ?? '',
    control,
    kind: settled.kind ?? guessedKind.kind,
    kindColumn: settled.kindColumn === undefined ? guessedKind.kindColumn : settled.kindColumn,
    timeColumn: settled.timeColumn === undefined ? guessedTime.column : settled.timeColumn,
    batchColumn: settled.batchColumn === undefined ? guessedBatch.column : settled.batchColumn,
    genes: settled.genes ?? { total: DEFAULT_GENES, pasted: [] },
    regulators: settled.regulators ?? null,
    heldOut: settled.heldOut ?? [],
    ...(settled.filter === undefined ? {} : { filter: settled.filter }),
  };
  const chosen = (field: ChosenField, guessed: Mapping[ChosenField], guess: Guess) =>
    JSON.stringify(mapping[field]) === JSON.stringify(guessed)
      ? guess
      : personsChoice(opened, mapping, field);
  const plan = planCells(opened, distinctPerturbations(opened, labels, mapping), mapping, passing);
  return {
    mapping,
    guesses: [
      ...(column === null ? [] : [column.guess]),
      mapping.kindColumn === guessedKind.kindColumn
        ? chosen('kind', guessedKind.kind, guessedKind.guess)
        : personsChoice(opened, mapping, 'kind'),
      chosen('control', guessedControl.control, guessedControl.guess),
      chosen('timeColumn', guessedTime.column, guessedTime.guess),
      chosen('geneColumn', guessedGenes.column, guessedGenes.guess),
      ...(guessedValues === null ? [] : [chosen('values', guessedValues.scale, guessedValues.guess)]),
      chosen('batchColumn', guessedBatch.column, guessedBatch.guess),
      chosen('matrix', guessedMatrix.path, guessedMatrix.guess),
    ],
    labels,
    perturbationColumns: ranked.map(({ name }) => name),
    takingPart: plan.screenSize,
    notes: [...notesOf(column, labels, naming, mostGuides), ...plan.notes],
    blocked: blockedBy(column, labels, control, matrix !== undefined && isScaled(matrix)),
  };
}

/** The labels of a settled mapping alone: as `recognise` gives them, without its guesses and notes. */
export function labelsOf(opened: OpenedFile, mapping: Mapping): readonly PerturbationLabel[] {
  const column = labelColumn(opened, mapping.perturbationColumn);
  if (column === null) return [];
  const naming = nameGenes(opened.genes[mapping.matrix] ?? { index: [], columns: [] }, mapping.geneColumn);
  const read = readPerturbationColumn(column, naming.lookup);
  return readLabels(read, mapping.control, naming, mapping.filter?.mostGuides);
}

/** What stays of the mapping so far: fields that follow from a field that changes are dropped. */
function withoutDependents(current: Mapping | undefined, change: Partial<Mapping>): Partial<Mapping> {
  if (current === undefined) return {};
  const { values, geneColumn, control, kind, kindColumn, batchColumn, heldOut, ...independent } = current;
  const keepsMatrix = (change.matrix ?? current.matrix) === current.matrix;
  const keepsColumn =
    (change.perturbationColumn ?? current.perturbationColumn) === current.perturbationColumn;
  return {
    ...independent,
    ...(keepsMatrix ? { values, geneColumn } : {}),
    ...(keepsColumn ? { control, kind, batchColumn, heldOut } : {}),
    ...(keepsColumn && kindColumn !== undefined ? { kindColumn } : {}),
  };
}

/** The columns of obs that could hold the perturbation; the row names where none does. */
function rankLabelColumns(opened: OpenedFile, lookup: GeneLookup): PerturbationColumn[] {
  const ranked = rankPerturbationColumns(opened.obs, lookup);
  return ranked.length > 0 ? ranked : rankPerturbationColumns([rowNames(opened)], lookup);
}

/** How many targets of the most likely perturbation column are among the genes of one matrix. */
function bestTargetCount(opened: OpenedFile, axis: GeneAxis): number {
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const best = rankLabelColumns(opened, lookup)[0];
  return best?.parsed.filter(({ role }) => role === 'perturbation').length ?? 0;
}

/** The column the person chose, else the best guess; null where none is to be had. */
function chosenColumn(
  opened: OpenedFile,
  name: string | undefined,
  ranked: readonly PerturbationColumn[],
  naming: GeneNaming,
): PerturbationColumn | null {
  const chosen = labelColumn(opened, name ?? null);
  if (chosen !== null) return readPerturbationColumn(chosen, naming.lookup);
  return ranked[0] ?? null;
}

function guessControl(
  column: PerturbationColumn | null,
  obs: readonly AnnotationColumn[],
): { control: ControlMode; guess: Guess } {
  const found = column?.values.labels.filter((_, index) => column.parsed[index]?.role === 'control') ?? [];
  if (found.length > 0) {
    const reason = `${found.length === 1 ? 'Reads' : 'Read'} like untreated cells or guides without a target`;
    return {
      control: { mode: 'cells', labels: found },
      guess: { field: 'control', samples: found.slice(0, 3), reason, certainty: 'sure' },
    };
  }
  const said = column === null ? null : controlsByColumn(obs, column.values);
  if (said !== null) {
    const reason = `Each cell says, in ${said.column}`;
    return {
      control: { mode: 'cells', labels: said.labels },
      guess: { field: 'control', samples: said.labels.slice(0, 3), reason, certainty: 'sure' },
    };
  }
  const reason = `No value of ${column?.name ?? 'the column'} reads like “control”, “non-targeting” or “WT”`;
  return {
    control: { mode: 'others' },
    guess: { field: 'control', samples: [], reason, certainty: 'assumed' },
  };
}

function readLabels(
  column: PerturbationColumn,
  control: ControlMode,
  naming: GeneNaming,
  mostGuides: number | undefined,
): PerturbationLabel[] {
  return column.values.labels.map((label, index) => {
    const parsed = column.parsed[index];
    const cells = column.values.cells[index] ?? 0;
    if (mostGuides !== undefined && guidesIn(label, naming.lookup) > mostGuides)
      return { label, targets: [], role: 'left-out', cells };
    if (isControlLabel(label, control)) return { label, targets: [], role: 'control', cells };
    if (parsed?.role !== 'perturbation') return { label, targets: [], role: 'unrecognised', cells };
    return {
      label,
      targets: parsed.genes.map((gene) => naming.names[gene] ?? ''),
      role: 'perturbation',
      cells,
    };
  });
}

function isControlLabel(label: string, control: ControlMode): boolean {
  switch (control.mode) {
    case 'cells':
      return control.labels.includes(label);
    case 'reference':
      return control.label === label;
    case 'others':
      return false;
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

/** Labels without a measured target (named like one, a single word, or not a gene at all), and cells with several guides. */
function notesOf(
  column: PerturbationColumn | null,
  labels: readonly PerturbationLabel[],
  naming: GeneNaming,
  mostGuides: number | undefined,
): DatasetNote[] {
  const notes: DatasetNote[] = [];
  if (naming.repeated.length > 0) notes.push({ tag: 'duplicate-genes', names: naming.repeated });
  if (column === null) return notes;
  const unknown = labels.filter(
    ({ role }, index) => role === 'unrecognised' && column.parsed[index]?.role === 'unrecognised',
  );
  const someFound = labels.some(({ role }) => role === 'perturbation');
  const unmeasured = unknown
    .filter(({ label }) => someFound && GENE_LIKE.test(label))
    .map(({ label }) => label);
  const foreign = unknown.map(({ label }) => label).filter((label) => !unmeasured.includes(label));
  if (unmeasured.length > 0) notes.push({ tag: 'targets-not-measured', labels: unmeasured });
  if (foreign.length > 0) notes.push({ tag: 'labels-not-genes', labels: foreign });
  const leftOut = labels.filter(({ role }) => role === 'left-out');
  if (leftOut.length > 0 && mostGuides !== undefined) {
    const cells = leftOut.reduce((sum, label) => sum + label.cells, 0);
    notes.push({ tag: 'guides-filtered', most: mostGuides, cells });
  }
  const cells = labels.map((label) => (label.role === 'left-out' ? 0 : label.cells));
  const renamed = knownOtherwise(column, labels, naming);
  if (renamed.length > 0) notes.push({ tag: 'synonyms', found: renamed });
  const { sameTarget, besideControl, severalTargets } = guidesOfCells(
    { ...column.values, cells },
    naming.lookup,
  );
  if (sameTarget + besideControl > 0)
    notes.push({ tag: 'several-guides', sameTarget, besideControl, severalTargets });
  return notes;
}

/** Labels whose targets were found by another name than the label has. */
function knownOtherwise(
  column: PerturbationColumn,
  labels: readonly PerturbationLabel[],
  { lookup }: GeneNaming,
): readonly { readonly label: string; readonly targets: readonly string[] }[] {
  const written: GeneLookup = { ...lookup, find: lookup.findWritten };
  return labels
    .filter(({ label, role }, index) => {
      const parsed = column.parsed[index];
      if (role !== 'perturbation' || parsed?.role !== 'perturbation') return false;
      const plainly = parseLabel(label, written);
      return plainly.role !== 'perturbation' || String(plainly.genes) !== String(parsed.genes);
    })
    .map(({ label, targets }) => ({ label, targets }));
}

function blockedBy(
  column: PerturbationColumn | null,
  labels: readonly PerturbationLabel[],
  control: ControlMode,
  scaled: boolean,
): Recognition['blocked'] {
  if (column === null) return 'no-perturbation-column';
  if (!labels.some(({ role }) => role === 'perturbation')) return 'no-targets-measured';
  if (control.mode !== 'others' && !labels.some(({ role }) => role === 'control')) return 'no-controls';
  return scaled ? 'scaled-values' : null;
}
