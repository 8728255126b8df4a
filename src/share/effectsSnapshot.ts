/**
 * What a link says of the effects of a screen: enough to show the step Effects as its sender saw it, without cells and without a model. Plain,
 * structured-clonable data; numbers print as the sender's. Perturbations are numbered by their places here, which are those of the table.
 * Encoding: link/effectsCodec.ts and effectsLink.ts.
 */
import type { GuideLine, Likeness } from '../effects/changes';
import type { PerturbationClass } from '../effects/classes';
import type { ContextDifference } from '../effects/contextVerdicts';
import type { TargetVerdict } from '../effects/ownTargets';
import type { PairKind } from '../effects/pairs';

/** What was shared, when, and by which program. */
export interface Origin {
  /** Title given by the sender, '' for none. Plain text. */
  readonly title: string;
  /** Day of sharing, in whole days since 1970-01-01 (UTC). */
  readonly day: number;
  /** First 8 bytes of Dataset.fingerprint as lower-case hex: `shortFingerprint` of the data. */
  readonly fingerprint: string;
  /** Version and commit of the program that learned or measured it (inference/run/program.ts); null in links of before 0.3.0, and of settings. */
  readonly program: string | null;
}

/** What Effects says, in the words that the sender read; '' where it is not said. One line each. */
export interface EffectsSentences {
  readonly headline: string;
  /** With what perturbations were compared. */
  readonly compared: string;
  readonly targets: string;
  readonly believed: string;
  readonly missed: string;
  readonly next: string;
}

/** Views of the step Effects. Existing links hold places in this list: append only. */
export const effectsViews = ['map', 'plane', 'table', 'pairs', 'network', 'doses', 'contexts'] as const;
export type EffectsView = (typeof effectsViews)[number];

export interface EffectsSnapshot extends Origin {
  readonly sentences: EffectsSentences;
  readonly unit: 'cell' | 'sample';
  /** false: without replicates, so that nothing has p, q or an interval. */
  readonly isTested: boolean;
  /** Names that are used here; indices of genes are places in this list. */
  readonly genes: readonly string[];
  readonly perturbations: readonly SharedPerturbation[];
  /** Perturbations without effect that are not in the link, because it would be too long. */
  readonly perturbationsLeftOut: number;
  readonly map: SharedHeatMap;
  readonly placed: readonly SharedPlace[];
  readonly groups: readonly SharedGroup[];
  readonly pairs: readonly SharedPair[];
  readonly pairsLeftOut: number;
  /** Combinations of more than two, which are not judged. */
  readonly largerCombinations: number;
  /** What is said of contexts; absent where they are not told apart, from earlier links, and where it would not fit. */
  readonly contexts?: SharedContexts;
  /** What the sender looked at. */
  readonly view: EffectsView;
  readonly selected: number | null;
  readonly selectedGene: number | null;
}

/** log2 fold changes. */
interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface SharedPerturbation extends Pick<
  PerturbationClass,
  'tested' | 'increased' | 'decreased' | 'acts' | 'kind'
> {
  readonly label: string;
  readonly isCompared: boolean;
  readonly cells: number;
  readonly guides: number;
  /** log2 fold change of its one target, and whether that is as it should be. */
  readonly own: number | null;
  readonly onTarget: TargetVerdict | null;
  /** log2 of the typical change of a gene. */
  readonly size: number | null;
  readonly sizeInterval: Interval | null;
  readonly any: number | null;
  readonly agreement: number | null;
  readonly nearest: Likeness | null;
  readonly responding: { readonly share: number; readonly low: number; readonly high: number } | null;
  /** Guides that stand out. */
  readonly guidesApart: readonly Pick<GuideLine, 'name' | 'verdict'>[];
  /** Its changed genes, the surest first; without replicates those farthest from the other samples. */
  readonly changed: readonly SharedGene[];
  readonly changedLeftOut: number;
}

export interface SharedGene {
  readonly gene: number;
  readonly isOwn: boolean;
  /** log2 fold change. */
  readonly log2: number;
  /** null without replicates. */
  readonly test: (Interval & { readonly q: number }) | null;
  /** Without replicates: distance from no change in spreads of all samples; 0 else. */
  readonly spreads: number;
}

/** [rows × genes], both in the order of the drawing. */
export interface SharedHeatMap {
  readonly rows: readonly number[];
  readonly genes: readonly number[];
  readonly log2: Float32Array;
  /** Whether it is drawn in full colour, and whether it is an own target. */
  readonly strong: readonly boolean[];
  readonly own: readonly boolean[];
  readonly acting: number;
}

export interface SharedPlace {
  readonly perturbation: number;
  readonly group: number | null;
  readonly x: number;
  readonly y: number;
}

export interface SharedGroup {
  readonly members: readonly number[];
  /** The first genes that most members change, and how many there are. */
  readonly common: readonly { readonly gene: number; readonly log2: number }[];
  readonly allCommon: number;
  /** Of each member. */
  readonly apart: readonly {
    readonly strength: number;
    readonly genes: readonly { readonly gene: number; readonly log2: number; readonly others: number }[];
    readonly all: number;
  }[];
}

/** Contexts beside each other, in the words that the sender read, and the table of each two. */
export interface SharedContexts {
  readonly headline: string;
  readonly pairs: readonly SharedContextPair[];
}

export interface SharedContextPair {
  readonly first: string;
  readonly second: string;
  readonly text: string;
  readonly lines: readonly SharedContextLine[];
}

export interface SharedContextLine extends Pick<ContextDifference, 'perturbation' | 'verdict' | 'differing'> {
  /** Genes that it changes in either context; null: it was not measured there. */
  readonly first: number | null;
  readonly second: number | null;
  /** null: not told. */
  readonly q: number | null;
  readonly similarity: SharedShare | null;
}

export interface SharedShare extends Interval {
  readonly value: number;
}

export interface SharedPair {
  readonly pair: number;
  /** Its two perturbations. */
  readonly first: number;
  readonly second: number;
  readonly kind: PairKind;
  readonly interacting: number;
  readonly tested: number;
  /** Which of the two dominates. */
  readonly isFirstStronger: boolean;
  /** null: cannot be told. */
  readonly ofFirst: SharedShare | null;
  readonly ofSecond: SharedShare | null;
  readonly together: SharedShare | null;
}
