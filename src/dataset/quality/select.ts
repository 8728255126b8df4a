/**
 * From an opened file and its settled mapping to the dataset: cells, genes, normalised values. Streams the matrix
 * twice (counts stored by gene three times, since totals come first) and holds only the modelled genes' values, of large screens in a
 * sample of cells, with means and variances over all of them, in further passes where these are many. The bits of the dataset are independent of the file's order of genes and cells.
 */
import { compareNames, inCanonicalOrder } from '../canonicalOrder';
import { detailsOf } from '../cellDetails';
import { canBeSummed, CellMomentSums, genesAtOnce, groupByConditionAndBatch } from '../cellMoments';
import type { Dataset } from '../dataset';
import { listedFactors } from '../factors/factors';
import { DatasetFailure } from '../errors';
import { isRatio, type Mapping } from '../mapping';
import { canBeKept, OutsideSums } from '../outsideGenes';
import { nameGenes } from '../recognise/geneNames';
import { recognise } from '../recognise/recognise';
import type { Recognition } from '../recognition';
import type { ExpressionSource } from '../source';
import { compositionShifts } from './composition';
import { escapingNotes } from './escaping';
import { filterCells, filteredCellsNote, needsValues, rareGenes } from './filter';
import {
  amongDetected,
  deviationsFromControl,
  normalisedDispersions,
  orderByName,
  selectGenes,
} from './genes';
import { compareGuides, guideNotes, guidesOfFile } from './guides';
import type { CellQuality } from './measure';
import { isControl, largestSquares, pooledMoments, type MeasuredCondition } from './moments';
import { kindNotes, sampleNote, targetNotes } from './notes';
import { distinctPerturbations } from './perturbations';
import { assertUsableGenes, assertUsablePlan, planCells, type CellPlan, type PlannedCells } from './plan';
import { asExpression } from './ratios';
import { gatherValues, measureMoments, momentsInPasses, passesOver } from './scan';

/**
 * @param recognition of this file; recognised again if the mapping reads the cells differently
 * @param onBytes bytes read and in total, over all passes
 * @param quality measurement of the usable cells, if the mapping has rules on values
 * @throws DatasetFailure
 */
export async function selectDataset(
  source: ExpressionSource,
  recognition: Recognition,
  mapping: Mapping,
  onBytes: (done: number, total: number) => void,
  quality: CellQuality | null = null,
): Promise<Dataset> {
  const { opened } = source;
  const axis = opened.genes[mapping.matrix];
  if (axis === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: opened.name });
  const rules = mapping.filter ?? {};
  if (quality === null && needsValues(rules)) throw new Error('The cells were not measured.');
  const filtered = quality === null ? null : filterCells(quality, rules, opened.cells);
  const recognised =
    filtered === null && readsSameCells(recognition.mapping, mapping)
      ? recognition
      : recognise(opened, mapping, undefined, filtered?.passing ?? null);
  const { naming, placeOfGene } = orderByName(nameGenes(axis, mapping.geneColumn));
  const perturbations = distinctPerturbations(opened, recognised.labels, mapping);
  const plan = planCells(opened, perturbations, mapping, filtered?.passing ?? null);
  assertUsablePlan(opened, mapping, recognised.labels, plan, naming);

  const rowOfCell = new Int32Array(opened.cells).fill(-1);
  const { used, kept } = plan;
  used.cells.forEach((cell, row) => {
    rowOfCell[cell] = row;
  });
  const read = asExpression(source, mapping.values);
  const byGene = opened.matrices.find(({ path }) => path === mapping.matrix)?.encoding === 'csc';
  const { conditionOfRow } = used;
  const rows = used.cells.length;
  const nextScan = passesOver(
    { source: read.source, path: mapping.matrix, placeOfGene, rowOfCell, rows, groupOfRow: conditionOfRow },
    plan.passes + (mapping.values === 'counts' && byGene ? 1 : 0),
    onBytes,
  );
  const isTraining = plan.conditions.map(({ perturbation }) => !perturbation.heldOut);
  const placeOfName = new Map(naming.names.map((name, place) => [name, place]));
  const conditions: MeasuredCondition[] = plan.conditions.map(({ perturbation, time, cells }) => ({
    time,
    cells,
    kind: perturbation.kind,
    targets: perturbation.targets.flatMap((name) => placeOfName.get(name) ?? []),
    hasLatent: perturbation.targets.some((name) => !placeOfName.has(name)),
  }));
  const conditionLabels = plan.conditions.map(({ perturbation }) => perturbation.label);
  const { logarithmic, dispersions, composition, largest, notes } = await surveyGenes(
    () => measureMoments(nextScan, read.values, conditionOfRow, isTraining),
    { conditions, conditionLabels, conditionOfRow, isTraining, mapping, isSummed: plan.summed !== null },
  );
  const perturbed = [...new Set(conditions.flatMap(({ targets }) => targets))];
  const rare = quality === null ? null : rareGenes(quality, rules, placeOfGene);
  const listed = await listedFactors(naming.names);
  const selection = selectGenes(naming, perturbed, dispersions, mapping, rare, listed);
  assertUsableGenes(opened, selection);
  const latent = latentNames(plan, placeOfName);
  const names = [...Array.from(selection.genes, (gene) => naming.names[gene] ?? ''), ...latent];
  const columnOfName = new Map(names.map((name, column) => [name, column]));
  // Places beyond the measured genes stay 0.
  const columns = Int32Array.from([...selection.genes, ...latent.map((_, at) => naming.names.length + at)]);
  const isCandidate = (name: string) => mapping.regulators === null || mapping.regulators.includes(name);
  const summed = plan.summed && canBeSummed(plan.summed.cells.length, columns.length) ? plan.summed : null;
  const squares = Float64Array.from(columns, (place) => largest[place] ?? 0);
  const isAtOnce = summed !== null && genesAtOnce(summed.cells.length) >= columns.length;
  const sums = isAtOnce ? new CellMomentSums(summed, squares, composition) : null;
  const isSelected = new Set(selection.genes);
  const outsideGenes = Int32Array.from(dispersions.keys()).filter(
    (gene) => !isSelected.has(gene) && (dispersions[gene] as number) > -Infinity && rare?.isRare[gene] !== 1,
  );
  const isControlCondition = conditions.map(isControl);
  const outsideGroups = groupByConditionAndBatch(
    conditionOfRow,
    used.batchOfRow,
    plan.batches.length,
    (condition) => plan.batches.length > 1 && isControlCondition[condition] !== true,
  );
  const outsideFits = outsideGenes.length === 0 || canBeKept(outsideGroups.cells.length, outsideGenes.length);
  const outside =
    outsideGenes.length > 0 && outsideFits
      ? {
          genes: outsideGenes,
          sums: new OutsideSums(
            outsideGroups,
            Array.from(outsideGenes, (gene) => naming.names[gene] ?? ''),
          ),
        }
      : null;
  const values = await gatherValues(nextScan(), columns, logarithmic, {
    placeOfRow: placesIn(used, kept),
    kept: kept.cells.length,
    sums,
    outside,
  });
  const moments =
    summed && !sums
      ? await momentsInPasses(nextScan, columns, logarithmic, { groups: summed, squares, composition })
      : (sums?.moments() ?? null);
  const details = await detailsOf(opened.obs, source.places ?? [], kept.cells);
  const guides = compareGuides(opened, mapping, plan, values);
  const cellGuides = guidesOfFile(opened, mapping, kept.cells);
  const keptIn = conditions.map(() => 0);
  for (const condition of kept.conditionOfRow) keptIn[condition] = (keptIn[condition] ?? 0) + 1;
  const { dataset } = inCanonicalOrder({
    name: opened.name,
    fingerprint: opened.fingerprint,
    genes: names,
    cells: kept.cells.length,
    values,
    ...(isRatio(mapping.values) ? { scale: 'log-ratio' as const } : {}),
    conditionOfCell: kept.conditionOfRow,
    conditions: conditions.map(({ kind, time }, index) => ({
      label: conditionLabels[index] ?? '',
      interventions: (plan.conditions[index]?.perturbation.targets ?? []).map((name) => ({
        gene: columnOfName.get(name) as number,
        kind,
      })),
      time,
      cells: keptIn[index] ?? 0,
    })),
    control: mapping.control,
    batchOfCell: kept.batchOfRow,
    batches: plan.batches,
    candidates: Int32Array.from([
      ...selection.candidates,
      ...latent.filter(isCandidate).map((name) => columnOfName.get(name) as number),
    ]),
    candidateSource: selection.source,
    ...(latent.length === 0 ? {} : { latent: latent.map((name) => columnOfName.get(name) as number) }),
    // A rule may exclude all cells of a held-out perturbation.
    heldOut: [
      ...new Set(plan.conditions.flatMap(({ perturbation: { label, heldOut } }) => (heldOut ? [label] : []))),
    ],
    composition,
    ...(moments ? { moments } : {}),
    ...(outside === null ? {} : { outside: outside.sums.means() }),
    timeUnit: plan.timeUnit,
    ...(details === null ? {} : { details }),
    ...(cellGuides === null ? {} : { cellGuides }),
    ...(guides.length === 0 ? {} : { guides }),
    notes: [
      ...opened.notes,
      ...(Object.keys(rules).length === 0 ? [] : [{ tag: 'rules-set' as const, rules }]),
      ...(quality === null || filtered === null ? [] : filteredCellsNote(quality, filtered)),
      // The genes are known only now.
      ...recognised.notes.map((note) =>
        note.tag === 'cells-subsampled' ? sampleNote(note.kept, note.cells, moments !== null) : note,
      ),
      ...selection.notes,
      ...(outsideFits
        ? []
        : [
            {
              tag: 'outside-not-kept' as const,
              genes: outsideGenes.length,
              groups: outsideGroups.cells.length,
            },
          ]),
      ...notes,
      ...guideNotes(guides),
    ],
  });
  return { ...dataset, notes: [...dataset.notes, ...escapingNotes(dataset)] };
}

interface Survey {
  readonly conditions: readonly MeasuredCondition[];
  /** [conditions] */
  readonly conditionLabels: readonly string[];
  readonly isTraining: readonly boolean[];
  /** [rows] */
  readonly conditionOfRow: Int32Array;
  readonly mapping: Mapping;
  /** Whether the second pass sums values. */
  readonly isSummed: boolean;
}

/** What the first pass tells of all measured genes; the moments, up to 1 GB of them, are freed with this function, before the second pass. */
async function surveyGenes(
  measure: () => ReturnType<typeof measureMoments>,
  { conditions, conditionLabels, conditionOfRow, isTraining, mapping, isSummed }: Survey,
) {
  const { moments, logarithmic } = await measure();
  const training = [...conditions.keys()].filter((condition) => isTraining[condition]);
  const pooled = pooledMoments(moments, conditions, training);
  // A perturbation that serves as the reference lacks its own target.
  const controls = [...conditions.keys()].filter(
    (condition) => mapping.control.mode === 'cells' && isControl(conditions[condition]),
  );
  const kinds = kindNotes(conditions, moments);
  return {
    logarithmic,
    /** [measured genes] */
    dispersions: isRatio(mapping.values)
      ? deviationsFromControl(pooled)
      : amongDetected(normalisedDispersions(pooled), pooledMoments(moments, conditions, controls)),
    composition: compositionShifts(conditions, conditionOfRow, moments, mapping.values),
    /** [measured genes], empty where nothing is summed. */
    largest: isSummed ? largestSquares(moments) : new Float64Array(0),
    notes:
      kinds.length > 0
        ? kinds
        : targetNotes(conditions, conditionLabels, moments, mapping.values === 'counts'),
  };
}

/** Perturbed genes that are not measured, by name. */
function latentNames(
  { conditions }: Pick<CellPlan, 'conditions'>,
  placeOfName: ReadonlyMap<string, number>,
): readonly string[] {
  const targets = new Set(conditions.flatMap(({ perturbation }) => perturbation.targets));
  return [...targets].filter((name) => !placeOfName.has(name)).toSorted(compareNames);
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
    a.filter?.fewestCells === b.filter?.fewestCells &&
    a.filter?.mostGuides === b.filter?.mostGuides &&
    JSON.stringify(a.control) === JSON.stringify(b.control)
  );
}
