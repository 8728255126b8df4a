/** What a model will cost, said before it is trained: possible edges, hidden modules, steps. */
import type { TrainingSettings } from '../../../dynamics/settings';
import { count } from '../../kit/numbers';

const allGenesUpTo = 150;

/** `regulators`: chosen ones, or null for the default rule; `perturbations`: all in the data. */
export function modelCost(
  genes: number,
  regulators: number | null,
  perturbations: number,
  settings: TrainingSettings,
): string {
  const candidates = regulators ?? (genes <= allGenesUpTo ? genes : Math.min(perturbations, genes));
  const modules = settings.modules ?? 2 * candidates;
  const edges = candidates * Math.max(genes - 1, 0);
  return `${count(genes)} genes and ${count(candidates)} candidate regulators give ${count(edges)} possible edges; ${count(modules)} hidden modules learn them in ${count(settings.steps)} steps.`;
}
