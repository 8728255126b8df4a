/** A shared snapshot as a run without cells, intervals and measurements. Pure. */
import type { Dataset } from '../../../dataset/dataset';
import type { FittedModel } from '../../../dynamics/fitted';
import type { AveragedFit, FitResult } from '../../../inference/run/result';
import type { SharedNetwork, Snapshot } from '../../../share/snapshot';
import type { ViewDocument } from '../state';
import { emptySummary, type FinishedRun } from '../../../share/finishedRun';
import { viewFor } from '../../../share/view';

/** `network`: the one of the snapshot. */
export function shownSnapshot(
  snapshot: Snapshot,
  network: SharedNetwork,
): Pick<FinishedRun, 'dataset' | 'result' | 'summary' | 'view'> {
  const { steps } = snapshot.settings;
  return {
    dataset: datasetOf(snapshot, network),
    result: resultOf(snapshot, network),
    summary: { ...emptySummary, step: steps, steps },
    view: viewOf(snapshot, network),
  };
}

function datasetOf({ title, fingerprint, choices }: Snapshot, { network, data }: SharedNetwork): Dataset {
  return {
    name: title,
    fingerprint,
    genes: network.genes,
    cells: data.cells,
    values: new Float32Array(),
    conditionOfCell: new Int32Array(),
    // The link carries neither the kind of perturbation nor the number of cells.
    conditions: data.perturbed.map((gene) => ({
      label: network.genes[gene] ?? '',
      interventions: [{ gene, kind: 'knockout' }],
      time: null,
      cells: 0,
    })),
    control: { mode: 'others' },
    batchOfCell: null,
    batches: [],
    candidates: network.regulators,
    heldOut: choices.heldOut,
    composition: null,
    timeUnit: data.timeUnit,
    notes: [],
  };
}

function resultOf(snapshot: Snapshot, shared: SharedNetwork): FitResult {
  const { sliderModel } = snapshot;
  const { network, modules, verdict } = shared;
  return {
    model: {
      ...(sliderModel?.kind === 'model' ? sliderModel.model : withoutModel(snapshot, shared)),
      lossesReplaced: verdict.caveats?.lossesReplaced ?? false,
    },
    network,
    readout: verdict.caveats?.joined ? 'joined' : 'learned',
    members: membersOf(snapshot, shared),
    modules,
    diagnosis: verdict.diagnosis,
    crossValidation: verdict.crossValidation,
    heldOut: verdict.heldOut,
    controlSplit: null,
    comparisons: [],
    confidence: null,
    seconds: 0,
    ...(snapshot.program !== null && { program: snapshot.program }),
  };
}

/** The fits that earlier versions averaged below 20 genes, in the order of training; a link has their number only. */
function membersOf({ settings }: Snapshot, { averaged }: SharedNetwork): readonly AveragedFit[] {
  if (averaged < 2) return [];
  const fits: readonly AveragedFit[] = [
    { preset: 'H', horizon: settings.horizon },
    { preset: 'SH', horizon: 1.5 },
    { preset: 'SH', horizon: 3 },
  ];
  return fits.slice(0, averaged);
}

/** A placeholder without parameters, which is never evaluated: only its names, κ and control means are read. */
function withoutModel(
  { settings, sliderModel }: Snapshot,
  { network: { genes, regulators }, verdict: { caveats } }: SharedNetwork,
): FittedModel {
  const strength = caveats?.shared ?? null;
  const zeros = new Float64Array(genes.length);
  return {
    genes,
    regulators,
    shape: { genes: genes.length, regulators: regulators.length, modules: 0, deltas: 0 },
    parameters: new Float32Array(),
    settings,
    mean: zeros,
    scale: zeros,
    deltaGenes: new Int32Array(),
    meanDelta: 0,
    kappa: sliderModel?.kind === 'responses' ? sliderModel.responses.kappa : 1,
    margins: null,
    measured: sliderModel?.kind === 'responses' ? sliderModel.responses.measured : null,
    // Only its weight is read.
    shared: strength && { ...strength, times: new Float64Array(), response: new Float64Array() },
    back: null,
    lossesReplaced: false,
    clampFloor: null,
    low: zeros,
    high: zeros,
    stepsKept: settings.steps,
    latestTime: null,
    leaveOut: [],
  };
}

/** Genes with positions keep them until the person releases the layout. */
function viewOf({ view, placement }: Snapshot, { network }: SharedNetwork): ViewDocument {
  const { edgeBudget, minimumStability, selectedGene, sliders, time, scenarios } = view;
  const { moduleNames, namedAfter, hiddenGenes, hiddenEdges, colorBy, sizeBy, arrangement } = view;
  return {
    ...viewFor(network.genes.length),
    edgeBudget,
    minimumStability,
    moduleNames,
    namedAfter,
    hiddenGenes,
    hiddenEdges,
    colorBy,
    sizeBy,
    arrangement,
    sliders,
    time,
    scenarios,
    layoutFrozen: placement !== null,
    selection: selectedGene === null ? null : { kind: 'gene', gene: selectedGene },
  };
}
