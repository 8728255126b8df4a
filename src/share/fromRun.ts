/** The snapshot of a run on screen: what of it a link may carry. */
import type { Dataset } from '../dataset/dataset';
import { perturbationLabels, perturbedGenes } from '../dataset/design';
import type { TrainingSettings } from '../dynamics/settings';
import type { Diagnosis, FitResult } from '../inference/result';
import type { Standing } from '../inference/standing';
import { countPairs } from '../network/ranking';
import type { DemoName } from '../dataset/demoNames';
import type { FinishedRun } from './runFile';
import type { Reservations, SharedChoices, SharedNetwork, SharedView, Snapshot } from './snapshot';
import type { Placement } from './view';

export interface RunToShare {
  readonly title: string;
  /** Milliseconds since 1970: the core rooms know no clock. */
  readonly now: number;
  readonly demo: DemoName | null;
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly choices: SharedChoices;
  readonly view: SharedView;
  /** null where no network is on a screen. */
  readonly placement: Placement | null;
  /** null before training has ended: only the settings can be shared. */
  readonly result: FitResult | null;
  /** As far as it is known by now: of a run that nothing was set beside null. */
  readonly standing: Standing | null;
}

/** The first 8 bytes, enough to tell data sets apart: 16 lower-case hex digits, 0 where there are fewer. */
export function shortFingerprint(fingerprint: string): string {
  return (/^[\da-f]{0,16}/u.exec(fingerprint)?.[0] ?? '').padEnd(16, '0');
}

/** What its sender adds to a run that lies in a file. */
export interface Sending
  extends Pick<RunToShare, 'title' | 'now' | 'standing'>, Pick<SharedView, 'bare' | 'sliders' | 'time'> {}

/** As the page would share it, opened with the sliders where there are any. */
export function snapshotOfFinished(run: FinishedRun, { title, now, standing, ...wanted }: Sending): Snapshot {
  const { dataset, view } = run;
  const sliders = wanted.sliders.filter(({ value }) => value !== 1);
  const opensOnSliders = sliders.length > 0;
  return snapshotOf({
    ...run,
    title,
    now,
    standing,
    choices: { heldOut: dataset.heldOut, regulators: null },
    view: {
      ...wanted,
      step: opensOnSliders ? 'perturb' : 'explore',
      edgeBudget: view.edgeBudget,
      minimumStability: view.minimumStability,
      selectedGene: view.selection?.kind === 'gene' && !opensOnSliders ? view.selection.gene : null,
      sliders,
      time: opensOnSliders ? wanted.time : null,
      moduleNames: view.moduleNames,
    },
  });
}

const millisecondsPerDay = 86_400_000;

export function snapshotOf(run: RunToShare): Snapshot {
  const { title, demo, dataset, settings, choices, view, placement, result, standing } = run;
  return {
    title: title.trim(),
    day: Math.floor(run.now / millisecondsPerDay),
    fingerprint: shortFingerprint(dataset.fingerprint),
    demo,
    settings,
    choices,
    view,
    placement: result && placement,
    network: result && networkOf(dataset, result, standing),
    instrument: result && { kind: 'model', model: { ...result.model, leaveOut: [] } },
  };
}

function networkOf(dataset: Dataset, result: FitResult, standing: Standing | null): SharedNetwork {
  const { network, members, modules, diagnosis, crossValidation, heldOut } = result;
  const all = countPairs(network);
  return {
    network,
    edges: all,
    allEdges: all,
    averaged: Math.max(1, members.length),
    modules,
    verdict: {
      diagnosis: judged(diagnosis),
      crossValidation: crossValidation && { ...crossValidation, steps: [], errors: [], perPerturbation: [] },
      heldOut,
      reservations: reservationsOf(result, standing),
    },
    data: {
      cells: dataset.cells,
      perturbations: perturbationLabels(dataset).length,
      perturbed: perturbedGenes(dataset),
      timeUnit: dataset.timeUnit,
    },
  };
}

function reservationsOf(
  { model: { lossesReplaced, shared }, confidence }: FitResult,
  standing: Standing | null,
): Reservations | null {
  if (!standing && !lossesReplaced && !shared && !confidence) return null;
  return {
    standing,
    lossesReplaced,
    shared: shared && { weight: shared.weight, fullAt: shared.fullAt },
    resampled: confidence && { fits: confidence.fits, shuffled: confidence.shuffled },
  };
}

/** Of answers of which there are two, the one that is judged by. */
function judged(diagnosis: Diagnosis): Diagnosis {
  const { labels, agreement, typicalCorrelation, sharedFactor } = diagnosis;
  return {
    ...diagnosis,
    agreement: labels === null ? agreement : null,
    sharedFactor: typicalCorrelation === null ? sharedFactor : null,
  };
}
