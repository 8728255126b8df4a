/** What stability counts, which differs where ranks are averaged and where modules are hidden units. */
import type { FitResult } from '../inference/result';

type Fits = Pick<FitResult, 'members'> | null;

export function edgeStabilityHint(result: Fits): string {
  return isAveraged(result)
    ? 'averaged fits, and fits with data left out, that agree'
    : 'fits with data left out that agree';
}

export function unstableEdgesText(result: Fits): string {
  const leftOut = 'They change sign or lose half their size when some perturbations are left out';
  return isAveraged(result) ? `${leftOut}, or in one of the averaged fits.` : `${leftOut}.`;
}

export function moduleStabilityHint(result: Pick<FitResult, 'members' | 'model'> | null): string {
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

function isAveraged(result: Fits): boolean {
  return result !== null && result.members.length > 0;
}

function areUnits(result: Pick<FitResult, 'model'> | null): boolean {
  return result?.model.settings.preset === 'compact';
}
