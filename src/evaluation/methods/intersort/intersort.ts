/**
 * Intersort (Chevalley, Schwab & Mehrjou, arXiv 2405.18314): the order π that maximises S(π) = Σ over perturbed i, over j after i, of
 * D_ij − ε + c G 1[D_ij > ε], with D_ij the Wasserstein-1 distance of gene j between controls and cells with i perturbed, in deviations of
 * the controls. Greedy start and local search; scores [R × G] are D where i stands before j, else 0. The authors' search ignores the ε that
 * was asked for and evaluates every move anew, O(G⁴) a sweep; here ε is used throughout, a sweep takes O(G²), and the search starts several
 * times.
 */
import type { Algorithm } from '../method';
import { bonus, epsilon, starts } from './about';
import { distancesOf, gainsOf, orderedEdges, orderOf } from './order';

export const intersort: Algorithm = function* ({ screen, settings, seed }) {
  const distances = distancesOf(screen);
  const gains = gainsOf(
    distances,
    settings[epsilon.name] ?? epsilon.value,
    settings[bonus.name] ?? bonus.value,
  );
  const order = yield* orderOf(gains, distances.genes, settings[starts.name] ?? starts.value, seed);
  return orderedEdges(screen, distances, order);
};
