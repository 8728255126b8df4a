/**
 * From an opened file and its settled mapping to the dataset: cells, genes, normalised values. Streams the matrix
 * twice (counts stored by gene three times, since totals come first) and holds only the modelled genes' values, of large screens in a
 * sample of cells, with means and variances over all of them, in further passes where these are many. The bits of the dataset are independent of the file's order of genes and cells.
 */
import { once } from '../../numerics/lazy';
import type { GeneAxis, OpenedFile } from '../annotation';
import { compareNames, inCanonicalOrder } from '../canonicalOrder';
import { detailsOf, reorderedDetails } from '../cellDetails';
import {
  CellMomentSums,
  type CellMoments,
  MAX_AT_ONCE,
  canBeSummed,
  groupByConditionAndBatch,
} from '../cellMoments';
import type { CellGuides, Condition, Dataset, Intervention } from '../dataset';
import { type CandidateSource, listedFactors } from '../factors/candidates';
import { DatasetFailure } from '../errors';
import { type Mapping, type PerturbationKind, type TakenFor, isRatio } from '../mapping';
import { OutsideSums, canBeKept } from '../outsideGenes';
import type { DatasetNote } from '../notes';
import { distinctValues } from '../recognise/columns';
import { contextsOfCells } from '../recognise/contexts';
import { labelColumn } from '../recognise/labelColumn';
import { type GeneNaming, nameGenes } from '../recognise/geneNames';
import { labelsOf, recognise } from '../recognise/recognise';
import { takenFor } from '../recognise/taken';
import { guessKind, usualKind } from '../recognise/kind';
import { namesGene } from '../recognise/unmeasuredTargets';
import type { Recognition } from '../recognition';
import type { ReadSource } from '../entryReader';
import { toldTotals, totalsOfAllGenes } from './allGenes';
import { compositionShifts } from './composition';
import { filterCells, filteredCellsNote, needsValues, rareGenes } from './filter';
import {
  amongDetected,
  deviationsFromControl,
  normalisedDispersions,
  orderByName,
  selectGenes,
} from './genes';
import type { CellQuality } from './measure';
import { type MeasuredCondition, isControl, largestSquares, pooledMoments } from './moments';
import { kindNotes, sampleNote } from './notes';
import { withoutOtherGuides } from './otherGuides';
import { distinctPerturbations } from './perturbations';
import { type CellPlan, type PlannedCells, assertUsableGenes, assertUsablePlan, planCells } from './plan';
import { asExpression } from './ratios';
import { type Scan, gatherValues, measureMoments, momentsInPasses, passesOver } from './scan';

/**
 * @param recognition of this file; recognised again if the mapping reads the cells differently
 * @param onBytes bytes read and in total, over all passes
 * @param sumsAtOnce groups × genes that are summed in one pass
 * @throws DatasetFailure
 */
export async function selectDataset(
  source: ReadSource,
  recognition: Recognition,
  mapping: Mapping,
  onBytes: (done: number, total: number) => void,
  { quality = null, escaped = null }: LeftOut = {},
  sumsAtOnce = MAX_AT_ONCE,
): Promise<Dataset> {
  const { opened } = source;
  if (mapping.cells === 'responding' && escaped === null)
    throw new Error('It was not measured which cells respond.');
  const chosen = chooseCells(opened, recognition, mapping, { quality, escaped }, 'training', sumsAtOnce);
  const { plan, naming } = chosen;
  if (chosen.blocked === 'effects-only')
    throw new DatasetFailure({ tag: 'effects-only', file: opened.name, labels: labelsIn(plan) });
  const conditions = measuredConditions(plan, naming);
  const read = asExpression(source, mapping.values);
  const nextScan = scansOf(read.source, chosen, mapping, onBytes);
  const isTraining = plan.conditions.map(({ perturbation }) => !perturbation.heldOut);
  const survey = await surveyGenes(
    () => measureMoments(nextScan, read.values, plan.used.conditionOfRow, isTraining),
    conditions,
    plan,
    mapping,
    opened,
  );
  const genes = await chooseGenes({
    opened,
    chosen,
    conditions,
    dispersions: survey.dispersions,
    mapping,
    quality,
  });
  const outside = outsideOf(genes.outside, conditions, plan, naming);
  const asRead = await readValues(nextScan, survey, genes.columns, plan, outside.gathered);
  const { composition } = survey;
  const ofMany = withoutOtherGuides({
    ...asRead,
    opened,
    mapping,
    plan,
    genes: genes.names.length,
    composition,
  });
  const { values, moments } = ofMany ?? asRead;
  const { kept } = ofMany ?? plan;
  const ofCells = await detailsOf(opened.obs, source.places ?? [], plan.kept.cells);
  const details = ofCells && ofMany ? reorderedDetails(ofCells, ofMany.rowOf) : ofCells;
  const contexts = contextsOfCells(opened, mapping, kept.cells, (row) => {
    const condition = kept.conditionOfRow[row] as number;
    return isControl(conditions[condition]) ? null : condition;
  });
  const cellGuides = guidesOfFile(opened, mapping, kept.cells);
  return inCanonicalOrder({
    name: opened.name,
    fingerprint: opened.fingerprint,
    genes: genes.names,
    cells: kept.cells.length,
    values,
    ...(isRatio(mapping.values) ? { scale: 'log-ratio' as const } : {}),
    conditionOfCell: kept.conditionOfRow,
    conditions: conditionsOf(plan.conditions, kept, genes, {
      kindOf: kindOfInput(opened, mapping, chosen),
      takenFor: takenFor(opened, mapping),
      contextOf: (row) => contexts?.names[contexts.ofCell[row] as number] ?? mapping.context ?? '',
    }),
    control: mapping.control,
    batchOfCell: kept.batchOfRow,
    batches: plan.batches,
    candidates: genes.candidates,
    candidateSource: genes.source,
    ...(genes.latent.length === 0 ? {} : { latent: genes.latent }),
    // A rule may exclude all cells of a held-out perturbation.
    heldOut: [
      ...new Set(plan.conditions.flatMap(({ perturbation: { label, heldOut } }) => (heldOut ? [label] : []))),
    ],
    composition,
    ...(moments ? { moments } : {}),
    ...(ofMany?.counting ? { counting: ofMany.counting } : {}),
    ...(outside.gathered === null ? {} : { outside: outside.gathered.sums.means() }),
    timeUnit: plan.timeUnit,
    ...(details === null ? {} : { details }),
    ...(contexts ? { contextColumn: contexts.column } : {}),
    ...(cellGuides === null ? {} : { cellGuides }),
    notes: [
      ...opened.notes,
      // The genes, and with them the sums that fit into memory, are known only now.
      ...chosen.notes.map((note) =>
        note.tag === 'cells-subsampled'
          ? sampleNote(note.kept, note.cells, ofMany === null && moments !== null)
          : note,
      ),
      ...genes.notes,
      ...outside.notes,
      ...survey.notes,
      ...(ofMany === null || ofMany.inseparable.length === 0
        ? []
        : [{ tag: 'perturbations-together' as const, labels: ofMany.inseparable }]),
    ],
  }).dataset;
}

/** The guides of these cells of the file; null where no column names them. */
function guidesOfFile(opened: OpenedFile, mapping: Mapping, cells: Int32Array): CellGuides | null {
  const column = labelColumn(opened, mapping.guideColumn ?? null);
  if (column === null) return null;
  const { labels, codes } = distinctValues(column);
  const used = [...new Set(Array.from(cells, (cell) => codes[cell] ?? -1))].filter((code) => code >= 0);
  const place = new Map(used.map((code, at) => [code, at]));
  return {
    names: used.map((code) => labels[code] ?? ''),
    ofCell: cells.map((cell) => place.get(codes[cell] ?? -1) ?? -1),
  };
}

/** The cells that take part, and the names of the measured genes in canonical order. */
interface ChosenCells {
  readonly axis: GeneAxis;
  readonly plan: CellPlan;
  readonly naming: GeneNaming;
  /** [genes of the matrix] position among the measured genes. */
  readonly placeOfGene: Int32Array;
  readonly blocked: Recognition['blocked'];
  readonly notes: readonly DatasetNote[];
}

function labelsIn({ conditions }: CellPlan): readonly string[] {
  return conditions.flatMap(({ perturbation }) =>
    perturbation.targets.length === 0 ? [] : [perturbation.label],
  );
}

/** What is known of cells that are left out. */
interface LeftOut {
  /** Measurement of the usable cells, if the mapping has rules on values. */
  readonly quality?: CellQuality | null;
  /** [cells of the file] 1: does not respond, if the mapping leaves these out. */
  readonly escaped?: Uint8Array | null;
}

function escapedNote(
  escaped: Uint8Array,
  { list, ofCell }: ReturnType<typeof distinctPerturbations>,
  cells: number,
): DatasetNote[] {
  const counts = list.map(() => 0);
  escaped.forEach((isEscaped, cell) => {
    const place = ofCell[cell] ?? -1;
    if (isEscaped === 1 && place >= 0) counts[place] = (counts[place] ?? 0) + 1;
  });
  const perturbations = list
    .map(({ label: name }, place) => ({ name, count: counts[place] ?? 0 }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
  return perturbations.length === 0 ? [] : [{ tag: 'cells-escaped', cells, perturbations }];
}

/** Throws DatasetFailure where labels, controls or cells are too few. @param of what the labels are read for */
export function chooseCells(
  opened: OpenedFile,
  recognition: Recognition,
  mapping: Mapping,
  { quality = null, escaped = null }: LeftOut,
  of: 'training' | 'effects' = 'training',
  sumsAtOnce = MAX_AT_ONCE,
): ChosenCells {
  const axis = opened.genes[mapping.matrix];
  if (axis === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: opened.name });
  const rules = mapping.filter ?? {};
  if (quality === null && needsValues(rules)) throw new Error('The cells were not measured.');
  const filtered = quality === null ? null : filterCells(quality, rules, opened.cells);
  const passing = escaped
    ? escaped.map((isEscaped, cell) => (1 - isEscaped) * (filtered?.passing[cell] ?? 1))
    : (filtered?.passing ?? null);
  const recognised =
    passing === null && readsSameCells(recognition.mapping, mapping)
      ? recognition
      : recognise(opened, mapping, undefined, passing);
  const named = orderByName(nameGenes(axis, mapping.geneColumn));
  const labels = of === 'effects' ? labelsOf(opened, mapping, of) : recognised.labels;
  const perturbations = distinctPerturbations(opened, labels, mapping);
  const plan = planCells(opened, perturbations, mapping, passing, sumsAtOnce);
  assertUsablePlan(opened, mapping, labels, plan, named.naming, of);
  const notes: readonly DatasetNote[] = [
    ...(Object.keys(rules).length === 0 ? [] : [{ tag: 'rules-set' as const, rules }]),
    ...(quality === null || filtered === null ? [] : filteredCellsNote(quality, filtered)),
    ...(escaped ? escapedNote(escaped, perturbations, plan.usable) : []),
    ...recognised.notes,
  ];
  return { ...named, axis, plan, blocked: recognised.blocked, notes };
}

function measuredConditions({ conditions }: CellPlan, { names }: GeneNaming): readonly MeasuredCondition[] {
  const placeOfName = new Map(names.map((name, place) => [name, place]));
  return conditions.map(({ perturbation, time, cells }) => ({
    time,
    cells,
    kind: perturbation.kind,
    targets: perturbation.targets.flatMap((name) => placeOfName.get(name) ?? []),
    hasLatent: perturbation.targets.some((name) => !placeOfName.has(name)),
  }));
}

/** Each call starts the next pass over the matrix. @param source with expression in place of ratios */
function scansOf(
  source: ReadSource,
  { plan, placeOfGene }: ChosenCells,
  mapping: Mapping,
  onBytes: Scan['onBytes'],
): () => Scan {
  const { cells, conditionOfRow } = plan.used;
  const rowOfCell = new Int32Array(source.opened.cells).fill(-1);
  cells.forEach((cell, row) => {
    rowOfCell[cell] = row;
  });
  const { matrix: path, values } = mapping;
  const isByGene = source.opened.matrices.find((matrix) => matrix.path === path)?.encoding === 'csc';
  return passesOver(
    { source, path, placeOfGene, rowOfCell, rows: cells.length, groupOfRow: conditionOfRow },
    plan.passes + (values === 'counts' && isByGene ? 1 : 0),
    onBytes,
  );
}

/** What the first pass tells of all measured genes; the moments, up to 1 GB of them, are freed with this function, before the second pass. */
async function surveyGenes(
  measure: () => ReturnType<typeof measureMoments>,
  conditions: readonly MeasuredCondition[],
  plan: CellPlan,
  mapping: Mapping,
  { obs }: OpenedFile,
) {
  const { moments, logarithmic, depths } = await measure();
  const totals = depths && totalsOfAllGenes(toldTotals(obs, plan.used.cells), depths);
  const all = [...conditions.keys()];
  const training = all.filter((condition) => plan.conditions[condition]?.perturbation.heldOut === false);
  const pooled = pooledMoments(moments, conditions, training);
  // A perturbation that serves as the reference lacks its own target.
  const controls = all.filter(
    (condition) => mapping.control.mode === 'cells' && isControl(conditions[condition]),
  );
  return {
    logarithmic,
    /** [measured genes] */
    dispersions: isRatio(mapping.values)
      ? deviationsFromControl(pooled)
      : amongDetected(normalisedDispersions(pooled), pooledMoments(moments, conditions, controls)),
    composition: compositionShifts(
      conditions,
      plan.used.conditionOfRow,
      moments,
      mapping.values,
      depths,
      totals?.ofCell,
    ),
    /** [measured genes], empty where nothing is summed. */
    largest: plan.summed === null ? new Float64Array(0) : largestSquares(moments),
    notes: kindNotes(conditions, moments),
  };
}

type Survey = Awaited<ReturnType<typeof surveyGenes>>;

/** Modelled genes: the measured ones, then perturbed ones that are not measured. */
interface ChosenGenes {
  readonly names: readonly string[];
  readonly columnOf: (name: string) => number;
  /** [G] positions among the measured genes; beyond them, where values stay 0, for those that are not measured. */
  readonly columns: Int32Array;
  /** Indices into names. */
  readonly candidates: Int32Array;
  readonly latent: readonly number[];
  readonly source: CandidateSource;
  /** Positions of measured genes whose means alone are kept. */
  readonly outside: Int32Array;
  readonly notes: readonly DatasetNote[];
}

interface GeneChoice {
  readonly opened: OpenedFile;
  readonly chosen: ChosenCells;
  readonly conditions: readonly MeasuredCondition[];
  /** [measured genes] */
  readonly dispersions: Float64Array;
  readonly mapping: Mapping;
  readonly quality: CellQuality | null;
}

/** Throws DatasetFailure where too few genes vary. */
async function chooseGenes(given: GeneChoice): Promise<ChosenGenes> {
  const { opened, conditions, dispersions, mapping, quality } = given;
  const { plan, naming, placeOfGene } = given.chosen;
  const perturbed = [...new Set(conditions.flatMap(({ targets }) => targets))];
  const rare = quality === null ? null : rareGenes(quality, mapping.filter ?? {}, placeOfGene);
  const listed = await listedFactors(naming.names);
  const selection = selectGenes({ naming, perturbed, dispersions, rare, listed }, mapping);
  const latent = latentNames(plan, naming);
  const isCandidate = (name: string) => mapping.regulators === null || mapping.regulators.includes(name);
  assertUsableGenes(opened, selection, latent.some(isCandidate));
  const names = [...Array.from(selection.genes, (gene) => naming.names[gene] ?? ''), ...latent];
  const columnOfName = new Map(names.map((name, column) => [name, column]));
  const columnOf = (name: string) => columnOfName.get(name) as number;
  const isSelected = new Set(selection.genes);
  return {
    names,
    columnOf,
    columns: Int32Array.from([...selection.genes, ...latent.map((_, at) => naming.names.length + at)]),
    candidates: Int32Array.from([...selection.candidates, ...latent.filter(isCandidate).map(columnOf)]),
    latent: latent.map(columnOf),
    source: selection.source,
    outside: Int32Array.from(dispersions.keys()).filter(
      (gene) =>
        !isSelected.has(gene) && (dispersions[gene] as number) > -Infinity && rare?.isRare[gene] !== 1,
    ),
    notes: selection.notes,
  };
}

/** Perturbed genes that are not measured, by name. */
function latentNames({ conditions }: CellPlan, { names }: GeneNaming): readonly string[] {
  const measured = new Set(names);
  const targets = new Set(conditions.flatMap(({ perturbation }) => perturbation.targets));
  return [...targets].filter((name) => !measured.has(name)).toSorted(compareNames);
}

type Gathered = Parameters<typeof gatherValues>[3];

/** Sums of the genes outside the model, and a note where they are too many to be kept. */
function outsideOf(
  genes: Int32Array,
  conditions: readonly MeasuredCondition[],
  { used, batches }: CellPlan,
  naming: GeneNaming,
): { readonly gathered: Gathered['outside']; readonly notes: readonly DatasetNote[] } {
  if (genes.length === 0) return { gathered: null, notes: [] };
  const isControlCondition = conditions.map(isControl);
  const groups = groupByConditionAndBatch(
    used.conditionOfRow,
    used.batchOfRow,
    batches.length,
    (condition) => batches.length > 1 && isControlCondition[condition] !== true,
  );
  const { length } = groups.cells;
  if (!canBeKept(length, genes.length))
    return { gathered: null, notes: [{ tag: 'outside-not-kept', genes: genes.length, groups: length }] };
  const names = Array.from(genes, (gene) => naming.names[gene] ?? '');
  return { gathered: { genes, sums: new OutsideSums(groups, names) }, notes: [] };
}

/** Values of the kept cells, and the moments over all cells where those are a sample. */
async function readValues(
  nextScan: () => Scan,
  { logarithmic, composition, largest }: Survey,
  columns: Int32Array,
  { used, kept, summed: planned, genesAtOnce }: CellPlan,
  outside: Gathered['outside'],
): Promise<{ readonly values: Float32Array; readonly moments: CellMoments | null }> {
  const groups = planned && canBeSummed(planned.cells.length, columns.length) ? planned : null;
  const squares = Float64Array.from(columns, (place) => largest[place] ?? 0);
  const isAtOnce = groups !== null && genesAtOnce >= columns.length;
  const sums = isAtOnce ? new CellMomentSums(groups, squares, composition) : null;
  const placeOfRow = placesIn(used, kept);
  const gathered = { placeOfRow, kept: kept.cells.length, sums, outside };
  const values = await gatherValues(nextScan(), columns, logarithmic, gathered);
  if (groups === null || sums !== null) return { values, moments: sums?.moments() ?? null };
  const summed = { groups, squares, composition };
  const moments = await momentsInPasses(nextScan, columns, logarithmic, summed, genesAtOnce);
  return { values, moments };
}

/**
 * How an input without a measured target was perturbed. What bears no gene's name and inhibits is added itself; what no file states to be knocked out
 * either, or is blocked, where it is an element of the genome.
 */
function kindOfInput(
  { obs, name: file }: OpenedFile,
  { perturbationColumn }: Mapping,
  { axis, plan }: Pick<ChosenCells, 'axis' | 'plan'>,
): (name: string, kind: PerturbationKind) => PerturbationKind {
  const isStated = once(
    () => guessKind(obs, perturbationColumn, labelsIn(plan), file).guess.reason.tag !== 'kind-not-stated',
  );
  return (name, kind) => {
    if (namesGene(name, axis)) return kind;
    if (kind === 'inhibitor') return 'overexpression';
    return kind === 'knockout' && !isStated() ? usualKind([name]) : kind;
  };
}

interface Reading {
  /** Of an input, by its name and the kind of the perturbation. */
  readonly kindOf: (name: string, kind: PerturbationKind) => PerturbationKind;
  readonly takenFor: (name: string) => TakenFor;
  /** Of a row of kept cells; '' where it has none. */
  readonly contextOf: (row: number) => string;
}

/** With the numbers of kept cells. */
function conditionsOf(
  conditions: CellPlan['conditions'],
  kept: PlannedCells,
  { columnOf, latent, names }: ChosenGenes,
  { kindOf, takenFor: takenAs, contextOf }: Reading,
): Condition[] {
  const isLatent = new Set(latent);
  const keptIn = conditions.map(() => ({ cells: 0, contexts: new Map<string, number>() }));
  kept.conditionOfRow.forEach((condition, row) => {
    const own = keptIn[condition];
    if (!own) return;
    own.cells++;
    const context = contextOf(row);
    if (context !== '') own.contexts.set(context, (own.contexts.get(context) ?? 0) + 1);
  });
  const inputOf = (gene: number, kind: PerturbationKind): Pick<Intervention, 'kind' | 'taken'> => {
    if (!isLatent.has(gene)) return { kind };
    const name = names[gene] ?? '';
    const taken = takenAs(name);
    return { kind: kindOf(name, kind), ...(taken !== 'measured gene' && { taken }) };
  };
  const ofCells = (index: number): Pick<Condition, 'cells' | 'contexts'> => {
    const { cells = 0, contexts } = keptIn[index] ?? {};
    const named = [...(contexts ?? [])].toSorted(([a], [b]) => compareNames(a, b));
    return {
      cells,
      ...(named.length > 0 && { contexts: named.map(([name, ofName]) => ({ name, cells: ofName })) }),
    };
  };
  return conditions.map(({ perturbation: { label, kind, targets, dose }, time }, index) => ({
    label,
    ...(dose && { of: dose.of }),
    interventions: targets.map(columnOf).map((gene, at) => {
      const value = dose?.ofTargets[at] ?? NaN;
      return {
        gene,
        ...inputOf(gene, kind),
        ...(dose && Number.isFinite(value) ? { dose: { value, unit: dose.unit } } : {}),
      };
    }),
    time,
    ...ofCells(index),
  }));
}

/** [rows of `used`] row of `kept`, −1 for cells that are not. */
function placesIn(used: PlannedCells, kept: PlannedCells): Int32Array {
  if (kept === used) return Int32Array.from(used.cells.keys());
  const places = new Int32Array(used.cells.length).fill(-1);
  let next = 0;
  used.cells.forEach((cell, row) => {
    if (kept.cells[next] === cell) places[row] = next++;
  });
  return places;
}

function readsSameCells(a: Mapping, b: Mapping): boolean {
  return (
    a.matrix === b.matrix &&
    a.geneColumn === b.geneColumn &&
    a.perturbationColumn === b.perturbationColumn &&
    a.timeColumn === b.timeColumn &&
    a.doseColumn === b.doseColumn &&
    a.filter?.fewestCells === b.filter?.fewestCells &&
    a.filter?.mostGuides === b.filter?.mostGuides &&
    JSON.stringify([a.control, a.targets]) === JSON.stringify([b.control, b.targets])
  );
}
