/**
 * The content of a link: enough to show a network as its sender saw it and to drive its sliders, without the data. Plain,
 * structured-clonable data. Encoding: link/; a whole run with its cells: runFile.ts.
 */
import type { FittedModel, MeasuredGenes } from '../dynamics/fitted';
import type { TrainingData, TrainingSettings } from '../dynamics/settings';
import type { SharedResponse } from '../dynamics/sharedResponse';
import type { Confidence } from '../inference/run/confidence';
import type { Diagnosis } from '../inference/diagnosis/evidence';
import type { CrossValidation, FitResult } from '../inference/run/result';
import type { JudgedRun } from '../inference/verdict/judge';
import type { Standing } from '../inference/benchmark/benchmark';
import type { Module, Network } from '../network/network';
import { bundledPriorNames, bundledPriors } from '../network/priors/about';
import { candidatesAre, defaultCandidates } from '../dataset/factors/candidates';
import {
  keptCells,
  type Dataset,
  type DemoName,
  perturbationLabels,
  perturbedGenes,
} from '../dataset/dataset';
import type { Knowledge } from '../dataset/knowledge';
import type { Placement, ViewDocument } from './view';
import { countPairs } from '../network/ranking';
import type { FinishedRun } from './finishedRun';
import type { EffectsSnapshot, Origin } from './effectsSnapshot';

/** settings: needs the data; network: for viewing; model: with working sliders. */
export type Tier = 'settings' | 'network' | 'model';

export interface Snapshot extends Origin {
  /** The demo it was learned from; null for other data. */
  readonly demo: DemoName | null;
  /** As trained. */
  readonly settings: TrainingSettings;
  readonly choices: SharedChoices;
  /** The known network that it was learned with; null without one, and in links made before this was told. */
  readonly knowledge: SharedKnowledge | null;
  readonly view: SharedView;
  /** Centred on 0; null: the layout is computed again. */
  readonly placement: Placement | null;
  /** null in a settings link. */
  readonly network: SharedNetwork | null;
  /** null: no sliders. */
  readonly sliderModel: SliderModel | null;
  /** Effects of the screen that it was learned from; null where they are not told, and in links without a model. */
  readonly effects: EffectsSnapshot | null;
}

interface SharedChoices {
  /** Labels of held-out perturbations. */
  readonly heldOut: readonly string[];
  /** Names of the chosen candidate regulators; null: the default rule. */
  readonly regulators: readonly string[] | null;
}

/** Without its edges. `name`: title of a network that comes with the program; null: a file of the sender, whose name is not shared. */
export interface SharedKnowledge extends Pick<Knowledge, 'asked' | 'strength' | 'gain' | 'shuffledGain'> {
  readonly name: string | null;
}

/** Gene numbers index SharedNetwork.genes. A settings link has no sliders, selected gene or module names. */
export interface SharedView {
  readonly step: 'explore' | 'perturb';
  /** Panels hidden, for slides and teaching. */
  readonly bare: boolean;
  readonly edgeBudget: number;
  readonly minimumStability: number;
  readonly selectedGene: number | null;
  /** Values relative to control: 0 knocked out, 1 unchanged, at most 3. */
  readonly sliders: readonly { readonly gene: number; readonly value: number }[];
  /** Time of the prediction, in the unit of the data; null: the last one. */
  readonly time: number | null;
  readonly scenarios: ViewDocument['scenarios'];
  readonly moduleNames: Readonly<Record<number, string>>;
  readonly namedAfter: ViewDocument['namedAfter'];
  readonly hiddenGenes: ViewDocument['hiddenGenes'];
  readonly hiddenEdges: ViewDocument['hiddenEdges'];
  readonly colorBy: ViewDocument['colorBy'];
  readonly sizeBy: ViewDocument['sizeBy'];
  readonly arrangement: ViewDocument['arrangement'];
}

export interface SharedNetwork {
  /** Weights and stabilities print, and weights rank, as the sender's do; pairs missing from the link are 0. */
  readonly network: Network;
  /** Number of edges in the link, the sender's strongest, and of all the sender's edges. */
  readonly edges: number;
  readonly allEdges: number;
  /** Number of fits whose ranks are averaged, in runs of earlier versions; 1 in others. */
  readonly averaged: number;
  readonly modules: readonly Module[];
  readonly verdict: Verdict;
  readonly data: SharedData;
}

/** Diagnosis and errors as the sender saw them. The curve and the list per perturbation of the cross-validation are empty. */
export interface Verdict extends Pick<FitResult, 'diagnosis' | 'heldOut'> {
  readonly crossValidation: CrossValidation | null;
  /** null: none were known when the link was made. */
  readonly caveats: Caveats | null;
  /** null in links of earlier versions. */
  readonly judged: JudgedRun | null;
}

/** Suspect labels in a link. */
export const MAX_SUSPECT = 20;

/** What qualifies the errors; at least one is known. */
export interface Caveats {
  /** null: the run was not yet compared with simpler predictions, or predicts no better than “no change”. */
  readonly standing: Standing | null;
  /** As FittedModel.lossesReplaced. */
  readonly lossesReplaced: boolean;
  /** From FittedModel.shared, for links without a model. */
  readonly shared: Pick<SharedResponse, 'weight' | 'fullAt'> | null;
  /** Whether weights are joined with measured effects: FitResult.readout. */
  readonly joined: boolean;
  /** The resampled fits behind `stability`, if it was measured with them. */
  readonly resampled: Pick<Confidence, 'fits' | 'shuffled'> | null;
}

/** Size of the experiment; never the name of its file. */
export interface SharedData {
  readonly cells: number;
  /** Distinct perturbation labels. */
  readonly perturbations: number;
  /** Perturbed genes, ascending. */
  readonly perturbed: readonly number[];
  /** 'days', 'hours' or ''. */
  readonly timeUnit: string;
}

export type SliderModel =
  /** For predictChange. `leaveOut` is empty: a link has no intervals. */
  | { readonly kind: 'model'; readonly model: FittedModel }
  | { readonly kind: 'responses'; readonly responses: ResponseTable };

/** For models too large for a link: responses to single knockouts and doublings at the last time. */
export interface ResponseTable {
  /** [R] indices of the genes that can be changed. */
  readonly regulators: Int32Array;
  /** Genes with known responses, ascending. */
  readonly answered: Int32Array;
  /** [R × G] log2 fold change with the regulator knocked out, and doubled; prints as the sender's. 0 if unknown. */
  readonly out: Float32Array;
  readonly doubled: Float32Array;
  /** Shrinkage of the predictions, for the warnings, as in FittedModel. */
  readonly kappa: number;
  readonly measured: MeasuredGenes | null;
}

/** Why a link cannot be opened. */
export type LinkError =
  /** Truncated, changed or mistyped. */
  | { readonly tag: 'link-damaged' }
  /** Made by a newer version of the app than this. */
  | { readonly tag: 'link-too-new' }
  /** The address holds no snapshot. */
  | { readonly tag: 'link-empty' };

/** Why a run file cannot be opened. */
export type RunFileError =
  | { readonly tag: 'run-file-damaged'; readonly file: string }
  | { readonly tag: 'run-file-too-new'; readonly file: string; readonly version: number }
  /** JSON of something else. */
  | { readonly tag: 'run-file-alien'; readonly file: string };
export interface RunToShare {
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly demo: DemoName | null;
  readonly dataset: TrainingData;
  readonly settings: TrainingSettings;
  readonly choices: SharedChoices;
  readonly view: SharedView;
  /** null if no network is on screen. */
  readonly placement: Placement | null;
  /** null before training has ended: then only the settings can be shared. */
  readonly result: FitResult | null;
  /** Rank among simpler predictions; null if not compared. */
  readonly standing: Standing | null;
  /** null before training has ended. */
  readonly judged: JudgedRun | null;
}

/** The first 8 bytes, enough to distinguish data sets: 16 lower-case hex digits, padded with 0. */
export function shortFingerprint(fingerprint: string): string {
  return (/^[\da-f]{0,16}/u.exec(fingerprint)?.[0] ?? '').padEnd(16, '0');
}

/** What the sender adds to a finished run. */
interface Sending
  extends
    Pick<RunToShare, 'title' | 'now' | 'standing' | 'judged'>,
    Pick<SharedView, 'bare' | 'sliders' | 'time'> {}

/** As the page shares a run; the link opens on the sliders if any are set. */
export function snapshotOfFinished(
  run: FinishedRun,
  { title, now, standing, judged, ...wanted }: Sending,
): Snapshot {
  const { dataset, view } = run;
  const sliders = wanted.sliders.filter(({ value }) => value !== 1);
  const opensOnSliders = sliders.length > 0;
  return snapshotOf({
    ...run,
    title,
    now,
    standing,
    judged,
    choices: { heldOut: dataset.heldOut, regulators: chosenRegulators(dataset) },
    view: {
      ...wanted,
      step: opensOnSliders ? 'perturb' : 'explore',
      edgeBudget: view.edgeBudget,
      minimumStability: view.minimumStability,
      selectedGene: view.selection?.kind === 'gene' && !opensOnSliders ? view.selection.gene : null,
      sliders,
      time: opensOnSliders ? wanted.time : null,
      scenarios: view.scenarios,
      moduleNames: view.moduleNames,
      namedAfter: view.namedAfter,
      hiddenGenes: view.hiddenGenes,
      hiddenEdges: view.hiddenEdges,
      colorBy: view.colorBy,
      sizeBy: view.sizeBy,
      arrangement: view.arrangement,
    },
  });
}

/** Names of the candidate regulators; null where the default rule gives them. */
export function chosenRegulators({
  genes,
  latent,
  candidates,
  candidateSource,
}: Dataset): readonly string[] | null {
  if (!candidateSource) return null;
  const byDefault = candidatesAre(
    defaultCandidates,
    candidateSource.species,
    genes.length - (latent?.length ?? 0),
  );
  return candidateSource.are === byDefault ? null : Array.from(candidates, (gene) => genes[gene] ?? '');
}

const millisecondsPerDay = 86_400_000;

/** @param now milliseconds since 1970 */
export const dayOf = (now: number) => Math.floor(now / millisecondsPerDay);

export function snapshotOf(run: RunToShare): Snapshot {
  const { title, demo, dataset, settings, choices, view, placement, result } = run;
  return {
    title: title.trim(),
    day: dayOf(run.now),
    fingerprint: shortFingerprint(dataset.fingerprint),
    program: result?.program ?? null,
    demo,
    settings,
    choices,
    knowledge: sharedKnowledge(dataset.knowledge),
    view,
    placement: result && placement,
    network: result && networkOf(dataset, result, run),
    sliderModel: result && { kind: 'model', model: { ...result.model, margins: null, leaveOut: [] } },
    effects: null,
  };
}

/**
 * With the effects of its screen, shared at the same time. Those of another screen are left out, and those of a demo, whose cells a reader
 * has, so that its link fits in a message.
 */
export function withEffects(snapshot: Snapshot, effects: EffectsSnapshot | null): Snapshot {
  const { title, day, fingerprint, demo } = snapshot;
  return demo === null && effects?.fingerprint === fingerprint
    ? { ...snapshot, effects: { ...effects, title, day } }
    : snapshot;
}

function sharedKnowledge(knowledge: Knowledge | undefined): SharedKnowledge | null {
  if (!knowledge) return null;
  const { name, asked, strength, gain, shuffledGain } = knowledge;
  const isBundled = bundledPriorNames.some((one) => bundledPriors[one].title === name);
  return { name: isBundled ? name : null, asked, strength, gain, shuffledGain };
}

function networkOf(
  dataset: Dataset,
  result: FitResult,
  { standing, judged }: Pick<RunToShare, 'standing' | 'judged'>,
): SharedNetwork {
  const { network, members, modules, diagnosis, crossValidation, heldOut } = result;
  const all = countPairs(network);
  return {
    network,
    edges: all,
    allEdges: all,
    averaged: Math.max(1, members.length),
    modules,
    verdict: {
      diagnosis: sharedDiagnosis(diagnosis),
      crossValidation: crossValidation && { ...crossValidation, steps: [], errors: [], perPerturbation: [] },
      heldOut,
      caveats: caveatsOf(result, standing),
      judged,
    },
    data: {
      cells: keptCells(dataset),
      perturbations: perturbationLabels(dataset).length,
      perturbed: perturbedGenes(dataset),
      timeUnit: dataset.timeUnit,
    },
  };
}

function caveatsOf(
  { model: { lossesReplaced, shared }, readout, confidence }: FitResult,
  standing: Standing | null,
): Caveats | null {
  const joined = readout === 'joined';
  if (!standing && !lossesReplaced && !shared && !joined && !confidence) return null;
  return {
    standing,
    lossesReplaced,
    shared: shared && { weight: shared.weight, fullAt: shared.fullAt },
    joined,
    resampled: confidence && { fits: confidence.fits, shuffled: confidence.shuffled },
  };
}

/** Of two alternative scores, keeps the one in use; of effects their number. */
function sharedDiagnosis(diagnosis: Diagnosis): Diagnosis {
  const { labels, agreement, typicalCorrelation, sharedFactor, effects, suspectLabels } = diagnosis;
  return {
    ...diagnosis,
    effects: effects && {
      measurable: effects.measurable,
      of: effects.of,
      labels: [],
      ...(effects.sharedBy ? { sharedBy: [] } : {}),
    },
    suspectLabels: suspectLabels.slice(0, MAX_SUSPECT),
    agreement: labels === null ? agreement : null,
    sharedFactor: typicalCorrelation === null ? sharedFactor : null,
  };
}
