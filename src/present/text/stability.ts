/** What stability counts, which differs where it was measured with resampled fits, where ranks are averaged and where modules are hidden units. */
import type { Confidence } from '../../inference/confidence/confidence';
import type { FitResult } from '../../inference/result';
import { plural } from './format';
import { count, percent } from './numbers';

type Fits = Pick<FitResult, 'members' | 'confidence'> | null;

/** Stands where what stability counts stayed with the sender. */
export const stabilityOfLink = 'fits that agree, as the sender measured';

export function edgeStabilityHint(result: Fits): string {
  if (result?.confidence)
    return `${resampledFits(result.confidence.fits)} that agree${beyondChance(result.confidence)}`;
  return isAveraged(result)
    ? 'averaged fits, and fits with data left out, that agree'
    : 'fits with data left out that agree';
}

/** What the filter by stability is called, and what it asks for: 'Resampled fits that agree' '≥ 7 of 10'. */
export function stabilityFilterText(
  result: Fits,
  least: number,
): { readonly name: string; readonly value: string } {
  if (!result?.confidence) return { name: 'Stable in at least', value: `${percent(least)} of fits` };
  const { fits } = result.confidence;
  // A share of .65 takes 7 of 10 fits, and so does 7 × .1, which is a little more than .7.
  const needed = Math.max(0, Math.ceil(least * fits - 1e-6));
  return { name: 'Resampled fits that agree', value: `≥ ${count(needed)} of ${count(fits)}` };
}

/** Follows a number of edges: 'hold when data are left out'. */
export function holdText(result: Fits): string {
  return result?.confidence
    ? `hold in at least half of ${resampledFits(result.confidence.fits)}`
    : 'hold when data are left out';
}

export function unstableEdgesText(result: Fits): string {
  if (result?.confidence) {
    const { fits, shuffled } = result.confidence;
    const fail = shuffled
      ? 'change sign, lose half their size or score no more than with shuffled labels'
      : 'change sign or lose half their size';
    return `In most of ${resampledFits(fits)} they ${fail}.`;
  }
  const leftOut = 'They change sign or lose half their size when some perturbations are left out';
  return isAveraged(result) ? `${leftOut}, or in one of the averaged fits.` : `${leftOut}.`;
}

export function moduleStabilityHint(
  result: Pick<FitResult, 'members' | 'model' | 'confidence'> | null,
): string {
  if (result?.confidence)
    return `likeness of the module most like it in ${resampledFits(result.confidence.fits)}`;
  if (areUnits(result)) return 'likeness of the unit when data are left out';
  return isAveraged(result)
    ? 'pairs that stay together in the averaged fits and when data are left out'
    : 'pairs that stay together when data are left out';
}

export function modulesText(result: Pick<FitResult, 'model'> | null): string {
  return areUnits(result)
    ? 'The hidden units of the model, each with the genes that it drives most.'
    : 'Genes whose regulators act on them alike.';
}

/** '20 fits to resampled cells and perturbations'. */
export function resampledFits(fits: number): string {
  return `${plural(fits, 'fit')} to resampled cells and perturbations`;
}

/** Stability is held against them where they could be trained on. */
function beyondChance({ shuffled }: Confidence): string {
  return shuffled ? ', beyond what shuffled labels give' : '';
}

function isAveraged(result: Fits): boolean {
  return result !== null && result.members.length > 0;
}

function areUnits(result: Pick<FitResult, 'model'> | null): boolean {
  return result?.model.settings.preset === 'compact';
}
