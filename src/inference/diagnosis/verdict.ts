/** Verdicts from the numbers of a diagnosis. docs/method.md lists all thresholds, with the screens they were measured on. */
import type { Diagnosis, LabelEvidence } from './evidence';

/** T, for results from before perturbations were tested one by one. */
const MIN_SIGNAL = 1.5;

/** Targets move as intended: z against exchanged targets, or the mean share where targets are few. */
const MIN_OWN_SCORE = 3;
const MIN_OWN_CHANGE = 0.8;
/** Effects follow co-variation: z against exchanged targets. */
const MIN_COVARIATION = 2.3;
/** Effects contradict co-variation: below this share of the expectation, where that is large enough to be seen. */
const MIN_SHARE_OF_EXPECTED = 0.4;
const MIN_EXPECTED = 2.5;
/** Share of the perturbations whose target contradicts the label. */
const MAX_CONTRADICTED = 0.5;
/** Without label evidence: agreement of coefficients. */
const MIN_AGREEMENT = 0.2;
/** Typical correlation times √G. */
const STRONG_CORRELATION = 0.31;
/** Without a typical correlation: s_max / median s. */
const STRONG_FACTOR = 3;

/** Whether any perturbation has a measurable effect, or all share a response; for results without that measurement, whether T is large. */
export function hasSignal({ signal, effects }: Pick<Diagnosis, 'signal' | 'effects'>): boolean | null {
  if (effects !== null) return effects.measurable > 0 || effects.sharedBy !== undefined;
  return signal === null ? null : signal >= MIN_SIGNAL;
}

/** 'open': neither supported nor contradicted. */
export type LabelVerdict = 'fit' | 'contradicted' | 'open';

/** null where nothing was measured. */
export function labelVerdict({
  agreement,
  labels,
}: Pick<Diagnosis, 'agreement' | 'labels'>): LabelVerdict | null {
  if (labels === null) {
    if (agreement === null) return null;
    return agreement < MIN_AGREEMENT ? 'open' : 'fit';
  }
  if (ownGenesMove(labels) || labels.covariation >= MIN_COVARIATION) return 'fit';
  return mostAreContradicted(labels) || defiesCovariation(labels) ? 'contradicted' : 'open';
}

export function ownGenesMove(labels: LabelEvidence): boolean {
  return labels.ownScore >= MIN_OWN_SCORE || labels.ownChange >= MIN_OWN_CHANGE;
}

/** The targets contradict most labels. */
export function mostAreContradicted({ contradicted }: LabelEvidence): boolean {
  return contradicted > MAX_CONTRADICTED;
}

/** Effects do not follow co-variation although they would be visible. */
export function defiesCovariation({ covariation, expected }: LabelEvidence): boolean {
  return expected >= MIN_EXPECTED && covariation < MIN_SHARE_OF_EXPECTED * expected;
}

/** Effects follow co-variation beyond chance. */
export function followsCovariation({ covariation }: LabelEvidence): boolean {
  return covariation >= MIN_COVARIATION;
}

/** `genes`: number of genes of the model; with more genes a network alone correlates fewer pairs. */
export function hasSharedFactor(
  { sharedFactor, typicalCorrelation }: Pick<Diagnosis, 'sharedFactor' | 'typicalCorrelation'>,
  genes: number,
): boolean | null {
  if (typicalCorrelation !== null) return typicalCorrelation * Math.sqrt(genes) > STRONG_CORRELATION;
  return sharedFactor === null ? null : sharedFactor > STRONG_FACTOR;
}
