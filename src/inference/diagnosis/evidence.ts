/** What the diagnosis of a screen found. Plain, structured-clonable data. */
import type { SuspectLabel } from '../../dataset/quality/suspectLabels';

/** Evidence for and against the labels, over perturbations of one gene each (labels.ts). */
export interface LabelEvidence {
  /**
   * Mean over perturbations of the target's intended change, less its median change under the others, relative to its largest under any
   * perturbation: 0 to 1.
   */
  readonly ownChange: number;
  /** z of that against targets exchanged among the perturbations. */
  readonly ownScore: number;
  /** Share of the perturbations whose target stays, or changes as under the others, although it should change, or whose target is present while another's is gone. */
  readonly contradicted: number;
  /** z, against exchanged targets, of the agreement of effects with co-variation, and its expectation for correct labels. */
  readonly covariation: number;
  readonly expected: number;
}

/** Perturbations that change a gene other than their targets (signal.ts). */
export interface MeasurableEffects {
  readonly measurable: number;
  readonly of: number;
  /** Of the measurable ones. */
  readonly labels: readonly string[];
  /** What is compared; absent in links and in runs from before guides were told apart. */
  readonly unit?: EffectUnit;
  /** Why guides that are known are not what is compared; absent where they are, or where none are known. */
  readonly guidesUnused?: GuidesUnused;
  /**
   * Where most of what perturbations change is a response that they share in different strengths: the labels that have any, of which the
   * measurable ones have effects beyond it; empty in links. Absent elsewhere.
   */
  readonly sharedBy?: readonly string[];
}

export const effectUnits = ['cells', 'samples', 'guides'] as const;
export type EffectUnit = (typeof effectUnits)[number];

/** Many targets have a single guide; in runs of earlier versions, too few guides for small p. */
export const guidesUnusedReasons = ['single-guides', 'few-guides'] as const;
type GuidesUnused = (typeof guidesUnusedReasons)[number];

/** Answers to the four questions of docs/method.md; null where a question does not apply. Verdicts: verdict.ts. */
export interface Diagnosis {
  /** Mean squared change over its squared standard error; about 1 where nothing measurable changes. */
  readonly signal: number | null;
  /** Correlation a of between- and within-condition coefficients. */
  readonly agreement: number | null;
  /** null also in files from before it was measured. */
  readonly labels: LabelEvidence | null;
  /** s_max / median s, where there are enough cells for the spectrum. */
  readonly sharedFactor: number | null;
  /** |correlation| of a typical pair of genes within conditions; null like `labels`. */
  readonly typicalCorrelation: number | null;
  /** null where nothing can be tested, and in files from before it was measured. */
  readonly effects: MeasurableEffects | null;
  /** Labels that do not fit their cells (diagnosis.ts); empty also in files from before it was measured. */
  readonly suspectLabels: readonly SuspectLabel[];
}
