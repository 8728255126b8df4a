/**
 * What a link brings back: enough to show a network as its sender saw it, and to move it, without the data. Plain data,
 * structured-clonable. Which bytes it becomes is the business of link/; a whole run with its cells is runFile.ts.
 */
import type { FittedModel } from '../dynamics/fitted';
import type { TrainingSettings } from '../dynamics/settings';
import type { SharedResponse } from '../dynamics/sharedResponse';
import type { Confidence } from '../inference/confidence/confidence';
import type { CrossValidation, FitResult, Diagnosis } from '../inference/run/result';
import type { Standing } from '../inference/benchmark/benchmark';
import type { Module, Network } from '../network/network';
import type { DemoName } from '../dataset/demoNames';
import type { Placement } from './view';
import type { Dataset } from '../dataset/dataset';
import { perturbationLabels, perturbedGenes } from '../dataset/design';
import { countPairs } from '../network/ranking';
import type { FinishedRun } from './finishedRun';

/** settings: needs the data; network: to look at; instrument: with sliders that answer. */
export type Tier = 'settings' | 'network' | 'instrument';

export interface Snapshot {
  /** What the person who shared it called it; '' where nothing was typed. Plain text. */
  readonly title: string;
  /** Whole days since 1970-01-01 (UTC) on which it was shared. */
  readonly day: number;
  /** The first 8 bytes of Dataset.fingerprint as lower-case hex; equal to `shortFingerprint` of the same data. */
  readonly fingerprint: string;
  /** The demo it was learned from; null: a screen of somebody's own. */
  readonly demo: DemoName | null;
  /** As trained. */
  readonly settings: TrainingSettings;
  readonly choices: SharedChoices;
  readonly view: SharedView;
  /** Around 0; null: the genes are arranged anew. */
  readonly placement: Placement | null;
  /** null in a link of settings alone. */
  readonly network: SharedNetwork | null;
  /** null where nothing answers: sliders stay away. */
  readonly instrument: Instrument | null;
}

interface SharedChoices {
  /** Labels of perturbations kept out of training. */
  readonly heldOut: readonly string[];
  /** Candidate regulators by name where a person chose them; null: the default rule. */
  readonly regulators: readonly string[] | null;
}

/** Gene numbers index SharedNetwork.genes. A link of settings alone has neither sliders, gene nor module names. */
export interface SharedView {
  readonly step: 'explore' | 'perturb';
  /** Panels hidden, for slides and teaching. */
  readonly bare: boolean;
  readonly edgeBudget: number;
  readonly minimumStability: number;
  readonly selectedGene: number | null;
  /** Gene → value relative to control: 0 out, 1 unchanged, 3 at most. */
  readonly sliders: readonly { readonly gene: number; readonly value: number }[];
  /** Time the sliders are answered for, in the unit of the data; null: the last one. */
  readonly time: number | null;
  readonly moduleNames: Readonly<Record<number, string>>;
}

export interface SharedNetwork {
  /**
   * Weights print as the sender's do and rank as the sender's do; pairs the link left out are 0. `stability` prints as the
   * sender's does.
   */
  readonly network: Network;
  /** How many of the sender's edges it carries, the strongest; and how many there are. */
  readonly edges: number;
  readonly allEdges: number;
  /** How many fits' ranks it averages; 1: it is the main fit's alone. */
  readonly averaged: number;
  readonly modules: readonly Module[];
  readonly verdict: Verdict;
  readonly data: SharedData;
}

/** Whether to believe it, as the sender was told. The curve and the list per perturbation of a run stay behind (empty). */
export interface Verdict extends Pick<FitResult, 'diagnosis' | 'heldOut'> {
  readonly crossValidation: CrossValidation | null;
  /** null: nothing of them was known when it was shared, or by the version that wrote the link. */
  readonly reservations: Reservations | null;
}

/** What its sender was told that limits what the errors say; at least one of them. */
export interface Reservations {
  /** null: the run was not set beside simpler predictions yet, or predicts no better than “no change”. */
  readonly standing: Standing | null;
  /** As FittedModel.lossesReplaced. */
  readonly lossesReplaced: boolean;
  /** Of FittedModel.shared: for those who get no model. */
  readonly shared: Pick<SharedResponse, 'weight' | 'fullAt'> | null;
  /** What `stability` counts where it was measured with resampled fits. */
  readonly resampled: Pick<Confidence, 'fits' | 'shuffled'> | null;
}

/** The experiment in a few numbers; never its file's name. */
export interface SharedData {
  readonly cells: number;
  /** Distinct perturbation labels. */
  readonly perturbations: number;
  /** Genes the experimenter set, ascending. */
  readonly perturbed: readonly number[];
  /** 'days', 'hours' or ''. */
  readonly timeUnit: string;
}

export type Instrument =
  /** For predictChange. Its `leaveOut` is empty: a link carries no intervals. */
  | { readonly kind: 'model'; readonly model: FittedModel }
  | { readonly kind: 'responses'; readonly responses: ResponseTable };

/** Where the model would make the link too long: one change at a time, knocked out or doubled, at the last time. */
export interface ResponseTable {
  /** [R] genes that can be changed; indices into the network's genes. */
  readonly regulators: Int32Array;
  /** Genes whose answer is known, ascending. */
  readonly answered: Int32Array;
  /** [R × G] log2 fold change with the regulator knocked out, and with it doubled; prints as the sender's. 0 if not answered. */
  readonly out: Float32Array;
  readonly doubled: Float32Array;
  /** Shrinkage of the predictions, for the same warning that the sender saw. */
  readonly kappa: number;
}

/** Why a link cannot be shown. */
export type LinkError =
  /** Cut, changed or mistyped on its way. */
  | { readonly tag: 'link-damaged' }
  /** Made by a newer version of the app than this. */
  | { readonly tag: 'link-too-new' }
  /** The address has no snapshot in it at all. */
  | { readonly tag: 'link-empty' };

/** Why a run file cannot be opened. */
export type RunFileError =
  | { readonly tag: 'run-file-damaged'; readonly file: string }
  | { readonly tag: 'run-file-too-new'; readonly file: string; readonly version: number }
  /** JSON of something else. */
  | { readonly tag: 'run-file-alien'; readonly file: string };

/** The snapshot of a run on screen: what of it a link may carry. */

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
interface Sending
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
