/**
 * What a link brings back: enough to show a network as its sender saw it, and to move it, without the data. Plain data,
 * structured-clonable. Which bytes it becomes is the business of link/; a whole run with its cells is runFile.ts.
 */
import type { FittedModel } from '../dynamics/fitted';
import type { TrainingSettings } from '../dynamics/settings';
import type { SharedResponse } from '../dynamics/sharedResponse';
import type { Confidence } from '../inference/confidence/confidence';
import type { CrossValidation, FitResult } from '../inference/result';
import type { Standing } from '../inference/standing';
import type { Module, Network } from '../network/network';
import type { DemoName } from '../dataset/demoNames';
import type { Placement } from './view';

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

export interface SharedChoices {
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

export type Read<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };
