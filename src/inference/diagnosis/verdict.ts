/** What the numbers of a diagnosis come to. All thresholds, with the screens they were measured on, are in docs/method.md. */
import type { Diagnosis, LabelEvidence } from '../run/result';

/** Squared shifts over those of shuffled labels. */
const leastSignal = 1.5;

/** Own genes move as they should: z against exchanged targets, or the mean share where these are few. */
const ownScore = 3;
const ownChange = 0.8;
/** Effects follow co-variation: z against exchanged targets. */
const covariationScore = 2.3;
/** They do not, although they would: less than this share of what was expected, where that is enough to be seen. */
const leastOfExpected = 0.4;
const enoughExpected = 2.5;
/** Share of the perturbations whose own gene speaks against the label. */
const mostContradicted = 0.5;
/** Where labels were not measured in themselves: agreement of coefficients. */
const leastAgreement = 0.2;
/** Typical correlation times √G. */
const strongCorrelation = 0.31;
/** Where that was not measured: s_max / median s. */
const strongFactor = 3;

export function hasSignal({ signal }: Pick<Diagnosis, 'signal'>): boolean | null {
  return signal === null ? null : signal >= leastSignal;
}

/** 'open': neither for nor against. */
export type LabelVerdict = 'fit' | 'contradicted' | 'open';

/** null where nothing was measured. */
export function labelVerdict({
  agreement,
  labels,
}: Pick<Diagnosis, 'agreement' | 'labels'>): LabelVerdict | null {
  if (labels === null) {
    if (agreement === null) return null;
    return agreement < leastAgreement ? 'open' : 'fit';
  }
  if (ownGenesMove(labels) || labels.covariation >= covariationScore) return 'fit';
  return mostAreContradicted(labels) || defiesCovariation(labels) ? 'contradicted' : 'open';
}

export function ownGenesMove(labels: LabelEvidence): boolean {
  return labels.ownScore >= ownScore || labels.ownChange >= ownChange;
}

/** The own gene speaks against most labels. */
export function mostAreContradicted({ contradicted }: LabelEvidence): boolean {
  return contradicted > mostContradicted;
}

/** Effects that would show how cells co-vary do not. */
export function defiesCovariation({ covariation, expected }: LabelEvidence): boolean {
  return expected >= enoughExpected && covariation < leastOfExpected * expected;
}

/** Whether effects follow the way cells co-vary, beyond chance. */
export function followsCovariation({ covariation }: LabelEvidence): boolean {
  return covariation >= covariationScore;
}

/** `genes`: how many the model has. The more there are, the fewer pairs does a network alone let vary together. */
export function hasSharedFactor(
  { sharedFactor, typicalCorrelation }: Pick<Diagnosis, 'sharedFactor' | 'typicalCorrelation'>,
  genes: number,
): boolean | null {
  if (typicalCorrelation !== null) return typicalCorrelation * Math.sqrt(genes) > strongCorrelation;
  return sharedFactor === null ? null : sharedFactor > strongFactor;
}
