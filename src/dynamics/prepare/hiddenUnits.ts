/**
 * How many hidden units M a model gets: twice the regulators, or few for the compact preset, whose units are read as the
 * modules themselves.
 */
import type { TrainingSettings } from '../settings';

/** A count that was asked for; else 2R, and for `compact` R/2 within 10 to 30 and never more than 2R. */
export function hiddenUnits({ modules, preset }: TrainingSettings, regulators: number): number {
  const many = 2 * regulators;
  if (modules !== null) return modules;
  return preset === 'compact' ? Math.min(many, Math.max(10, Math.min(30, Math.ceil(regulators / 2)))) : many;
}
