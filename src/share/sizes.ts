/** Consistency of a stored run: array sizes and indices that other code relies on. Types of fields: schemas.ts. */
import type { TrainingData } from '../dynamics/settings';
import { ALL_BATCHES, type CellGroupIndex, type CellMoments } from '../dataset/cellMoments';
import type { CellDetails } from '../dataset/cellDetails';
import type { Dataset } from '../dataset/dataset';
import type { OutsideGenes } from '../dataset/outsideGenes';
import type { FittedModel } from '../dynamics/fitted';
import type { Loadings } from '../dynamics/loadings';
import { parameterLayout } from '../dynamics/problem';
import type { Confidence } from '../inference/run/confidence';
import type { SavedProgress } from '../inference/run/progress';
import type { FitResult } from '../inference/run/result';
import type { Placement, ViewDocument } from './view';

export function holdsTogether(dataset: TrainingData, result: FitResult | null): boolean {
  return datasetHolds(dataset) && (result === null || resultHolds(dataset, result));
}

/** Whether every gene and module of the view exists. */
export function viewHolds(view: ViewDocument, genes: number, modules: number): boolean {
  const {
    selection,
    sliders,
    scenarios,
    pins,
    hiddenModules,
    hiddenGenes,
    hiddenEdges,
    moduleNames,
    namedAfter,
    cells,
  } = view;
  const colours = [cells.colour, ...(cells.pick?.kind === 'group' ? [cells.pick.colour] : [])];
  const shown = [
    ...hiddenModules,
    ...[moduleNames, namedAfter].flatMap((names) => Object.keys(names).map(Number)),
    ...colours.flatMap((colour) => (colour.kind === 'module' ? [colour.module] : [])),
  ];
  const set = [
    ...[...sliders, ...scenarios.flatMap((one) => one.sliders), ...pins].map(({ gene }) => gene),
    ...hiddenGenes,
    ...colours.flatMap((colour) => (colour.kind === 'gene' ? [colour.gene] : [])),
    ...hiddenEdges.flatMap(({ source, target }) => [source, target]),
  ];
  switch (selection?.kind) {
    case undefined:
      break;
    case 'gene':
      set.push(selection.gene);
      break;
    case 'genes':
      // A stranger's file may select more genes than a call takes arguments.
      for (const gene of selection.genes) set.push(gene);
      break;
    case 'edge':
      set.push(selection.source, selection.target);
      break;
    case 'module':
      shown.push(selection.module);
      break;
    default:
      selection satisfies never;
  }
  return allBelow(set, genes) && allBelow(shown, modules);
}

/** Whether every gene has a finite position. */
export function placementHolds({ positions }: Placement, genes: number): boolean {
  return positions.length === 2 * genes && positions.every(Number.isFinite);
}

/** Whether every optimiser state is complete and finite. */
export function progressHolds({ fits }: SavedProgress): boolean {
  return fits.every(
    ({ parameters, firstMoment, secondMoment }) =>
      [firstMoment, secondMoment].every(({ length }) => length === parameters.length) &&
      parameters.every(Number.isFinite),
  );
}

function datasetHolds(dataset: TrainingData): boolean {
  const { genes, cells, values, conditionOfCell, conditions, batchOfCell, batches, candidates, cellGuides } =
    dataset;
  return (
    values.length === cells * genes.length &&
    values.every(Number.isFinite) &&
    conditionOfCell.length === cells &&
    allBelow(conditionOfCell, conditions.length) &&
    conditions.every(({ interventions }) =>
      allBelow(
        interventions.map(({ gene }) => gene),
        genes.length,
      ),
    ) &&
    (batchOfCell === null || (batchOfCell.length === cells && allBelow(batchOfCell, batches.length))) &&
    (!cellGuides ||
      (cellGuides.ofCell.length === cells &&
        cellGuides.ofCell.every((guide) => guide >= -1 && guide < cellGuides.names.length))) &&
    allBelow(candidates, genes.length) &&
    allBelow(dataset.latent ?? [], genes.length) &&
    (!dataset.edgePenalty ||
      (dataset.edgePenalty.length === candidates.length * genes.length &&
        dataset.edgePenalty.every((factor) => factor > 0 && Number.isFinite(factor)))) &&
    (dataset.composition === null || dataset.composition.length === conditions.length) &&
    (!dataset.moments || momentsHold(dataset, dataset.moments)) &&
    (!dataset.counting || dataset.counting.length === genes.length) &&
    (!dataset.outside || outsideHolds(dataset, dataset.outside)) &&
    (!dataset.details || detailsHold(dataset.details, cells))
  );
}

function detailsHold({ places, columns }: CellDetails, cells: number): boolean {
  return (
    places.every(({ points }) => points.length === 2 * cells) &&
    columns.every((column) =>
      column.kind === 'number'
        ? column.values.length === cells
        : column.codes.length === cells &&
          column.codes.every((code) => code >= -1 && code < column.categories.length),
    )
  );
}

/** Groups of cells by condition and batch. */
function groupsHold(
  { conditions, batches }: Pick<Dataset, 'conditions' | 'batches'>,
  { condition, batch, cells, cellsInBatch }: Omit<CellGroupIndex, 'ofRow'>,
): boolean {
  const groups = condition.length;
  return (
    [batch, cells].every(({ length }) => length === groups) &&
    allBelow(condition, conditions.length) &&
    allBelow(
      batch.filter((one) => !cellsInBatch || one !== ALL_BATCHES),
      Math.max(1, batches.length),
    ) &&
    (!cellsInBatch || cellsInBatch.length === groups * Math.max(1, batches.length)) &&
    cells.every((count) => count > 0)
  );
}

function outsideHolds(dataset: Dataset, outside: OutsideGenes): boolean {
  const { names, cells, mean, variance } = outside;
  return (
    groupsHold(dataset, outside) &&
    variance.length === names.length &&
    mean.length === cells.length * names.length &&
    [mean, variance].every((values) => values.every(Number.isFinite))
  );
}

function loadingsHold({ shape }: FittedModel, loadings: Loadings): boolean {
  const { genes, mean, components, weights, error, margin } = loadings;
  const count = components.length / shape.modules;
  return (
    Number.isInteger(count) &&
    weights.length === count * genes.length &&
    [mean, error, margin].every(({ length }) => length === genes.length) &&
    [mean, components, weights, error, margin].every((values) => values.every((one) => Number.isFinite(one)))
  );
}

function momentsHold({ genes, conditions, batches }: Dataset, moments: CellMoments): boolean {
  const { condition, mean, variance, amount, amountVariance, composed } = moments;
  const optional = [
    ...(amountVariance ? [amountVariance] : []),
    ...(composed ? [composed.mean, composed.variance] : []),
  ];
  const groups = condition.length;
  return (
    groupsHold({ conditions, batches }, moments) &&
    [mean, variance, amount, ...optional].every(
      (values) => values.length === groups * genes.length && values.every(Number.isFinite),
    )
  );
}

function resultHolds({ genes: { length: genes } }: Dataset, result: FitResult): boolean {
  const { model, network, modules, comparisons, told, confidence, controlSplit, loadings } = result;
  const pairs = network.regulators.length * genes;
  return (
    modelHolds(model, genes) &&
    (!loadings || loadingsHold(model, loadings)) &&
    network.genes.length === genes &&
    allBelow(network.regulators, genes) &&
    (network.stability === null || network.stability.length === pairs) &&
    network.weights.length === pairs &&
    modules.every((module) => allBelow([...module.genes, ...module.regulators], genes)) &&
    comparisons.every(
      ({ predicted, measured, standardError, targets }) =>
        [predicted, measured, standardError].every(({ length }) => length === genes) &&
        allBelow(targets, genes),
    ) &&
    (!told || [told.log2, told.q].every(({ length }) => length === told.labels.length * genes)) &&
    (controlSplit === null ||
      controlSplit.offsets.every(({ length }) => strataOf(comparisons) * genes <= length)) &&
    (confidence === null || confidenceHolds(confidence, pairs, modules.length, genes))
  );
}

/** Number of strata up to the last that is used. */
function strataOf(comparisons: FitResult['comparisons']): number {
  return comparisons.reduce(
    (most, { strata }) => strata.reduce((last, { stratum }) => Math.max(last, stratum + 1), most),
    0,
  );
}

function confidenceHolds(confidence: Confidence, pairs: number, modules: number, genes: number): boolean {
  const { stability, signAgreement, low, high, nextPerturbations } = confidence;
  return (
    [stability, signAgreement, low, high].every(({ length }) => length === pairs) &&
    confidence.modules.length === modules &&
    nextPerturbations.every((next) => allBelow([next.gene, ...next.genes], genes))
  );
}

function modelHolds({ shape, parameters, ...model }: FittedModel, genes: number): boolean {
  const perGene = [model.genes, model.mean, model.scale, model.low, model.high];
  const { delta, total } = parameterLayout(shape);
  const back = model.back ? [model.back.controlPseudobulk, model.back.scale, model.back.geneScale] : [];
  return (
    shape.genes === genes &&
    shape.regulators === model.regulators.length &&
    shape.deltas === model.deltaGenes.length &&
    [...perGene, ...back].every(({ length }) => length === genes) &&
    allBelow(model.regulators, genes) &&
    allBelow(model.deltaGenes, genes) &&
    allBelow(model.latent ?? [], genes) &&
    (model.doses ?? []).every(
      (input) =>
        allBelow([input.gene], genes) &&
        input.doses.length > 0 &&
        input.doses.length === input.levels.length &&
        input.full !== 0,
    ) &&
    parameters.length === total &&
    // A leave-out fit without an overexpressed gene lacks its strength; strengths come last.
    model.leaveOut.every((fit) => fit.length >= delta && fit.length <= total)
  );
}

function allBelow(indices: Int32Array | readonly number[], bound: number): boolean {
  return indices.every((index: number) => index >= 0 && index < bound);
}
