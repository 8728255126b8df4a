/**
 * From an opened file and its settled mapping to the dataset: which cells, which genes, normalised values. Streams the
 * matrix twice (three times for counts, whose totals come first) and never holds more than the modelled genes' values.
 */
import type { Dataset } from '../dataset';
import { DatasetFailure } from '../errors';
import type { Mapping, Recognition } from '../mapping';
import { nameGenes } from '../recognise/geneNames';
import { recognise } from '../recognise/recognise';
import type { ExpressionSource } from '../source';
import { planCells } from './cells';
import { compositionShifts } from './compositions';
import { selectGenes } from './genes';
import { kindNotes } from './kindNotes';
import { pooledMoments, type MeasuredCondition } from './moments';
import { linearScale, logarithmicScale, sizeFactorsOf } from './normalise';
import { distinctPerturbations } from './perturbations';
import { refuseUnusableGenes, refuseUnusablePlan } from './refuse';
import { gatherValues, scanMoments, scanTotals, type Scan } from './scan';
import { normalisedDispersions } from './variableGenes';

/**
 * @param recognition what `recognise` gave for this file; read again here if the mapping reads the cells differently
 * @param onBytes bytes read and to read, over all passes
 * Throws DatasetFailure.
 */
export async function selectDataset(
  source: ExpressionSource,
  recognition: Recognition,
  mapping: Mapping,
  onBytes: (done: number, total: number) => void,
): Promise<Dataset> {
  const { opened } = source;
  const axis = opened.genes[mapping.matrix];
  if (axis === undefined) throw new DatasetFailure({ tag: 'no-matrix', file: opened.name });
  const reading = readsCellsAlike(recognition.mapping, mapping) ? recognition : recognise(opened, mapping);
  const naming = nameGenes(axis, mapping.geneColumn);
  const perturbations = distinctPerturbations(opened, reading.labels, mapping);
  const plan = planCells(opened, perturbations, mapping);
  refuseUnusablePlan(opened, mapping, reading.labels, plan, naming);

  const passes = mapping.values === 'counts' ? 3 : 2;
  const rowOfCell = new Int32Array(opened.cells).fill(-1);
  plan.cells.forEach((cell, row) => {
    rowOfCell[cell] = row;
  });
  const scan = (pass: number): Scan => ({
    source,
    path: mapping.matrix,
    genes: axis.index.length,
    rowOfCell,
    rows: plan.cells.length,
    onBytes: (done, total) => {
      onBytes(pass * total + done, passes * total);
    },
  });
  const isTraining = plan.conditions.map(({ perturbation }) => !perturbation.heldOut);
  const sizeFactors =
    mapping.values === 'counts'
      ? sizeFactorsOf(await scanTotals(scan(0)), (row) => isTraining[plan.conditionOfRow[row] ?? -1] ?? false)
      : null;
  const linear = linearScale(mapping.values, sizeFactors);
  const moments = await scanMoments(scan(passes - 2), plan.conditionOfRow, plan.conditions.length, linear);

  const varOfName = new Map(naming.names.map((name, gene) => [name, gene]));
  const conditions: MeasuredCondition[] = plan.conditions.map(({ perturbation, time, cells }) => ({
    time,
    cells,
    kind: perturbation.kind,
    targets: perturbation.targets.map((name) => varOfName.get(name) ?? -1),
  }));
  const training = [...conditions.keys()].filter((condition) => isTraining[condition]);
  const dispersions = normalisedDispersions(pooledMoments(moments, conditions, training));
  const perturbed = [...new Set(conditions.flatMap(({ targets }) => targets))];
  const selection = selectGenes(naming, perturbed, dispersions, mapping);
  refuseUnusableGenes(opened, selection);
  const logarithmic = logarithmicScale(mapping.values, sizeFactors);
  const values = await gatherValues(scan(passes - 1), selection.genes, logarithmic);
  return {
    name: opened.name,
    fingerprint: opened.fingerprint,
    genes: Array.from(selection.genes, (gene) => naming.names[gene] ?? ''),
    cells: plan.cells.length,
    values,
    conditionOfCell: plan.conditionOfRow,
    conditions: conditions.map(({ targets, kind, time, cells }, index) => ({
      label: plan.conditions[index]?.perturbation.label ?? '',
      interventions: targets.map((gene) => ({ gene: selection.genes.indexOf(gene), kind })),
      time,
      cells,
    })),
    control: mapping.control,
    batchOfCell: plan.batchOfRow,
    batches: plan.batches,
    candidates: selection.candidates,
    heldOut: perturbations.list.filter(({ heldOut }) => heldOut).map(({ label }) => label),
    composition: compositionShifts(conditions, plan.conditionOfRow, moments, mapping.values),
    timeUnit: plan.timeUnit,
    notes: [...opened.notes, ...reading.notes, ...selection.notes, ...kindNotes(conditions, moments)],
  };
}

function readsCellsAlike(a: Mapping, b: Mapping): boolean {
  return (
    a.matrix === b.matrix &&
    a.geneColumn === b.geneColumn &&
    a.perturbationColumn === b.perturbationColumn &&
    a.timeColumn === b.timeColumn &&
    JSON.stringify(a.control) === JSON.stringify(b.control)
  );
}
