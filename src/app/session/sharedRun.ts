/**
 * A shared snapshot as the run the panels know: the experiment without its cells, the result without what stayed behind
 * (intervals, measurements). Pure. What cannot be asked of it is said by `RunState.shared`.
 */
import type { Dataset } from '../../dataset/dataset';
import type { FittedModel } from '../../dynamics/fitted';
import { companionsOf } from '../../dynamics/settings';
import type { FitResult, Member } from '../../inference/result';
import type { SharedNetwork, Snapshot } from '../../share/snapshot';
import type { RunSummary, ViewDocument } from './state';
import { emptySummary } from '../../share/summary';
import { viewFor } from '../../share/view';

export interface ShownSnapshot {
  readonly dataset: Dataset;
  readonly result: FitResult;
  readonly summary: RunSummary;
  readonly view: ViewDocument;
}

/** `network`: that of the snapshot. */
export function shownSnapshot(snapshot: Snapshot, network: SharedNetwork): ShownSnapshot {
  const { steps } = snapshot.settings;
  return {
    dataset: datasetOf(snapshot, network),
    result: resultOf(snapshot, network),
    summary: { ...emptySummary, step: steps, steps, averaged: network.averaged },
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
    // How each gene was set, and in how many cells, stays with the sender.
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
  const { instrument } = snapshot;
  const { network, modules, verdict } = shared;
  return {
    model: {
      ...(instrument?.kind === 'model' ? instrument.model : withoutModel(snapshot, shared)),
      lossesReplaced: verdict.reservations?.lossesReplaced ?? false,
    },
    network,
    members: membersOf(snapshot, shared),
    modules,
    diagnosis: verdict.diagnosis,
    crossValidation: verdict.crossValidation,
    heldOut: verdict.heldOut,
    comparisons: [],
    confidence: null,
    seconds: 0,
  };
}

/** Which fits were averaged; what each of them found alone stays with the sender. */
function membersOf({ settings }: Snapshot, { network, averaged }: SharedNetwork): readonly Member[] {
  if (averaged < 2) return [];
  const fits = [settings, ...companionsOf(settings, network.genes.length)];
  return fits.slice(0, averaged).map(({ preset, horizon }) => ({
    // What the default preset averages begins with H.
    preset: preset === 'default' ? ('H' as const) : preset,
    horizon,
    weights: new Float32Array(),
  }));
}

/** No hidden unit: it is never asked (actions/predict.ts), only its names, its κ and its μ are read. */
function withoutModel(
  { settings, instrument }: Snapshot,
  { network: { genes, regulators }, verdict: { reservations } }: SharedNetwork,
): FittedModel {
  const strength = reservations?.shared ?? null;
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
    kappa: instrument?.kind === 'responses' ? instrument.responses.kappa : 1,
    // Only how much of it there is in the answers is read.
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

/** Genes that came with their places stay there until the person says otherwise. */
function viewOf({ view, placement }: Snapshot, { network }: SharedNetwork): ViewDocument {
  const { edgeBudget, minimumStability, moduleNames, selectedGene, sliders } = view;
  return {
    ...viewFor(network.genes.length),
    edgeBudget,
    minimumStability,
    moduleNames,
    sliders,
    layoutFrozen: placement !== null,
    selection: selectedGene === null ? null : { kind: 'gene', gene: selectedGene },
  };
}
